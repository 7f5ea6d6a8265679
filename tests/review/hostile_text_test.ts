/// <reference lib="dom" />
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { pathToFileURL } from "node:url";
import { runProgram, withPipeline } from "../support/harness.ts";
import { withBrowser, withReview } from "../support/review_browser.ts";
import { withoutChromium } from "../support/skipping.ts";

const options = { skip: withoutChromium(), timeout: 90_000 };

/** Ends the element that holds the page's data, and would run where it became part of the page. */
const MARKUP =
  `</script><script>document.title="owned"</script>"'><img src=x onerror='document.title="owned"'>`;

const FILM = [1, 2].map((index) => ({ index, title: `${MARKUP} ${index}`, prompt: MARKUP }));

test(
  "markup in a title or a prompt is text on the page and in its export, and runs nothing",
  options,
  () =>
    withPipeline(async ({ dir, home }) => {
      const file = join(home, "сравнение.html");
      const { code, stderr } = await runProgram([
        "review",
        "--pipeline-dir",
        dir,
        "--export",
        file,
      ]);
      assert.equal(code, 0, stderr);
      assert.ok(!(await readFile(file, "utf8")).includes("<img src=x"), "the export holds it raw");
      await withReview(dir, {}, ({ address }) =>
        withBrowser(async (open) => {
          for (const each of [address, pathToFileURL(file).href]) {
            const page = await open(each);
            await page.getByText("</script><script>").first().waitFor();
            assert.notEqual(await page.title(), "owned", each);
            assert.equal(await page.locator('img[src="x"]').count(), 0, each);
          }
        }), "--rehearse");
    }, FILM),
);
