/// <reference lib="dom" />
import assert from "node:assert/strict";
import test from "node:test";
import { acceptedCreates, withPipeline, withService } from "../support/harness.ts";
import { eventually } from "../support/mcp_client.ts";
import { inMode, withBrowser, withPage, withReview } from "../support/review_browser.ts";
import { storeCandidates } from "../support/review_pictures.ts";
import { withoutChromium } from "../support/skipping.ts";

const options = { skip: withoutChromium(), timeout: 90_000 };

test(
  "Ctrl+Enter shows the price, once more it orders; typing takes the price away",
  options,
  () =>
    withService((service, env) =>
      withPipeline(({ dir }) =>
        withReview(
          dir,
          { ...env, ALIBABA_LANG: "en" },
          ({ address }) =>
            withBrowser(async (open) => {
              const page = await inMode(await open(`${address}&lang=en`), "overview");
              await page.keyboard.press("r");
              await page.keyboard.type(" at dawn");
              await page.keyboard.press("Control+Enter");
              await page.locator("aside.order .price").getByText("$0.03").waitFor();
              assert.equal(acceptedCreates(service), 0);
              await page.keyboard.type("!");
              await page.locator("aside.order .price").waitFor({ state: "detached" });
              await page.keyboard.press("Control+Enter");
              await page.locator("aside.order .price").waitFor();
              assert.equal(acceptedCreates(service), 0);
              await page.keyboard.press("Control+Enter");
              await page.locator("aside.order").waitFor({ state: "detached" });
              await eventually(() => acceptedCreates(service) === 1, "one order");
              assert.equal(service.tasks()[0]?.prompt, "A flower in an old book, scene 1 at dawn!");
            }),
        )
      )
    ),
);

test(
  "the same again is one key and the confirmation",
  options,
  () =>
    withService((service, env) =>
      withPipeline(async ({ dir }) => {
        await storeCandidates(dir, [1], 1);
        await withReview(dir, env, ({ address }) =>
          withBrowser(async (open) => {
            const page = await open(`${address}&lang=en`);
            await page.keyboard.press("Shift+R");
            await page.locator("aside.order .price").getByText("4 pictures").waitFor();
            assert.equal(acceptedCreates(service), 0);
            await page.keyboard.press("Control+Enter");
            await eventually(() => acceptedCreates(service) === 1, "one order");
            await page.locator('.card[data-number="5"]').waitFor();
          }));
      })
    ),
);

test(
  "all bad ones at once: one sheet, one price, one confirmation, one progress line",
  options,
  () =>
    withPipeline(async ({ dir }) => {
      await storeCandidates(dir, [2, 4, 5], 1);
      await withPage({ dir }, async (page) => {
        for (const number of [2, 4, 5]) {
          await page.locator("#scene-title").getByText(`Картина ${number}`).waitFor();
          await page.keyboard.press("x");
        }
        await page.getByRole("button", { name: "Rejected (3): order again" }).click();
        await page.getByLabel("Add to every prompt").fill("soft light");
        await page.getByRole("textbox", { name: "04 Картина 4" }).fill("Another garden");
        await page.getByRole("button", { name: "Leave out: 05 Картина 5" }).click();
        await page.getByLabel("How many").selectOption("2");
        await page.getByRole("button", { name: "See the price" }).click();
        await page.locator("aside.order .price").getByText("4 pictures").waitFor();
        await page.locator("aside.order").getByRole("button", { name: /^Order/ }).click();
        await page.getByText("2 illustrations ordered").first().waitFor();
        await page.locator(".batch").getByText(/Ordered again, ready: \d of 2/).waitFor();
        await page.locator(".batch").waitFor({ state: "detached" });
        await page.getByRole("button", { name: "Rejected (1): order again" }).waitFor();
        await inMode(page, "overview");
        await page.locator('#row-4 .card[data-number="3"]').waitFor();
        await page.locator("#row-4").getByText("Another garden soft light").first().waitFor({
          state: "attached",
        });
      });
    }),
);

test(
  "a failed order has its mark, its filter and its sentence; what was typed stays",
  options,
  () =>
    withService((service, env) =>
      withPipeline(async ({ dir }) => {
        await withReview(dir, env, ({ address }) =>
          withBrowser(async (open) => {
            const page = await inMode(await open(`${address}&lang=en`), "overview");
            await page.keyboard.press("r");
            await page.getByLabel("Size").fill("100*100");
            await page.keyboard.press("Control+Enter");
            await page.locator("aside.order [role=alert]").getByText("100*100").waitFor();
            assert.equal(await page.getByLabel("Size").inputValue(), "100*100");
            await page.getByLabel("Size").fill("1280*720");
            await page.getByLabel("Prompt", { exact: true }).fill("A rose");
            await page.keyboard.press("Control+Enter");
            await page.locator("aside.order .price").waitFor();
            await page.keyboard.press("Control+Enter");
            await page.locator("#row-1 .notice.bad").getByText("failed, nothing was charged")
              .waitFor();
            // The reason beside it, the ids folded away.
            const task = service.tasks()[0]?.taskId ?? "";
            const id = page.locator("#row-1 .notice.bad").getByText(task);
            assert.ok(!await id.first().isVisible());
            await page.locator("#row-1 .notice.bad summary").click();
            await id.first().waitFor();
            assert.match(await page.title(), /^⚠ 1 · /);
            await page.locator('.index a.failed[href="#row-1"]').waitFor();
            await page.locator(".overview > .filters").getByRole("button", { name: /^Failed 1/ })
              .click();
            assert.equal(await page.locator(".row").count(), 1);
            await page.locator("#row-1").getByRole("button", { name: "Dismiss" }).click();
            await page.waitForFunction(() => !document.title.startsWith("⚠"));
            assert.equal(acceptedCreates(service), 1);
          }));
      }), {
      faults: [{
        on: "task",
        do: { kind: "fail", code: "DataInspectionFailed", message: "Output data may be bad." },
      }],
    }),
);
