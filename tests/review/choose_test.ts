/// <reference lib="dom" />
import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import type { Page } from "playwright-core";
import { Journal } from "../../lib/pipeline/journal.ts";
import { DECISIONS } from "../../lib/review/decisions.ts";
import { bytesOf, SEVEN, withPipeline } from "../support/harness.ts";
import { eventually } from "../support/mcp_client.ts";
import { CHROMIUM, withBrowser, withReviewHere } from "../support/review_browser.ts";
import { storeCandidates } from "../support/review_pictures.ts";

const options = { skip: CHROMIUM === undefined ? "no Chromium here" : false, timeout: 60_000 };

/** The title of the illustration that is chosen for. */
const scene = (page: Page) => page.locator("#scene-title");

async function standsAt(page: Page, index: number): Promise<void> {
  await scene(page).getByText(`Картина ${index}`, { exact: false }).waitFor();
}

/** Kinds of the decisions that stand, by number. */
function decided(dir: string): Record<number, string> {
  const journal = Journal.open(join(dir, ".alibaba"));
  try {
    return Object.fromEntries(
      journal.decisions.list().filter(({ kind, state }) => kind !== "undo" && state === "done")
        .map(({ illustration, kind }) => [illustration, kind]),
    );
  } finally {
    journal.close();
  }
}

async function stands(dir: string, expected: Record<number, string>): Promise<void> {
  await eventually(
    () => JSON.stringify(decided(dir)) === JSON.stringify(expected),
    `${JSON.stringify(expected)} in the journal, not ${JSON.stringify(decided(dir))}`,
  );
}

test(
  "one key an illustration decides a film, and goes to the next that is open",
  options,
  () =>
    withPipeline(async ({ dir, image }) => {
      const ids = await storeCandidates(dir, [1, 2, 3, 4, 5], 2);
      await withReviewHere(dir, (address) =>
        withBrowser(async (open) => {
          const page = await open(address);
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
        }));
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
      await withReviewHere(dir, (address) =>
        withBrowser(async (open) => {
          const page = await open(address);
          await page.keyboard.press("1");
          await standsAt(page, 2);
          await page.keyboard.press("x");
          await standsAt(page, 3);
          await page.keyboard.press("u");
          await standsAt(page, 2);
          await stands(dir, { 1: "accept" });
          // What was decided before this page was opened is taken back as well.
          await page.reload();
          await page.keyboard.press("u");
          await standsAt(page, 1);
          await stands(dir, {});
          assert.equal(await bytesOf(image("illustration_01.png")), original);
        }));
    }),
);

test(
  "who likes to pick first switches it on: digits pick, C chooses",
  options,
  () =>
    withPipeline(async ({ dir }) => {
      await storeCandidates(dir, [1, 2], 3);
      await withReviewHere(dir, (address) =>
        withBrowser(async (open) => {
          const page = await open(address);
          await page.getByLabel("pick first, then C").check();
          await page.keyboard.press("3");
          await page.locator('.card.is-picked[data-number="3"]').waitFor();
          await standsAt(page, 1);
          assert.deepEqual(decided(dir), {});
          await page.keyboard.press("c");
          await standsAt(page, 2);
          await stands(dir, { 1: "accept" });
        }));
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
      await withReviewHere(dir, (address) =>
        withBrowser(async (open) => {
          const page = await open(address);
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
        }));
    }, SEVEN.slice(0, 2)),
);

test(
  "the answer is drawn before the disk has given it, and taken back when the disk says no",
  options,
  () =>
    withPipeline(async ({ dir }) => {
      const ids = await storeCandidates(dir, [1, 2], 2);
      let letGo = () => {};
      const held = new Promise<void>((resolve) => letGo = resolve);
      const slow = {
        ...DECISIONS,
        accept: async (...args: Parameters<typeof DECISIONS.accept>) => {
          await held;
          return await DECISIONS.accept(...args);
        },
      };
      await rm(join(dir, ".alibaba", "pictures"), { recursive: true });
      assert.ok(ids.size > 0);
      await withReviewHere(dir, (address) =>
        withBrowser(async (open) => {
          const page = await open(address);
          await page.keyboard.press("1");
          await standsAt(page, 2);
          await page.keyboard.press("k");
          await page.locator(".scene").getByText("c1 chosen").waitFor();
          assert.deepEqual(decided(dir), {});
          letGo();
          await page.locator(".message.bad[role=alert]").waitFor();
          await page.locator(".scene").getByText("c1 chosen").waitFor({ state: "detached" });
          await page.locator('.card.is-chosen[data-number="0"]').waitFor();
        }, { isFaultless: false }), slow);
    }, SEVEN.slice(0, 2)),
);

test(
  "an ended program takes nothing with it: the decision is taken back with a sentence",
  options,
  () =>
    withPipeline(async ({ dir }) => {
      await storeCandidates(dir, [1, 2], 2);
      await withReviewHere(dir, (address, review) =>
        withBrowser(async (open) => {
          const page = await open(address);
          await standsAt(page, 1);
          await review.close();
          await page.keyboard.press("1");
          await page.locator(".message.bad").getByText("The program does not answer").waitFor();
          await page.keyboard.press("k");
          await page.locator('.card.is-chosen[data-number="0"]').waitFor();
          await page.locator("#banner").getByText("The program does not answer").waitFor();
        }, { isFaultless: false }));
      assert.deepEqual(decided(dir), {});
    }, SEVEN.slice(0, 2)),
);

test(
  "a message never takes back another decision than the one it tells of",
  options,
  () =>
    withPipeline(async ({ dir }) => {
      await storeCandidates(dir, [1, 2], 2);
      await withReviewHere(dir, (address) =>
        withBrowser(async (open) => {
          const [one, other] = [await open(address), await open(address)];
          await one.keyboard.press("1");
          await one.locator(".message").getByRole("button", { name: "Undo choice" }).waitFor();
          await stands(dir, { 1: "accept" });
          const journal = () => {
            const opened = Journal.open(join(dir, ".alibaba"));
            const ids = opened.decisions.list(1).filter(({ state }) => state === "done")
              .map(({ pictureId }) => pictureId);
            opened.close();
            return JSON.stringify(ids);
          };
          const before = journal();
          await other.keyboard.press("k");
          await other.locator(".scene").getByText("c1 chosen").waitFor();
          await other.keyboard.press("2");
          await eventually(() => journal() !== before, "the second choice");
          const after = journal();
          await one.locator(".message").getByRole("button", { name: "Undo choice" }).click();
          await one.locator(".message.bad").getByText("decided since").waitFor();
          assert.equal(journal(), after);
        }, { isFaultless: false }));
    }, SEVEN.slice(0, 2)),
);

test(
  "no message covers a button: the foot has a place of its own",
  options,
  () =>
    withPipeline(async ({ dir }) => {
      await storeCandidates(dir, [1, 2], 4);
      await withReviewHere(dir, (address) =>
        withBrowser(async (open) => {
          const page = await open(address);
          await page.keyboard.press("1");
          await page.locator(".message").waitFor();
          const covered = await page.evaluate(() =>
            [...document.querySelectorAll("main button, aside button")].filter((button) => {
              const box = button.getBoundingClientRect();
              const x = box.left + box.width / 2;
              const y = box.top + box.height / 2;
              if (x < 0 || y < 0 || x > innerWidth || y > innerHeight) return false;
              return document.elementFromPoint(x, y)?.closest(".foot") !== null;
            }).length
          );
          assert.equal(covered, 0);
        }));
    }, SEVEN.slice(0, 2)),
);
