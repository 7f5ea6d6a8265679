import assert from "node:assert/strict";
import {
  chmodSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { acceptCandidate } from "../../lib/choose/accept.ts";
import { undoAccept } from "../../lib/choose/undo.ts";
import { keepOriginal, rejectCandidates } from "../../lib/choose/verdict.ts";
import { GeneratorError } from "../../lib/errors.ts";
import { openPipeline } from "../../lib/pipeline/folder.ts";
import { Journal } from "../../lib/pipeline/journal.ts";
import { makeFilm, makeOrder, snapshot, withCopy } from "../support/choices.ts";
import { type FailureKind, withFailingDatabase } from "../support/failing_database.ts";
import { runProgram, withPipeline } from "../support/harness.ts";

type Decide = (dir: string) => Promise<unknown>;

const accept: Decide = async (dir) =>
  await acceptCandidate(await openPipeline(dir), {
    index: 3,
    candidate: "c1",
    savePrompt: true,
    setAsideClips: true,
    by: "cli",
  });

const keep: Decide = async (dir) =>
  await keepOriginal(await openPipeline(dir), { index: 3, by: "cli" });

const reject: Decide = async (dir) =>
  await rejectCandidates(await openPipeline(dir), { index: 3, by: "cli" });

const undo: Decide = async (dir) =>
  await undoAccept(await openPipeline(dir), { index: 3, by: "cli" });

/** The next command that decides: here about a number about which there is nothing to decide. */
async function decideNext(dir: string): Promise<void> {
  const request = { index: 7, by: "cli" } as const;
  await assert.rejects(undoAccept(await openPipeline(dir), request), { code: "undo_none" });
  const journal = Journal.open(join(dir, ".alibaba"));
  assert.deepEqual(journal.decisions.begun(), []);
  assert.deepEqual(journal.damage(), []);
  journal.close();
}

/** What the decision said about itself. */
type Said = "done" | "not done" | "pending";

async function saidBy(decide: () => Promise<unknown>): Promise<Said> {
  try {
    await decide();
    return "done";
  } catch (error) {
    assert.ok(error instanceof GeneratorError, `no sentence for ${error}`);
    return error.code === "decision_pending" ? "pending" : "not done";
  }
}

/** Lets every call to the database fail in turn, and compares what was said with what is. */
async function failEverywhere(
  dir: string,
  decide: Decide,
  kinds: readonly FailureKind[] = ["statement", "transaction"],
): Promise<Record<Said, number>> {
  const before = snapshot(dir);
  const whole = await withCopy(dir, async (copy) => {
    const { calls } = await withFailingDatabase(0, "statement", () => decide(copy));
    return { calls, after: snapshot(copy) };
  });
  const met = { done: 0, "not done": 0, pending: 0 };
  for (const kind of kinds) {
    for (let failAt = 1; failAt <= whole.calls; failAt++) {
      await withCopy(dir, async (copy) => {
        const { result: said } = await withFailingDatabase(
          failAt,
          kind,
          () => saidBy(() => decide(copy)),
        );
        const where = `call ${failAt} failed with its ${kind}, said: ${said}`;
        met[said]++;
        const expected = said === "done" ? whole.after : before;
        if (said !== "pending") assert.deepEqual(snapshot(copy), expected, where);
        await decideNext(copy);
        const now = snapshot(copy);
        const isWhole = [before, whole.after].some((each) =>
          JSON.stringify(each) === JSON.stringify(now)
        );
        assert.ok(isWhole, `neither before nor after: ${where}`);
        if (said !== "pending") assert.deepEqual(now, expected, `later: ${where}`);
      });
    }
  }
  return met;
}

test("whatever write to the journal fails, accept leaves the film as it says", {
  timeout: 180_000,
}, () =>
  withPipeline(async (pipeline) => {
    await makeOrder(pipeline.dir, { index: 3, greys: [201, 202] });
    await makeFilm(pipeline.dir, 3);
    const met = await failEverywhere(pipeline.dir, accept);
    assert.ok(met.done > 5 && met["not done"] > 20, JSON.stringify(met));
  }));

test("a decision whose writing failed when all was written is told as what becomes of it", {
  timeout: 180_000,
}, () =>
  withPipeline(async (pipeline) => {
    await makeOrder(pipeline.dir, { index: 3, greys: [201] });
    const met = await failEverywhere(pipeline.dir, accept, ["unlock"]);
    assert.ok(met.done >= 4 && met["not done"] > 20, JSON.stringify(met));
  }));

test("whatever write to the journal fails, undo leaves the film as it says", {
  timeout: 180_000,
}, () =>
  withPipeline(async (pipeline) => {
    await makeOrder(pipeline.dir, { index: 3, greys: [201, 202] });
    await makeFilm(pipeline.dir, 3);
    await accept(pipeline.dir);
    const met = await failEverywhere(pipeline.dir, undo);
    assert.ok(met.done > 3 && met["not done"] > 15, JSON.stringify(met));
  }));

for (const decide of [keep, reject]) {
  test(`whatever write to the journal fails, ${decide.name} leaves the film as it says`, {
    timeout: 180_000,
  }, () =>
    withPipeline(async (pipeline) => {
      await makeOrder(pipeline.dir, { index: 3, greys: [201, 202] });
      const met = await failEverywhere(pipeline.dir, decide);
      // Nothing is asked of the journal once it is decided, so that no later call can fail.
      assert.ok(met["not done"] > 30, JSON.stringify(met));
      await decide(pipeline.dir);
      const undone = await failEverywhere(pipeline.dir, undo);
      assert.ok(undone.done > 0 && undone["not done"] > 10, JSON.stringify(undone));
    }));
}

test("where the disk stays broken, the decision is said to wait, and the next one finishes it", {
  timeout: 180_000,
}, () =>
  withPipeline(async (pipeline) => {
    await makeOrder(pipeline.dir, { index: 3, greys: [201, 202] });
    await makeFilm(pipeline.dir, 3);
    const accepting = await failEverywhere(pipeline.dir, accept, ["disk"]);
    assert.ok(accepting.pending > 5, JSON.stringify(accepting));
    await accept(pipeline.dir);
    const undoing = await failEverywhere(pipeline.dir, undo, ["disk"]);
    assert.ok(undoing.pending > 5, JSON.stringify(undoing));
  }));

test("a change that fails after others were made takes them back, and says so truly", () =>
  withPipeline(async (pipeline) => {
    await makeOrder(pipeline.dir, { index: 3, greys: [201, 202] });
    await makeFilm(pipeline.dir, 3);
    const before = snapshot(pipeline.dir);
    // The clip leaves last of all frames, and has nowhere to go.
    const clips = join(pipeline.dir, ".alibaba", "clips");
    await writeFile(clips, "a file in the folder's place");
    await assert.rejects(accept(pipeline.dir), { code: "write_failed" });
    assert.deepEqual(snapshot(pipeline.dir), before);
    await decideNext(pipeline.dir);
    assert.deepEqual(snapshot(pipeline.dir), before);
    rmSync(clips);
    await accept(pipeline.dir);
    assert.notDeepEqual(snapshot(pipeline.dir), before);
    await undo(pipeline.dir);
    assert.deepEqual(snapshot(pipeline.dir), before);
  }));

test("a failed look at what a decision left is no failure of the decision", {
  skip: process.platform === "win32",
}, () =>
  withPipeline(async (pipeline) => {
    await makeOrder(pipeline.dir, { index: 3, greys: [201] });
    // Neither cover nor film can be looked at: a link that leads round in a circle.
    symlinkSync("video.mp4", join(pipeline.dir, "video.mp4"));
    await mkdir(join(pipeline.dir, "covers"));
    symlinkSync("cover.png", join(pipeline.dir, "covers", "cover.png"));
    const args = ["accept", "--pipeline-dir", pipeline.dir, "--index", "3", "--lang", "en"];
    const accepted = await runProgram(args);
    assert.equal(accepted.code, 0, accepted.stderr + accepted.stdout);
    assert.match(
      accepted.stdout + accepted.stderr,
      /the decision was carried out, but its result could not be/,
    );
  }));

test("accept and undo keep the permissions of the files they replace", {
  skip: process.platform === "win32",
}, () =>
  withPipeline(async (pipeline) => {
    await makeOrder(pipeline.dir, { index: 3, greys: [201] });
    const original = pipeline.image("illustration_03.png");
    const prompts = join(pipeline.dir, "illustrations.json");
    const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);
    chmodSync(original, 0o664);
    chmodSync(prompts, 0o660);
    for (const decide of [accept, undo, accept]) {
      await decide(pipeline.dir);
      assert.equal(modeOf(original), "664");
      assert.equal(modeOf(prompts), "660");
    }
  }));

test("a linked original is refused with a sentence, and neither link nor target change", {
  skip: process.platform === "win32",
}, () =>
  withPipeline(async (pipeline) => {
    await makeOrder(pipeline.dir, { index: 3, greys: [201] });
    const original = pipeline.image("illustration_03.png");
    const elsewhere = join(pipeline.home, "чужая картина.png");
    await rename(original, elsewhere);
    symlinkSync(elsewhere, original);
    const before = readFileSync(elsewhere);
    const state = join(pipeline.dir, ".alibaba", "pictures", "03");
    const kept = readdirSync(state);
    for (const [lang, sentence] of [["en", "is a link to"], ["ru", "— ссылка на"]] as const) {
      const args = ["accept", "--pipeline-dir", pipeline.dir, "--index", "3", "--lang", lang];
      const refused = await runProgram(args);
      assert.notEqual(refused.code, 0);
      assert.ok((refused.stdout + refused.stderr).includes(sentence), refused.stderr);
    }
    assert.ok(lstatSync(original).isSymbolicLink());
    assert.deepEqual(readFileSync(elsewhere), before);
    assert.deepEqual(readdirSync(state), kept, "what is elsewhere was copied into the store");
    assert.ok(existsSync(pipeline.image("illustration_03_alibaba.png")));
  }));
