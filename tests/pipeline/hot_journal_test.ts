import assert from "node:assert/strict";
import { join } from "node:path";
import test from "node:test";
import { makeOrder } from "../support/choices.ts";
import { runProgram, withPipeline } from "../support/harness.ts";
import { filesBelow, journalRows } from "../support/journals.ts";

const PROMPTS = "SELECT prompt FROM orders ORDER BY id";

test("a program killed in the middle of writing leaves its journal as it was before", async () => {
  await withPipeline(async ({ dir }) => {
    await makeOrder(dir, { index: 3, greys: [40] });
    await makeOrder(dir, { index: 5, greys: [50, 60] });
    const prompts = journalRows(dir, PROMPTS);
    const listed = await runProgram(["list", "--json", "--pipeline-dir", dir]);
    const journal = join(dir, ".alibaba", "journal.db");
    const { signal } = await runProgram([journal], { script: "tests/support/half_writer.ts" });
    assert.equal(signal, "SIGKILL");

    const left = filesBelow(dir);
    assert.ok(left.has(join(".alibaba", "journal.db-journal")), "the journal is not hot");
    assert.deepEqual(journalRows(dir, PROMPTS), prompts);
    assert.deepEqual(filesBelow(dir), left, "the tests' own reader changed a file");

    const again = await runProgram(["list", "--json", "--pipeline-dir", dir]);
    assert.equal(again.code, 0, again.stderr);
    assert.equal(again.stdout, listed.stdout);
  });
});
