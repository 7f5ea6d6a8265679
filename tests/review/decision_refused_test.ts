/// <reference lib="dom" />
import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { Journal } from "../../lib/pipeline/journal.ts";
import { DECISIONS } from "../../lib/view/decisions.ts";
import { SEVEN, withPipeline } from "../support/harness.ts";
import { eventually } from "../support/mcp_client.ts";
import { withBrowser, withPage, withReviewHere } from "../support/review_browser.ts";
import { decided, stands, standsAt } from "../support/review_choosing.ts";
import { storeCandidates } from "../support/review_pictures.ts";
import { withoutChromium } from "../support/skipping.ts";

const options = { skip: withoutChromium(), timeout: 60_000 };

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
          await page.locator(".message.bad").getByText("The program is not responding").waitFor();
          await page.keyboard.press("k");
          await page.locator('.card.is-chosen[data-number="0"]').waitFor();
          await page.locator("#banner").getByText("The program is not responding").waitFor();
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
          await one.locator(".message.bad").getByText("the decision has changed since then")
            .waitFor();
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
      await withPage({ dir }, async (page) => {
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
      });
    }, SEVEN.slice(0, 2)),
);
