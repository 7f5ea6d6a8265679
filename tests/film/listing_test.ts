import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import test from "node:test";
import { acceptCandidate } from "../../lib/choose/accept.ts";
import { recommend } from "../../lib/choose/recommend.ts";
import { keepOriginal, rejectCandidates } from "../../lib/choose/verdict.ts";
import { listPipeline } from "../../lib/film/listing.ts";
import { openPipeline } from "../../lib/pipeline/folder.ts";
import { leaveOpenOrder, makeOrder } from "../support/choices.ts";
import { makePipeline, type TestIllustration, type TestPipeline } from "../support/harness.ts";

/** Enough that one illustration, or two, are only a few of them. */
const LARGE: readonly TestIllustration[] = Array.from({ length: 45 }, (_, at) => ({
  index: at + 1,
  title: `Картина ${at + 1}`,
  prompt: `A flower in an old book, scene ${at + 1}`,
}));

async function withLargePipeline(act: (pipeline: TestPipeline) => Promise<void>): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), "длинный фильм "));
  try {
    await act(await makePipeline(home, LARGE));
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Everything that a journal can tell of an illustration, each of another one. */
async function fillJournal(dir: string): Promise<void> {
  const by = "cli" as const;
  const plain = { savePrompt: false, setAsideClips: false, by };
  for (const index of [2, 3, 5, 7, 11, 44]) await makeOrder(dir, { index, greys: [40, 90] });
  const [, second] = await makeOrder(dir, { index: 3, greys: [10, 20] });
  const pipeline = await openPipeline(dir);
  await acceptCandidate(pipeline, { ...plain, index: 3, candidate: second });
  await keepOriginal(pipeline, { index: 5, by });
  await rejectCandidates(pipeline, { index: 7, by });
  await makeOrder(dir, { index: 7, greys: [120] });
  recommend(pipeline, { index: 11, candidate: undefined, by: "mcp", reason: "The face is right" });
  leaveOpenOrder(dir, 13, 2);
}

test("a look at a few illustrations of a large pipeline tells what a look at all tells of them", async () => {
  await withLargePipeline(async ({ dir }) => {
    await fillJournal(dir);
    const pipeline = await openPipeline(dir);
    const { illustrations } = await listPipeline(pipeline);
    for (const whole of illustrations) {
      const { illustrations: [alone] } = await listPipeline(pipeline, [whole.index]);
      assert.deepEqual(alone, whole);
    }
    const { illustrations: pair } = await listPipeline(pipeline, [44, 3]);
    assert.deepEqual(pair, illustrations.filter(({ index }) => [3, 44].includes(index)));
    const decided = illustrations.filter(({ decision }) => decision !== undefined);
    assert.deepEqual(decided.map(({ index }) => index), [3, 5, 7]);
    assert.equal(illustrations[10]?.recommendation?.reason, "The face is right");
    assert.equal(illustrations[12]?.openOrders.length, 1);
  });
});

test("what a look at a few costs does not hang on what the journal holds of the others", async () => {
  await withLargePipeline(async ({ dir }) => {
    await makeOrder(dir, { index: 3, greys: [40] });
    await makeOrder(dir, { index: 30, greys: [50] });
    const journal = new DatabaseSync(join(dir, ".alibaba", "journal.db"));
    journal.exec("UPDATE pictures SET file = '../../secret.png' WHERE illustration = 30");
    journal.close();
    const pipeline = await openPipeline(dir);
    const codesOf = async (indices?: readonly number[]) =>
      (await listPipeline(pipeline, indices)).findings.map(({ code }) => code)
        .filter((code) => code === "journal_row_bad");
    assert.deepEqual(await codesOf([3]), []);
    assert.deepEqual(await codesOf([30]), ["journal_row_bad"]);
    assert.deepEqual(await codesOf(), ["journal_row_bad"]);
  });
});
