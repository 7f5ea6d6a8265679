/// <reference lib="dom" />
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { pathToFileURL } from "node:url";
import { runProgram, SEVEN, withPipeline } from "../support/harness.ts";
import { inMode, withBrowser } from "../support/review_browser.ts";
import { storeCandidates } from "../support/review_pictures.ts";
import { withoutChromium } from "../support/skipping.ts";

const options = { skip: withoutChromium(), timeout: 60_000 };

async function exported(dir: string, home: string) {
  const file = join(home, "сравнение картин.html");
  const args = ["review", "--pipeline-dir", dir, "--export", file, "--lang", "en", "--json"];
  const { code, stdout, stderr } = await runProgram(args);
  assert.equal(code, 0, stderr);
  return { file, result: JSON.parse(stdout) };
}

/** A second of sound in `audio.mp3`: browsers look at the bytes, not at the name. */
function sound(bytes = 8_000): Uint8Array {
  const head = Buffer.from(
    "52494646645f000057415645666d7420100000000100010040" +
      "1f0000401f00000100080064617461401f0000",
    "hex",
  );
  return Buffer.concat([head, Buffer.alloc(bytes, 128)]);
}

test(
  "the exported file compares, and runs the film with its sound, without a network",
  options,
  () =>
    withPipeline(async ({ dir, home }) => {
      await storeCandidates(dir, [1], 2);
      await writeFile(join(dir, "audio.mp3"), sound());
      const { file, result } = await exported(dir, home);
      assert.deepEqual([result.pictures, result.omitted, result.hasSound], [9, 0, true]);
      await withBrowser(async (open) => {
        const page = await open(pathToFileURL(file).href);
        const first = page.locator("#row-1 .frame");
        await first.nth(2).waitFor();
        assert.equal(await first.count(), 3);
        const images = await page.locator(".row .frame img").all();
        assert.ok(images.length >= 3, `${images.length} images`);
        for (const image of images) {
          await image.evaluate((each) => (each as HTMLImageElement).decode());
          assert.ok(await image.evaluate((each) => (each as HTMLImageElement).naturalWidth > 0));
        }
        // Nothing that needs a server is offered.
        assert.equal(await page.getByRole("button", { name: /Choose|Order|Undo/ }).count(), 0);
        await page.keyboard.down("f");
        await page.locator(".card.is-picked .over img").waitFor();
        await page.keyboard.up("f");
        await page.locator(".card .over").waitFor({ state: "detached" });
        await page.keyboard.press("s");
        await page.locator("dialog.zoom .stage.is-beside").waitFor();
        await page.keyboard.press("Escape");
        await inMode(page, "film");
        await page.locator(".film-time").getByText("/ 0:01").waitFor();
        await page.getByRole("button", { name: "Play" }).click();
        await page.locator(".film-title .number").getByText("07").waitFor();
      });
    }),
);

test(
  "a sound that is too long stays out, and that is said here and there",
  options,
  () =>
    withPipeline(async ({ dir, home }) => {
      await writeFile(join(dir, "audio.mp3"), sound(16_000_000));
      const { file, result } = await exported(dir, home);
      assert.deepEqual([result.hasSound, result.isSoundOmitted], [false, true]);
      assert.ok((await stat(file)).size < 2_000_000);
      const plain = await runProgram([
        "review",
        "--pipeline-dir",
        dir,
        "--export",
        file,
        "--lang",
        "en",
      ]);
      assert.match(plain.stdout, /without the sound, which is over 20 MB/);
      await withBrowser(async (open) => {
        const page = await inMode(await open(pathToFileURL(file).href), "film");
        await page.locator(".cut summary").click();
        await page.getByText("The sound is left out").waitFor();
        await page.getByLabel("Seconds per frame").waitFor();
      });
    }, SEVEN.slice(0, 2)),
);

test("the file tells nothing of this machine, of work under way or of failures", () =>
  withPipeline(async ({ dir, home }) => {
    await storeCandidates(dir, [1], 1);
    const { file } = await exported(dir, home);
    const text = await readFile(file, "utf8");
    assert.ok(!text.includes(home), "the folder's path");
    assert.doesNotMatch(text, /https?:\/\/(?!www\.w3\.org)/);
    assert.match(text, /"work":\[\],"notices":\[\]/);
  }, SEVEN.slice(0, 2)));
