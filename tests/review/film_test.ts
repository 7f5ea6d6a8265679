/// <reference lib="dom" />
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import type { Page } from "playwright-core";
import { type TestIllustration, withPipeline } from "../support/harness.ts";
import { inMode, withBrowser, withPage, withReviewHere } from "../support/review_browser.ts";
import { storeCandidates } from "../support/review_pictures.ts";
import { silence } from "../support/silence.ts";
import { withoutChromium } from "../support/skipping.ts";

const options = { skip: withoutChromium(), timeout: 60_000 };

const FOUR: readonly TestIllustration[] = [1, 2, 3, 4].map((index) => ({
  index,
  title: `Картина ${index}`,
  prompt: `A flower, scene ${index}`,
  source_excerpt: `Строка ${index}`,
  present_entities: index % 2 === 0 ? ["young_lady", "book"] : ["book"],
}));

/** Which frame is seen, by its picture's address. */
const seen = (page: Page) => page.locator(".film-frame.is-seen img.preview").getAttribute("src");

const numberIs = (page: Page, number: number) =>
  page.locator(".film-title .number").getByText(String(number).padStart(2, "0")).waitFor();

test(
  "the film runs to its sound, each frame its share, and never shows an empty one",
  options,
  () =>
    withPipeline(async ({ dir }) => {
      await writeFile(join(dir, "песня.wav"), silence(2));
      await withPage({ dir, mode: "film" }, async (page) => {
        await page.locator(".film-time").getByText("/ 0:02").waitFor();
        await numberIs(page, 1);
        await page.evaluate(() => {
          const log: { at: number; number: string; apart: number; isEmpty: boolean }[] = [];
          Object.assign(globalThis, { log });
          const sound = document.querySelector("audio");
          const look = () => {
            const seen = document.querySelector(".film-frame.is-seen img.preview");
            const number = document.querySelector(".film-title .number")?.textContent ?? "";
            const image = seen as HTMLImageElement | null;
            const at = sound?.currentTime ?? NaN;
            const apart = Number(number) - 1 - Math.min(3, Math.floor(at / 0.5));
            // Between two frames by up to a tenth of a second.
            const edge = Math.abs(at / 0.5 - Math.round(at / 0.5)) * 0.5;
            log.push({
              at,
              number,
              apart: edge < 0.1 ? 0 : apart,
              isEmpty: image === null || image.naturalWidth === 0,
            });
            requestAnimationFrame(look);
          };
          look();
        });
        await page.locator("main").focus();
        await page.keyboard.press("Space");
        await page.waitForFunction(() => (document.querySelector("audio")?.currentTime ?? 0) > 1.9);
        const log = await page.evaluate(() =>
          (globalThis as unknown as {
            log: { at: number; number: string; apart: number; isEmpty: boolean }[];
          }).log
        );
        assert.deepEqual([...new Set(log.map(({ number }) => number))], ["01", "02", "03", "04"]);
        assert.deepEqual(log.filter(({ isEmpty }) => isEmpty), []);
        assert.deepEqual(log.filter(({ apart }) => apart !== 0), []);
      });
    }, FOUR),
);

test(
  "silence and ending change the cut; arrows step; the place goes along",
  options,
  () =>
    withPipeline(async ({ dir }) => {
      await writeFile(join(dir, "audio.wav"), silence(8));
      await withPage({ dir, mode: "film" }, async (page) => {
        await page.locator(".film-time").getByText("/ 0:08").waitFor();
        await page.locator("main").focus();
        await page.keyboard.press("ArrowRight");
        await numberIs(page, 2);
        await page.locator(".film-time").getByText("0:02 /").waitFor();
        await page.keyboard.press("ArrowLeft");
        await numberIs(page, 1);
        await page.locator(".cut summary").click();
        await page.getByLabel("Silence at the start, s").fill("5");
        await page.getByLabel("Silence at the start, s").press("Enter");
        await page.locator("main").focus();
        await page.keyboard.press("ArrowRight");
        await numberIs(page, 2);
        await page.locator(".film-time").getByText("0:05 /").waitFor();
        await page.locator(".film-text").getByText("Строка 2").waitFor();
        await inMode(page, "overview");
        await page.locator("#row-2.is-picked").waitFor();
      });
    }, FOUR),
);

test(
  "a sound that cannot be heard leaves the film its cut, and the line goes on with the film's keys",
  options,
  () =>
    withPipeline(async ({ dir }) => {
      await writeFile(join(dir, "audio.wav"), silence(8));
      await withPage({ dir, mode: "film" }, async (page) => {
        const time = page.locator(".film-time");
        await time.getByText("/ 0:08").waitFor();
        // What Firefox tells of a machine without a sound device, as soon as it should play.
        await page.locator("audio").evaluate((sound) => sound.dispatchEvent(new Event("error")));
        await page.locator(".cut summary").click();
        await page.locator(".cut").getByText("This browser cannot play audio.wav").waitFor();
        const line = page.getByRole("slider");
        await line.click();
        await numberIs(page, 3);
        await page.keyboard.press("Home");
        await numberIs(page, 1);
        await page.keyboard.press("ArrowRight");
        await numberIs(page, 2);
        await page.keyboard.press("Space");
        await page.getByRole("button", { name: "Pause" }).waitFor();
        await numberIs(page, 3);
        assert.match(await time.innerText(), /\/ 0:08$/);
      });
    }, FOUR),
);

test(
  "the fields of the cut stand inside the window, however narrow",
  options,
  () =>
    withPipeline(async ({ dir }) => {
      await withReviewHere(dir, (address) =>
        withBrowser(async (open) => {
          for (const isWide of [true, false]) {
            const page = await inMode(await open(address, isWide), "film");
            await page.locator(".cut summary").click();
            const { left, right } = await page.locator(".cut-fields").evaluate((each) =>
              each.getBoundingClientRect().toJSON()
            );
            const width = page.viewportSize()?.width ?? NaN;
            assert.ok(left >= 0 && right <= width, `${left} to ${right} of ${width} pixels`);
          }
        }));
    }, FOUR),
);

test(
  "a film is looked at in the dark, its controls too",
  options,
  () =>
    withPipeline(async ({ dir }) => {
      await withPage({ dir }, async (page) => {
        const brightest = (of: string) =>
          page.locator(of).evaluate((each) =>
            Math.max(...(getComputedStyle(each).backgroundColor.match(/\d+/g) ?? []).map(Number))
          );
        assert.ok(await brightest(".head") > 200);
        await inMode(page, "film");
        for (const each of [".head", ".film-controls", ".foot"]) {
          const at = await brightest(each);
          assert.ok(at < 60, `${each}: ${at}`);
        }
      });
    }, FOUR),
);

test(
  "rejecting does not stop the film; the versions show what was and what may come",
  options,
  () =>
    withPipeline(async ({ dir }) => {
      const ids = await storeCandidates(dir, [2], 1);
      const [candidate = ""] = ids.get(2) ?? [];
      await withPage({ dir, mode: "film" }, async (page) => {
        await page.locator("main").focus();
        await page.keyboard.press("Home");
        await numberIs(page, 1);
        await page.keyboard.press("ArrowRight");
        await numberIs(page, 2);
        assert.match(await seen(page) ?? "", /id=n2/);
        await page.keyboard.press("v");
        await page.keyboard.press("v");
        await page.waitForFunction(
          (id) =>
            document.querySelector(".film-frame.is-seen img.preview")?.getAttribute("src")
              ?.includes(`id=${id}`),
          candidate,
        );
        await page.keyboard.press("v");
        await page.keyboard.press("Space");
        await page.getByRole("button", { name: "Pause" }).waitFor();
        await page.keyboard.press("x");
        await page.locator(".film-row").getByText("Rejected").waitFor();
        assert.equal(await page.getByRole("button", { name: "Pause" }).count(), 1);
        await page.getByRole("button", { name: "Rejected (1): order again" }).waitFor();
      });
    }, FOUR),
);

test("a clip plays in its picture's stead", options, () =>
  withPipeline(async ({ dir, image }) => {
    await withPage({ dir }, async (page) => {
      const clip = await page.evaluate(recordClip);
      await writeFile(image("video_02.mp4"), Buffer.from(clip, "base64"));
      await inMode(page, "film");
      await page.locator("main").focus();
      await page.keyboard.press("Home");
      await page.keyboard.press("ArrowRight");
      await numberIs(page, 2);
      await page.locator(".film-frame.is-seen video").waitFor();
      await page.keyboard.press("Space");
      await page.waitForFunction(() =>
        (document.querySelector<HTMLVideoElement>(".film-frame.is-seen video")?.currentTime ??
          0) >
          0.1
      );
    });
  }, FOUR));

/** Runs in the page: half a second of a moving picture, as base64. */
async function recordClip(): Promise<string> {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 64;
  const context = canvas.getContext("2d");
  const recorder = new MediaRecorder(canvas.captureStream(25));
  const parts: Blob[] = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  const ended = new Promise((resolve) => recorder.onstop = resolve);
  recorder.start();
  const startMs = performance.now();
  while (performance.now() - startMs < 1_500) {
    context?.fillRect((performance.now() - startMs) / 30, 0, 8, 64);
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
  recorder.stop();
  await ended;
  const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
  return btoa([...bytes].map((byte) => String.fromCharCode(byte)).join(""));
}

test(
  "who looks the same is named by the bible, when it lies inside and no link leads to it",
  options,
  () =>
    withPipeline(async ({ dir, home }) => {
      const path = join(dir, "illustrations.json");
      const write = (bible: unknown) =>
        writeFile(path, JSON.stringify({ bible_ref: bible, illustrations: FOUR }));
      await mkdir(join(dir, "библия"));
      const bible = { characters: [{ id: "young_lady", name: "Барышня" }] };
      await writeFile(join(dir, "библия", "bible.json"), JSON.stringify(bible));
      await writeFile(join(home, "outside.json"), JSON.stringify(bible));
      await symlink(join(dir, "библия", "bible.json"), join(dir, "link.json"));
      await write("библия/bible.json");
      await withPage({ dir, mode: "film" }, async (page) => {
        const names = () => page.locator(".film-controls select option").allTextContents();
        await page.locator(".film-controls select").selectOption({ label: "Барышня" });
        await page.locator(".same .frame").nth(1).waitFor();
        assert.equal(await page.locator(".same .frame").count(), 2);
        await page.locator(".same .frame").nth(1).click();
        await numberIs(page, 4);
        for (const reference of ["../outside.json", join(home, "outside.json"), "link.json", 7]) {
          await write(reference);
          await page.reload();
          await page.locator(".film-controls select").waitFor();
          assert.deepEqual((await names()).slice(1), ["book", "young_lady"], String(reference));
        }
      });
    }, FOUR),
);
