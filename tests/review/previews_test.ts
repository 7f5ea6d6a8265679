/// <reference lib="dom" />
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import test from "node:test";
import { encode } from "fast-png";
import { decode } from "jpeg-js";
import type { Page } from "playwright-core";
import { KeptPreviews } from "../../lib/pipeline/kept_previews.ts";
import { decodePng } from "../../lib/image/pixels.ts";
import { shrinkQuickly } from "../../lib/image/preview.ts";
import { versionNow } from "../../lib/view/image_files.ts";
import { PreviewCache } from "../../lib/review/preview_cache.ts";
import { SEVEN, solidPng, type TestIllustration, withPipeline } from "../support/harness.ts";
import { send } from "../support/loopback.ts";
import { eventually } from "../support/mcp_client.ts";
import { withBrowser, withReview } from "../support/review_browser.ts";
import { withoutChromium } from "../support/skipping.ts";

const timeout = { timeout: 60_000 };
const inBrowser = { skip: withoutChromium(), ...timeout };

/** A picture whose every sample differs from its neighbours. */
function motley(width: number, height: number): Uint8Array {
  const data = Uint8Array.from(
    { length: width * height * 3 },
    (_, at) => (at * 97 + Math.floor(at / 7) * 31) % 256,
  );
  return encode({ width, height, channels: 3, depth: 8, data });
}

test("every pixel of a page's preview is the mean of the square it stands for", () => {
  for (
    const [width, height, sidePx, factor] of [[200, 90, 64, 3], [203, 91, 50, 4], [9, 7, 64, 1]]
  ) {
    const png = motley(Number(width), Number(height));
    const whole = decodePng(png);
    const small = shrinkQuickly(png, Number(sidePx));
    const side = Number(factor);
    assert.equal(small.width, Math.floor(whole.width / side));
    assert.equal(small.height, Math.floor(whole.height / side));
    for (let at = 0; at < small.rgb.length; at++) {
      const [x, y] = [Math.floor(at / 3) % small.width, Math.floor(at / 3 / small.width)];
      let sum = 0;
      for (let dy = 0; dy < side; dy++) {
        for (let dx = 0; dx < side; dx++) {
          sum += whole.rgb[((y * side + dy) * whole.width + x * side + dx) * 3 + at % 3] ?? NaN;
        }
      }
      assert.equal(small.rgb[at], Math.round(sum / side / side), `${width}, byte ${at}`);
    }
  }
});

test("a picture of one line, or of a thousand times the preview, has a preview all the same", () => {
  const size = (width: number, height: number) => {
    const small = shrinkQuickly(solidPng(width, height, 77), 64);
    assert.ok(small.rgb.every((value) => value === 77), `${width}*${height}`);
    return [small.width, small.height];
  };
  assert.deepEqual(size(5_000, 1), [5_000, 1]);
  assert.deepEqual(size(1, 300), [1, 300]);
  assert.deepEqual(size(64_000, 400), [249, 1]);
});

/** Asks a running page for previews as a browser does. */
async function asked(address: string, origin: string) {
  const page = await send(address);
  const cookie = page.headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
  return (id: string) => send(`${origin}/picture?id=${id}&v=x`, { headers: { cookie } });
}

async function withPreviews(
  dir: string,
  act: (get: Awaited<ReturnType<typeof asked>>) => Promise<void>,
): Promise<void> {
  await withReview(
    dir,
    {},
    async ({ address, origin }) => act(await asked(address, origin)),
    "--rehearse",
  );
}

/** The files of kept previews, once there are so many and each is whole. */
async function keptFiles(dir: string, count: number): Promise<string[]> {
  const folder = join(dir, ".alibaba", "previews");
  let names: string[] = [];
  await eventually(async () => {
    names = await readdir(folder).catch(() => []);
    return names.length >= count;
  }, `${count} previews in ${folder}`);
  return names.map((name) => join(folder, name));
}

/** The grey in the middle of a preview of one grey. */
function greyOf({ bytes, headers }: Awaited<ReturnType<typeof send>>): number {
  if (headers["content-type"] === "image/bmp") return bytes[bytes.readUInt32LE(10)] ?? -1;
  return decode(bytes, { useTArray: true }).data[0] ?? -1;
}

test("a preview is made once: opened again, the page has it ready", timeout, async () => {
  await withPipeline(async ({ dir }) => {
    await withPreviews(dir, async (get) => {
      const first = await get("n2");
      assert.deepEqual([first.status, first.headers["content-type"]], [200, "image/bmp"]);
      assert.equal(greyOf(first), 60);
      // The first two rows are made ready unasked.
      await keptFiles(dir, 2);
    });
    await withPreviews(dir, async (get) => {
      const again = await get("n2");
      assert.equal(again.headers["content-type"], "image/jpeg");
      assert.ok(Math.abs(greyOf(again) - 60) <= 2);
      const files = await Promise.all((await keptFiles(dir, 2)).map((file) => readFile(file)));
      assert.ok(files.some((file) => file.equals(again.bytes)));
    });
  });
});

test("a kept preview that was cut is made anew, not shown", timeout, async () => {
  await withPipeline(async ({ dir }) => {
    await withPreviews(dir, async (get) => {
      await get("n1");
      await keptFiles(dir, 2);
    });
    const files = await keptFiles(dir, 2);
    const whole = await Promise.all(files.map((file) => readFile(file)));
    for (const [at, file] of files.entries()) {
      await writeFile(file, whole[at]?.subarray(0, 300) ?? "");
    }
    await withPreviews(dir, async (get) => {
      assert.equal(greyOf(await get("n1")), 30);
      await eventually(async () => {
        const now = await Promise.all(files.map((file) => readFile(file).catch(() => Buffer.of())));
        return now.every((bytes, at) => bytes.equals(whole[at] ?? Buffer.of()));
      }, "whole files in the place of the cut ones");
    });
  });
});

test("the preview of a picture that was replaced is the new picture's", timeout, async () => {
  await withPipeline(async ({ dir, image }) => {
    await withPreviews(dir, async (get) => {
      assert.equal(greyOf(await get("n1")), 30);
      await keptFiles(dir, 2);
      await writeFile(image("illustration_01.png"), solidPng(96, 54, 200));
      assert.equal(greyOf(await get("n1")), 200);
    });
    await withPreviews(dir, async (get) => {
      assert.ok(Math.abs(greyOf(await get("n1")) - 200) <= 2);
    });
  });
});

for (const obstacle of ["previews", "tmp"]) {
  test(
    `where ${obstacle} cannot be written the page goes on showing pictures`,
    timeout,
    async () => {
      await withPipeline(async ({ dir }) => {
        await mkdir(join(dir, ".alibaba"));
        await writeFile(join(dir, ".alibaba", obstacle), "in the way");
        await withPreviews(dir, async (get) => {
          for (const id of ["n1", "n2", "n3"]) assert.equal((await get(id)).status, 200, id);
          await eventually(
            async () => (await get("n3")).headers["content-type"] === "image/jpeg",
            "a preview after one that could not be kept",
          );
        });
        assert.equal(await readFile(join(dir, ".alibaba", obstacle), "utf8"), "in the way");
      });
    },
  );
}

test("a picture that was replaced while its preview waited is not kept under the old name", async () => {
  await withPipeline(async ({ dir, image }) => {
    const previews = new PreviewCache(new KeptPreviews(join(dir, ".alibaba")));
    const path = image("illustration_01.png");
    const isLasting = false;
    await previews.get({ path, identity: "former", version: "of the former file", isLasting });
    assert.equal(previews.bytes, 0);
    const version = versionNow(path) ?? "";
    await previews.get({ path, identity: "this", version, isLasting });
    assert.ok(previews.bytes > 64 * 36 * 3);
    previews.close();
  });
});

test("a thousand films later the previews still take no more than their room", async () => {
  await withPipeline(async ({ home }) => {
    const folder = join(home, "previews");
    await mkdir(folder);
    const names = Array.from({ length: 4_000 }, (_, at) => `${String(at).padStart(5, "0")}.jpg`);
    const yearsAgo = (at: number) => new Date(Date.parse("2020-01-01T00:00:00Z") + at * 60_000);
    await Promise.all(names.map(async (name, at) => {
      await writeFile(join(folder, name), "");
      await utimes(join(folder, name), yearsAgo(at), yearsAgo(at));
    }));
    const kept = new KeptPreviews(home);
    const jpeg = Uint8Array.of(0xff, 0xd8, 1, 2, 0xff, 0xd9);
    kept.keep("a picture", jpeg);
    const left = (await readdir(folder)).sort();
    assert.equal(left.length, 3_001);
    assert.deepEqual(left.filter((name) => /^\d{5}\.jpg$/.test(name)), names.slice(1_000));
    assert.deepEqual(new Uint8Array(kept.find("a picture") ?? []), jpeg);
    assert.equal(kept.find("another picture"), undefined);
    const moved = join(home, "moved away");
    new KeptPreviews(join(moved, ".alibaba")).keep("a picture", jpeg);
    assert.ok(!existsSync(moved), "a pipeline that was moved away came back");
  });
});

/** What a browser shows of an original, in the middle of its upper and of its lower half. */
function shownColours(page: Page, index: number): Promise<number[][]> {
  const image = page.locator(`#row-${index} [data-number="0"] img[src]`);
  return image.evaluate(async (element) => {
    const picture = element as HTMLImageElement;
    await picture.decode();
    const canvas = document.createElement("canvas");
    canvas.width = picture.naturalWidth;
    canvas.height = picture.naturalHeight;
    const context = canvas.getContext("2d");
    context?.drawImage(picture, 0, 0);
    return [1, 3].map((quarters) => {
      const at = [canvas.width >> 1, (canvas.height * quarters) >> 2] as const;
      return [...context?.getImageData(at[0], at[1], 1, 1).data ?? []].slice(0, 3);
    });
  });
}

test("a browser shows both kinds of preview as the picture is", inBrowser, async () => {
  await withPipeline(async ({ dir, image }) => {
    const [width, height] = [801, 450];
    const colours = [[200, 96, 40], [20, 160, 240]];
    const halfBytes = width * height * 3 / 2;
    const data = Uint8Array.from(
      { length: halfBytes * 2 },
      (_, at) => colours[at < halfBytes ? 0 : 1]?.[at % 3] ?? 0,
    );
    const picture = encode({ width, height, channels: 3, depth: 8, data });
    // A row that is not made ready unasked.
    await writeFile(image("illustration_03.png"), picture);
    const look = (mostOff: number) =>
      withReview(dir, {}, ({ address }) =>
        withBrowser(async (open) => {
          const shown = (await shownColours(await open(address), 3)).flat();
          const off = shown.map((value, at) => Math.abs(value - (colours.flat()[at] ?? NaN)));
          assert.ok(Math.max(...off) <= mostOff, String(shown));
          await keptFiles(dir, 3);
        }), "--rehearse");
    await look(0);
    await look(6);
  }, SEVEN.slice(0, 3));
});

const FORTY: readonly TestIllustration[] = Array.from({ length: 40 }, (_, at) => ({
  index: at + 1,
  title: `Картина ${at + 1}`,
  prompt: `A flower, scene ${at + 1}`,
}));

test("in a long film a jump and a reload find the row at once", inBrowser, async () => {
  await withPipeline(({ dir }) =>
    withReview(dir, {}, ({ address }) =>
      withBrowser(async (open) => {
        const page = await open(address);
        await page.locator('nav a[href="#row-33"]').click();
        const isSeen = () =>
          page.waitForFunction(() => {
            const row = document.querySelector("#row-33.is-picked");
            const { top = Infinity, bottom = 0 } = row?.getBoundingClientRect() ?? {};
            return bottom > 0 && top < innerHeight;
          });
        await isSeen();
        await page.locator("#row-40").waitFor({ state: "attached" });
        const order = await page.locator("#main > article").evaluateAll((rows) =>
          rows.map((row) => Number((row as HTMLElement).dataset["index"]))
        );
        assert.deepEqual(order, FORTY.map(({ index }) => index));
        const top = () =>
          page.locator("#row-33").evaluate((row) => row.getBoundingClientRect().top);
        const before = await top();
        await page.reload();
        await isSeen();
        await page.waitForFunction((before) => {
          const row = document.querySelector("#row-33");
          return Math.abs((row?.getBoundingClientRect().top ?? Infinity) - before) <= 2;
        }, before);
        await page.locator("#row-33 img[src]").first().waitFor();
      }), "--rehearse"), FORTY);
});

/** Pictures come late, so that the rest of the rows does too. */
async function slowPictures(page: Page, ms: number): Promise<void> {
  await page.route("**/picture?*", async (route) => {
    await setTimeout(ms);
    await route.continue().catch(() => undefined);
  });
}

test(
  "a reload near the top finds the same place while pictures are still to come",
  inBrowser,
  async () => {
    await withPipeline(
      ({ dir }) =>
        withReview(dir, {}, ({ address }) =>
          withBrowser(async (open) => {
            const page = await open(address);
            await page.locator("#row-40").waitFor({ state: "attached" });
            await slowPictures(page, 600);
            for (const wanted of [0, -200]) {
              await page.locator("#row-3").evaluate((row, wanted) => {
                const main = row.parentElement;
                if (main !== null) main.scrollTop += row.getBoundingClientRect().top - wanted;
              }, wanted);
              await page.reload();
              await page.locator("#row-40").waitFor({ state: "attached" });
              await page.locator("#row-4 img[src]").first().waitFor();
              const top = await page.locator("#row-3").evaluate((row) =>
                row.getBoundingClientRect().top
              );
              assert.ok(Math.abs(top - wanted) <= 2, `${top} instead of ${wanted}`);
            }
          }), "--rehearse"),
      FORTY,
    );
  },
);

test("only what changed is told, though most rows are still to be drawn", inBrowser, async () => {
  await withPipeline(({ dir }) =>
    withReview(dir, {}, ({ address }) =>
      withBrowser(async (open) => {
        const page = await open(address);
        await slowPictures(page, 2_500);
        await page.reload({ waitUntil: "commit" });
        await page.locator("#row-1").waitFor();
        const path = join(dir, "illustrations.json");
        const text = await readFile(path, "utf8");
        await writeFile(path, text.replace('Картина 1"', 'Роза"'));
        await page.locator("#row-1").getByText("Роза").waitFor();
        assert.equal(await page.locator("#status").textContent(), "Обновлено: 01");
        assert.equal(await page.locator(".row.is-new").count(), 1);
      }), "--rehearse"), FORTY);
});
