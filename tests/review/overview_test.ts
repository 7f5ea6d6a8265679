/// <reference lib="dom" />
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { SEVEN, type TestIllustration, withPipeline } from "../support/harness.ts";
import { inMode, withPage } from "../support/review_browser.ts";
import { storeCandidates } from "../support/review_pictures.ts";
import { withoutChromium } from "../support/skipping.ts";

const options = { skip: withoutChromium(), timeout: 60_000 };

const THIRTY: readonly TestIllustration[] = Array.from({ length: 30 }, (_, at) => ({
  index: at + 1,
  title: `Картина ${at + 1}`,
  prompt: `A flower, scene ${at + 1}`,
}));

test(
  "the filters add up, and each shows what it says",
  options,
  () =>
    withPipeline(async ({ dir }) => {
      await storeCandidates(dir, [1, 2, 3, 4], 1);
      await withPage({ dir }, async (page) => {
        await page.keyboard.press("1");
        await page.keyboard.press("x");
        await inMode(page, "overview");
        const counts = async () =>
          Object.fromEntries(
            (await page.locator(".overview > .filters button").allTextContents())
              .map((text) => /^(.*?)\s*(\d+)$/.exec(text)?.slice(1) ?? []),
          );
        assert.deepEqual(await counts(), {
          All: "7",
          "To decide": "2",
          Decided: "1",
          Rejected: "1",
          "No candidates": "3",
        });
        for (const [name, rows] of [["Rejected", [2]], ["To decide", [3, 4]]] as const) {
          await page.locator(".overview > .filters").getByRole("button", { name }).click();
          const shown = await page.locator(".row").evaluateAll((all) =>
            all.map((row) => Number((row as HTMLElement).dataset["index"]))
          );
          assert.deepEqual(shown, rows);
        }
      });
    }),
);

test(
  "keys act on what is seen: after scrolling the row in view is the picked one",
  options,
  () =>
    withPipeline(async ({ dir }) => {
      await withPage({ dir, mode: "overview" }, async (page) => {
        await page.locator("#row-1.is-picked").waitFor();
        await page.mouse.move(700, 500);
        await page.mouse.wheel(0, 2_500);
        await page.waitForFunction(() => {
          const row = document.querySelector(".row.is-picked");
          const { top = -1, bottom = 0 } = row?.getBoundingClientRect() ?? {};
          return row?.id !== "row-1" && bottom > 100 && top < innerHeight - 100;
        });
        // The list of numbers came along.
        const current = await page.locator(".index [aria-current]").getAttribute("href");
        const picked = await page.locator(".row.is-picked").getAttribute("id");
        assert.equal(current, `#${picked}`);
        await page.keyboard.press("r");
        const number = picked?.replace("row-", "").padStart(2, "0") ?? "";
        await page.locator("aside.order").getByText(new RegExp(`^${number} `)).waitFor();
      });
    }, THIRTY),
);

test(
  "a browser that does not tell when scrolling has ended picks the row in view as well",
  options,
  () =>
    withPipeline(async ({ dir }) => {
      await withPage({ dir }, async (page) => {
        await page.addInitScript(() => {
          delete (Document.prototype as { onscrollend?: unknown }).onscrollend;
          addEventListener("scrollend", (event) => event.stopImmediatePropagation(), true);
        });
        await page.reload();
        await inMode(page, "overview");
        await page.locator("#row-1.is-picked").waitFor();
        await page.mouse.move(700, 500);
        await page.mouse.wheel(0, 2_500);
        await page.locator(".row.is-picked:not(#row-1)").waitFor();
      });
    }, THIRTY),
);

test(
  "an original that stands alone does not fill the window",
  options,
  () =>
    withPipeline(async ({ dir }) => {
      await withPage({ dir, mode: "overview" }, async (page) => {
        // Room for one column of the least width, and not for two.
        await page.setViewportSize({ width: 1_010, height: 900 });
        const { row, card } = await page.locator("#row-2").evaluate((each) => ({
          row: each.clientWidth,
          card: each.querySelector(".card")?.clientWidth ?? NaN,
        }));
        assert.ok(card < row * 0.75, `${card} of ${row} pixels`);
      });
    }, THIRTY),
);

test(
  "what is not decided yet is said once, not on every row",
  options,
  () =>
    withPipeline(async ({ dir, image }) => {
      await storeCandidates(dir, [1, 2, 3], 1);
      for (const index of [1, 2, 3]) {
        await writeFile(image(`illustration_0${index}_alibaba.png`), "x");
      }
      await withPage({ dir, mode: "overview" }, async (page) => {
        await page.locator(".leftovers").getByText("3 illustrations are undecided").waitFor();
        assert.equal(await page.locator(".row .chip.warn").count(), 0);
      });
    }),
);

test(
  "the head leaves room in a low window, text grows with the reader's own size",
  options,
  () =>
    withPipeline(async ({ dir }) => {
      await withPage({ dir, mode: "overview" }, async (page) => {
        await page.setViewportSize({ width: 1280, height: 400 });
        const share = await page.locator(".head").evaluate((head) =>
          head.getBoundingClientRect().height / innerHeight
        );
        assert.ok(share < 0.125, `${share}`);
        const height = () => page.locator("#title-1").evaluate((title) => title.clientHeight);
        const before = await height();
        await page.evaluate(() => document.documentElement.style.fontSize = "200%");
        assert.ok(await height() >= before * 1.9);
      });
    }),
);

/** Evaluated in the page: pairs of the head's parts of which one lies on the other, and what sticks out. */
const HEAD_FAULTS = `(() => {
  const parts = [".name .chip", ".modes", ".progress", ".again", ".head-buttons > .quiet"]
    .flatMap((each) => [...document.querySelectorAll(".head " + each)])
    .map((each) => [each.className, each.getBoundingClientRect()]);
  const lies = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  return parts.flatMap(([name, box], at) => [
    ...(box.right > innerWidth || box.left < 0 ? [name] : []),
    ...parts.slice(at + 1).filter(([, other]) => lies(box, other)).map(([other]) => name + " on " + other),
  ]);
})()`;

test(
  "no part of the head covers another or leaves the window, in a phone's width or a small window's",
  options,
  () =>
    withPipeline(async ({ dir }) => {
      await storeCandidates(dir, [1, 2], 1);
      await withPage({ dir }, async (page) => {
        await page.keyboard.press("x");
        await page.locator(".again").waitFor();
        for (const width of [390, 700, 1024, 1300]) {
          await page.setViewportSize({ width, height: 800 });
          assert.deepEqual(await page.evaluate(HEAD_FAULTS), [], `${width} px`);
        }
      });
    }),
);

test(
  "a print shows pictures and titles, no buttons, messages or boxes to come",
  options,
  () =>
    withPipeline(async ({ dir }) => {
      await storeCandidates(dir, [1], 1);
      await withPage({ dir }, async (page) => {
        await page.keyboard.press("1");
        await inMode(page, "overview");
        await page.emulateMedia({ media: "print" });
        for (const gone of [".foot", ".index", ".filters", ".card-buttons", ".head-buttons"]) {
          const there = await page.locator(gone).all();
          assert.ok(there.length > 0, `${gone}: on the page, and not in print`);
          for (const each of there) {
            assert.ok(!await each.isVisible(), gone);
          }
        }
        assert.ok(await page.locator("#row-1 .frame img").first().isVisible());
      });
    }, SEVEN.slice(0, 2)),
);

test(
  "an empty pipeline says what comes next, and shows what comes",
  options,
  () =>
    withPipeline(async ({ dir }) => {
      await withPage({ dir }, async (page) => {
        await page.getByText("The previous step writes them to illustrations.json").waitFor();
        await writeFile(join(dir, "illustrations.json"), JSON.stringify(SEVEN.slice(0, 1)));
        await page.locator("#row-1").waitFor();
      });
    }, []),
);
