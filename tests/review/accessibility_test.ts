/// <reference lib="dom" />
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import test from "node:test";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { SEVEN, solidPng, withPipeline } from "../support/harness.ts";
import { inMode, withBrowser, withPage, withReviewHere } from "../support/review_browser.ts";
import { storeCandidates } from "../support/review_pictures.ts";
import { withoutChromium } from "../support/skipping.ts";

const options = { skip: withoutChromium(), timeout: 120_000 };

/** What the checker finds wrong, a line each. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: typeof axe }).axe.run(document, {
      resultTypes: ["violations"],
    })
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary ?? ""}`)
  );
}

const STORY = SEVEN.map((each, at) => ({
  ...each,
  source_excerpt: `Строка ${at}`,
  present_entities: ["young_lady"],
}));

for (const lang of ["ru", "en"] as const) {
  for (const colorScheme of ["light", "dark"] as const) {
    test(
      `every mode can be read and reached by everybody: ${lang}, ${colorScheme}`,
      options,
      () =>
        withPipeline(async ({ dir, image }) => {
          await storeCandidates(dir, [1, 2, 3], 2);
          // Large enough to be sent along.
          for (const name of ["illustration_01.png", "illustration_03.png"]) {
            await writeFile(image(name), solidPng(640, 360, 90));
          }
          await withReviewHere(dir, (address) =>
            withBrowser(async (open) => {
              const page = await open(`${address}&lang=${lang}`);
              const check = async (what: string) =>
                assert.deepEqual(await violations(page), [], what);
              await check("choose");
              await page.keyboard.press("x");
              await page.keyboard.press("1");
              await page.locator(".message").first().waitFor();
              await check("choose with messages");
              await page.keyboard.press("r");
              await page.locator("aside.order").waitFor();
              await check("ordering");
              await page.keyboard.press("Control+Enter");
              await page.locator("aside.order .price").waitFor();
              await check("the price");
              await page.locator("#field-model").selectOption("wan2.7-image");
              await page.locator("#field-references").fill("1");
              await page.locator(".images img").first().waitFor();
              await check("references");
              await page.keyboard.press("Control+Enter");
              await page.locator("aside.order .sent").waitFor();
              await check("the prompt as it goes out");
              await page.locator("#field-edit").check();
              await page.locator("#field-size").fill("100*100");
              await page.locator("#field-size").press("Control+Enter");
              await page.locator("aside.order [role=alert]").waitFor();
              await check("a refused edit");
              await page.keyboard.press("Escape");
              await page.keyboard.press("s");
              await page.locator("dialog.zoom .is-picked img.whole.is-there").waitFor();
              await check("the close look");
              await page.keyboard.press("Escape");
              await page.keyboard.press("?");
              await page.locator("dialog.help").waitFor();
              await check("the keys");
              await page.keyboard.press("Escape");
              await inMode(page, "overview");
              await check("overview");
              await inMode(page, "film");
              await check("film");
              await page.locator(".film-controls select").selectOption("young_lady");
              await page.locator(".same .frame").first().waitFor();
              await check("who looks the same");
            }, { colorScheme }));
        }, STORY),
    );
  }
}

test(
  "from the skip link one Tab leads into the pictures",
  options,
  () =>
    withPipeline(async ({ dir }) => {
      await storeCandidates(dir, [1], 2);
      await withPage({ dir }, async (page) => {
        await page.keyboard.press("Tab");
        await page.keyboard.press("Enter");
        assert.equal(await page.evaluate(() => document.activeElement?.id), "main");
        const names = await page.locator(".survey .frame").evaluateAll((frames) =>
          frames.map((frame) => frame.getAttribute("aria-label"))
        );
        assert.equal(names.length, 3);
        for (const [at, name] of names.entries()) {
          assert.match(name ?? "", new RegExp(`^01 Картина 1: .+\\(${at}\\)`));
        }
      });
    }, SEVEN.slice(0, 1)),
);
