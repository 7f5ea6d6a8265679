/// <reference lib="dom" />
import assert from "node:assert/strict";
import test from "node:test";
import type { Page } from "playwright-core";
import { bytesOf, SEVEN, withPipeline } from "../support/harness.ts";
import { withPage } from "../support/review_browser.ts";
import { decided, stands, standsAt } from "../support/review_choosing.ts";
import { storeCandidates } from "../support/review_pictures.ts";
import { withoutChromium } from "../support/skipping.ts";

const options = { skip: withoutChromium(), timeout: 60_000 };

test(
  "one key an illustration decides a film, and goes to the next that is open",
  options,
  () =>
    withPipeline(async ({ dir, image }) => {
      const ids = await storeCandidates(dir, [1, 2, 3, 4, 5], 2);
      await withPage({ dir }, async (page) => {
        await standsAt(page, 1);
        // From the third on: the next open one is the next, not the first.
        await page.keyboard.press("j");
        await page.keyboard.press("j");
        await standsAt(page, 3);
        await page.keyboard.press("2");
        await standsAt(page, 4);
        await page.keyboard.press("0");
        await standsAt(page, 5);
        await page.keyboard.press("x");
        // Behind the last open one comes the first that is left.
        await standsAt(page, 1);
        await page.keyboard.press("1");
        await standsAt(page, 2);
        await page.keyboard.press("1");
        await page.getByText("Everything is decided.").first().waitFor();
        await stands(dir, { 1: "accept", 2: "accept", 3: "accept", 4: "keep", 5: "reject" });
        const [, second] = ids.get(3) ?? [];
        assert.ok(second !== undefined);
        await page.getByText("5 of 5 decided").waitFor();
      });
      assert.notEqual(
        await bytesOf(image("illustration_03.png")),
        await bytesOf(image("illustration_04.png")),
      );
    }),
);

test(
  "U takes the last decision back, wherever it was, and goes there",
  options,
  () =>
    withPipeline(async ({ dir, image }) => {
      await storeCandidates(dir, [1, 2, 3], 2);
      const original = await bytesOf(image("illustration_01.png"));
      await withPage({ dir }, async (page) => {
        await page.keyboard.press("1");
        await standsAt(page, 2);
        await page.keyboard.press("x");
        await standsAt(page, 3);
        // On the disk before it is taken back, else what follows would hold too early.
        await stands(dir, { 1: "accept", 2: "reject" });
        await page.keyboard.press("u");
        await standsAt(page, 2);
        await stands(dir, { 1: "accept" });
        // What was decided before this page was opened is taken back as well.
        await page.reload();
        await standsAt(page, 2);
        await page.keyboard.press("u");
        await standsAt(page, 1);
        await stands(dir, {});
        assert.equal(await bytesOf(image("illustration_01.png")), original);
      });
    }),
);

test(
  "who likes to pick first switches it on: digits pick, C chooses",
  options,
  () =>
    withPipeline(async ({ dir }) => {
      await storeCandidates(dir, [1, 2], 3);
      await withPage({ dir }, async (page) => {
        await page.getByLabel("pick first, then C").check();
        await page.keyboard.press("3");
        await page.locator('.card.is-picked[data-number="3"]').waitFor();
        await standsAt(page, 1);
        assert.deepEqual(decided(dir), {});
        await page.keyboard.press("c");
        await standsAt(page, 2);
        await stands(dir, { 1: "accept" });
      });
    }),
);

const numbers = (page: Page) =>
  page.locator(".survey .card").evaluateAll((cards) =>
    cards.map((card) =>
      `${(card as HTMLElement).dataset["number"]} ${
        card.classList.contains("is-chosen") ? "*" : ""
      }`.trim()
    )
  );

test(
  "a picture keeps its number: the original stays 0, the chosen one is marked and shown once",
  options,
  () =>
    withPipeline(async ({ dir }) => {
      await storeCandidates(dir, [1, 2], 2);
      await withPage({ dir }, async (page) => {
        assert.deepEqual(await numbers(page), ["0 *", "1", "2"]);
        await page.keyboard.press("2");
        await standsAt(page, 2);
        await page.keyboard.press("k");
        await standsAt(page, 1);
        assert.deepEqual(await numbers(page), ["0", "1", "2 *"]);
        await stands(dir, { 1: "accept" });
        // The state of the disk says the same as the page did.
        await page.reload();
        await standsAt(page, 1);
        assert.deepEqual(await numbers(page), ["0", "1", "2 *"]);
        await storeCandidates(dir, [1], 2);
        await page.locator('.card[data-number="4"]').waitFor();
        assert.deepEqual(await numbers(page), ["0", "1", "2 *", "3", "4"]);
        // 0 puts the original back.
        await page.keyboard.press("0");
        await page.keyboard.press("k");
        await page.locator('.card.is-chosen[data-number="0"]').waitFor();
      });
    }, SEVEN.slice(0, 2)),
);
