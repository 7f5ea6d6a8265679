/// <reference lib="dom" />
import assert from "node:assert/strict";
import test from "node:test";
import type { Page } from "playwright-core";
import { SEVEN, withPipeline } from "../support/harness.ts";
import { withPage } from "../support/review_browser.ts";
import { storeCandidates } from "../support/review_pictures.ts";
import { withoutChromium } from "../support/skipping.ts";

const options = { skip: withoutChromium(), timeout: 60_000 };

/** Two illustrations with three candidates each, opened on the first. */
function withTwo(act: (page: Page) => Promise<void>, isWide = true): Promise<void> {
  return withPipeline(async ({ dir }) => {
    await storeCandidates(dir, [1, 2], 3);
    await withPage({ dir, isWide }, act);
  }, SEVEN.slice(0, 2));
}

/** What the two sides of the close look show. */
function sides(page: Page): Promise<(string | undefined)[]> {
  return page.locator("dialog.zoom .pane figcaption").evaluateAll((captions) =>
    captions.map((caption) => caption.textContent?.trim().split(" ")[0])
  );
}

const shows = async (page: Page, expected: readonly string[]) => {
  await page.waitForFunction((expected) => {
    const captions = [...document.querySelectorAll("dialog.zoom .pane figcaption")];
    return captions.map((each) => each.textContent?.trim().split(" ")[0]).join() === expected;
  }, expected.join());
  assert.deepEqual(await sides(page), expected);
};

test(
  "looking closely compares any two: Tab picks the side, S, F and D show them together",
  options,
  () =>
    withTwo(async (page) => {
      await page.keyboard.press("2");
      await page.keyboard.press("k");
      await page.keyboard.press("z");
      await page.locator("dialog.zoom .is-picked img.whole.is-there").waitFor();
      await shows(page, ["2"]);
      await page.keyboard.press("s");
      await page.locator("dialog.zoom .stage.is-beside").waitFor();
      // With the original, although another picture stands in its place by now.
      await shows(page, ["0", "2"]);
      await page.keyboard.press("3");
      await shows(page, ["0", "3"]);
      await page.keyboard.press("Tab");
      await page.keyboard.press("1");
      await shows(page, ["1", "3"]);
      await page.keyboard.press("ArrowRight");
      await shows(page, ["2", "3"]);
      await page.keyboard.press("d");
      await page.locator("dialog.zoom .stage.is-difference").waitFor();
      assert.equal(
        await page.locator(".pane.is-picked").evaluate((pane) =>
          getComputedStyle(pane).mixBlendMode
        ),
        "difference",
      );
      await page.keyboard.press("d");
      await shows(page, ["3"]);
      await page.keyboard.down("f");
      await page.locator("dialog.zoom.is-flicking .pane.is-other").waitFor();
      await page.keyboard.up("f");
      await page.locator("dialog.zoom .pane.is-other").waitFor({ state: "detached" });
      await page.locator("dialog.zoom .thumbs").getByRole("button", { name: /^1 / }).click();
      await shows(page, ["1"]);
      await page.keyboard.press("Escape");
      await page.locator("dialog.zoom").waitFor({ state: "detached" });
      await page.keyboard.press("d");
      await page.locator("dialog.zoom .stage.is-difference").waitFor();
    }),
);

test("enlarging moves both sides together", options, () =>
  withTwo(async (page) => {
    await page.keyboard.press("s");
    await page.locator("dialog.zoom .is-picked img.whole.is-there").waitFor();
    await page.keyboard.press("+");
    await page.keyboard.press("+");
    const transforms = await page.locator("dialog.zoom .sheet").evaluateAll((sheets) =>
      sheets.map((sheet) => (sheet as HTMLElement).style.transform)
    );
    assert.equal(transforms.length, 2);
    assert.equal(transforms[0], transforms[1]);
    assert.match(transforms[0] ?? "", /scale\(1\.9/);
  }));

test(
  "holding F shows the original in the candidate's frame, with one key the prompt",
  options,
  () =>
    withTwo(async (page) => {
      await page.keyboard.down("f");
      await page.locator(".card.is-picked .over img").first().waitFor();
      await page.keyboard.up("f");
      await page.locator(".card .over").waitFor({ state: "detached" });
      await page.keyboard.press("p");
      await page.locator(".whole-prompt").getByText("scene 1").waitFor();
    }),
);

test(
  "five pictures of a film are five hundred pixels wide each in a usual window",
  options,
  () =>
    withPipeline(async ({ dir }) => {
      await storeCandidates(dir, [1], 4);
      await withPage({ dir }, async (page) => {
        await page.setViewportSize({ width: 1600, height: 900 });
        await page.waitForFunction(() => {
          const frames = [...document.querySelectorAll(".survey .frame")];
          return frames.length === 5 && frames.every((frame) => {
            const { width, bottom } = frame.getBoundingClientRect();
            return width >= 500 && bottom < innerHeight;
          });
        });
      });
    }, [{
      index: 1,
      title: "Роза",
      prompt: "A rose",
      source_excerpt: "Цветок засохший, безуханный,\nЗабытый в книге вижу я;",
      summary: "На странице раскрытой книги лежит засохший цветок.",
    }]),
);

test(
  "the lines of the text are shown once where one writer repeats the summary",
  options,
  () =>
    withPipeline(async ({ dir }) => {
      await storeCandidates(dir, [1, 2], 1);
      await withPage({ dir }, async (page) => {
        await page.locator(".lines q").getByText("Где цвел?").waitFor();
        await page.locator(".lines .summary").getByText("A meadow").waitFor();
        await page.keyboard.press("j");
        await page.locator(".lines").getByText("Only this").waitFor();
        assert.equal(await page.locator(".lines").textContent(), "Only this");
      });
    }, [
      { index: 1, prompt: "A", source_excerpt: "Где цвел?", summary: "A meadow" },
      { index: 2, prompt: "B", source_excerpt: "Only this", summary: "Only this" },
    ]),
);

test(
  "in a phone-wide window one picture fills the width; arrows and swiping change it",
  options,
  () =>
    withTwo(async (page) => {
      const seen = () =>
        page.locator(".shots").evaluate((list) => {
          const at = Math.round(list.scrollLeft / list.clientWidth);
          const card = list.children[at];
          return {
            number: (card as HTMLElement).dataset["number"],
            width: card?.querySelector(".frame")?.getBoundingClientRect().width ?? 0,
          };
        });
      const arrives = (number: string) =>
        page.waitForFunction((number) => {
          const list = document.querySelector(".shots");
          if (list === null) return false;
          const card = list.children[Math.round(list.scrollLeft / list.clientWidth)] as HTMLElement;
          return card.dataset["number"] === number && card.classList.contains("is-picked");
        }, number);
      await arrives("1");
      assert.ok((await seen()).width > 340);
      await page.keyboard.press("ArrowRight");
      await arrives("2");
      await page.locator(".shots").evaluate((list) =>
        list.scrollTo({ left: list.clientWidth * 3, behavior: "instant" })
      );
      await arrives("3");
      await page.keyboard.press("c");
      await page.locator("#scene-title").getByText("Картина 2").waitFor();
    }, false),
);
