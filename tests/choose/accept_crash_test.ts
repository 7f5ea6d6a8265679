import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { acceptCandidate } from "../../lib/choose/accept.ts";
import { listPipeline } from "../../lib/film/listing.ts";
import { openPipeline } from "../../lib/pipeline/folder.ts";
import { Journal } from "../../lib/pipeline/journal.ts";
import { undoAccept } from "../../lib/choose/undo.ts";
import { filesBelow } from "../support/journals.ts";
import { makeFilm, makeOrder, snapshot, withCopy } from "../support/choices.ts";
import { bytesOf, runProgram, solidPng, startProgram, withPipeline } from "../support/harness.ts";
import { videoFrames } from "../support/video_step.ts";

const HOT_JOURNAL = join(".alibaba", "journal.db-journal");

type State = Record<string, string>;

const ACCEPT = ["--index", "3", "--candidate", "1", "--save-prompt", "--set-aside-clips"];
const VERDICT = ["--index", "3"];
const UNDO = ["--index", "3"];

/** Kills the program before its Nth step; in `copies` it leaves what each kill would have left. */
async function runKilled(
  killAt: number,
  command: string,
  dir: string,
  flags: string[],
  copies = "",
) {
  const script = "tests/support/killed_program.ts";
  const args = [String(killAt), copies, command, "--pipeline-dir", dir, ...flags];
  const { code, signal, stderr } = await runProgram(args, { script });
  const steps = Number(/steps: (\d+)/.exec(stderr)?.[1] ?? 0);
  return { isKilled: signal === "SIGKILL" || code === 137, code, stderr, steps };
}

/** Later than any command's last step. */
const NEVER = 1_000_000;

/** What is on the disk, down to the state folder; pids, moments and random names are as they happen to be. */
function traces(dir: string): readonly (readonly [name: string, what: string])[] {
  return [...filesBelow(dir)].map(([name, digest]) =>
    [
      name.replace(/(\d+-)?[0-9a-f]{8}-[0-9a-f-]{27}(?=\.part)|\d{17}(?=-)/, "random"),
      // Moments and pids are written into it.
      /journal\.db/.test(name) ? "a database" : digest,
    ] as const
  ).sort();
}

/**
 * What comes next: somebody looks, which changes nothing and tells what was interrupted; then somebody
 * decides, here something that there is not, which finishes it.
 */
async function goOn(dir: string): Promise<void> {
  const pipeline = await openPipeline(dir);
  const before = filesBelow(dir);
  const { findings } = await listPipeline(pipeline);
  const isTold = findings.some(({ code, facts }) =>
    code === "decision_interrupted" && facts["index"] === 3
  );
  // SQLite's own rollback of what a killed process was writing is all that looking may do.
  if (!before.has(HOT_JOURNAL)) assert.deepEqual(filesBelow(dir), before, "looking changed a file");
  const request = { index: 7, by: "cli" } as const;
  const view = Journal.view(pipeline.stateDir);
  assert.equal(isTold, (view?.decisions.begun() ?? []).length > 0);
  view?.close();
  await assert.rejects(undoAccept(pipeline, request), { code: "undo_none" });
  const journal = Journal.openExisting(pipeline.stateDir);
  assert.deepEqual(journal?.decisions.begun() ?? [], []);
  journal?.close();
}

/** Which of two states a folder is in; fails when it is in neither. */
function whichState(dir: string, before: State, after: State, killAt: number): "before" | "after" {
  const now = snapshot(dir);
  const isSame = (state: State) => JSON.stringify(now) === JSON.stringify(state);
  assert.ok(isSame(before) || isSame(after), `between, killed at step ${killAt}`);
  return isSame(after) ? "after" : "before";
}

/** Every one of so many states that a kill could leave is compared with what a kill does leave. */
const KILLED_EVERY = 5;

/**
 * Tries what a kill at each step of a command leaves behind; returns how often each state was met.
 * One process leaves them all as copies: nothing but the bytes on the disk outlives a SIGKILL. At
 * every fifth step a process is killed indeed, and must have left what the copy shows.
 */
async function killEverywhere(
  dir: string,
  command: string,
  flags: string[],
  check: (copy: string, state: "before" | "after") => Promise<void>,
): Promise<Record<"before" | "after", number>> {
  const before = snapshot(dir);
  const met = { before: 0, after: 0 };
  await withCopy(dir, async (whole) => {
    const copies = join(whole, "..", "killed");
    const { steps, code, stderr } = await runKilled(NEVER, command, whole, flags, copies);
    assert.equal(code, 0, stderr);
    const after = snapshot(whole);
    for (let killAt = 1; killAt <= steps; killAt++) {
      const left = join(copies, String(killAt));
      let killed: string | undefined;
      if (killAt % KILLED_EVERY === 1) {
        killed = await withCopy(dir, async (copy) => {
          assert.ok((await runKilled(killAt, command, copy, flags)).isKilled, `step ${killAt}`);
          assert.deepEqual(traces(copy), traces(left), `step ${killAt}`);
          await goOn(copy);
          return whichState(copy, before, after, killAt);
        });
      }
      await goOn(left);
      const state = whichState(left, before, after, killAt);
      assert.equal(killed ?? state, state, `killed indeed at step ${killAt}`);
      met[state]++;
      await check(left, state);
    }
  });
  return met;
}

test("accept killed at any moment leaves the folder as before or as after, and undo works", {
  timeout: 120_000,
}, async () => {
  await withPipeline(async (pipeline) => {
    await makeOrder(pipeline.dir, { index: 3, greys: [201, 202] });
    await makeFilm(pipeline.dir, 3);
    const before = snapshot(pipeline.dir);
    const met = await killEverywhere(pipeline.dir, "accept", ACCEPT, async (copy, state) => {
      if (state === "before") return;
      await undoAccept(await openPipeline(copy), { index: 3, by: "cli" });
      assert.deepEqual(snapshot(copy), before);
    });
    assert.ok(met.before >= 5 && met.after >= 5, JSON.stringify(met));
  });
});

test("undo killed at any moment leaves the folder as before or as after, and accept works", {
  timeout: 120_000,
}, async () => {
  await withPipeline(async (pipeline) => {
    await makeOrder(pipeline.dir, { index: 3, greys: [201, 202] });
    await makeFilm(pipeline.dir, 3);
    const accepted = await runProgram(["accept", "--pipeline-dir", pipeline.dir, ...ACCEPT]);
    assert.equal(accepted.code, 0, accepted.stderr);
    const chosen = await bytesOf(pipeline.image("illustration_03.png"));
    const met = await killEverywhere(pipeline.dir, "undo", UNDO, async (copy, state) => {
      if (state === "before") return;
      const request = { candidate: "c1", savePrompt: false, setAsideClips: true } as const;
      await acceptCandidate(await openPipeline(copy), { index: 3, by: "cli", ...request });
      assert.equal(await bytesOf(join(copy, "images", "illustration_03.png")), chosen);
      assert.deepEqual(videoFrames(copy).get(3), ["illustration_03.png"]);
    });
    assert.ok(met.before >= 3 && met.after >= 5, JSON.stringify(met));
  });
});

for (const command of ["keep", "reject"]) {
  test(`${command} killed at any moment leaves the folder as before or as after, and undo works`, {
    timeout: 120_000,
  }, async () => {
    await withPipeline(async (pipeline) => {
      await makeOrder(pipeline.dir, { index: 3, greys: [201, 202] });
      await writeFile(pipeline.image("illustration_03_hand.png"), solidPng(64, 36, 203));
      const before = snapshot(pipeline.dir);
      const met = await killEverywhere(pipeline.dir, command, VERDICT, async (copy, state) => {
        if (state === "before") return;
        assert.deepEqual(videoFrames(copy).get(3), ["illustration_03.png"]);
        await undoAccept(await openPipeline(copy), { index: 3, by: "cli" });
        assert.deepEqual(snapshot(copy), before);
      });
      assert.ok(met.before >= 5 && met.after >= 5, JSON.stringify(met));
    });
  });

  test(`undo of ${command} killed at any moment leaves the folder as before or as after`, {
    timeout: 120_000,
  }, async () => {
    await withPipeline(async (pipeline) => {
      await makeOrder(pipeline.dir, { index: 3, greys: [201, 202] });
      const before = snapshot(pipeline.dir);
      const decided = await runProgram([command, "--pipeline-dir", pipeline.dir, ...VERDICT]);
      assert.equal(decided.code, 0, decided.stderr);
      const met = await killEverywhere(pipeline.dir, "undo", UNDO, (copy, state) => {
        if (state === "after") assert.deepEqual(snapshot(copy), before);
        return Promise.resolve();
      });
      assert.ok(met.before >= 3 && met.after >= 3, JSON.stringify(met));
    });
  });
}

test("a picture put in place by hand after a crash is not overwritten by the recovery", {
  timeout: 120_000,
}, async () => {
  await withPipeline(async (pipeline) => {
    await makeOrder(pipeline.dir, { index: 3, greys: [203] });
    const byHand = Buffer.from(await bytesOf(pipeline.image("illustration_07.png")), "base64");
    const plain = ["--index", "3"];
    const steps = await withCopy(
      pipeline.dir,
      async (copy) => (await runKilled(NEVER, "accept", copy, plain)).steps,
    );
    /** Kills at a step, puts a picture in place, looks; returns whether a decision had been begun. */
    const disturb = (killAt: number) =>
      withCopy(pipeline.dir, async (copy) => {
        await runKilled(killAt, "accept", copy, plain);
        const journal = Journal.openExisting(join(copy, ".alibaba"));
        const isBegun = (journal?.decisions.list().length ?? 0) > 0;
        journal?.close();
        const original = join(copy, "images", "illustration_03.png");
        await writeFile(original, byHand);
        await goOn(copy);
        assert.equal(await bytesOf(original), byHand.toString("base64"), `step ${killAt}`);
        return isBegun;
      });
    // The first step after the journal knows and before any file has changed.
    let [before, after] = [1, steps];
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      if (await disturb(middle)) after = middle;
      else before = middle;
    }
    assert.ok(await disturb(after));
  });
});

test("several processes deciding at once leave one frame and a history that leads back", async () => {
  await withPipeline(async (pipeline) => {
    const before = await bytesOf(pipeline.image("illustration_03.png"));
    const ids = await makeOrder(pipeline.dir, { index: 3, greys: [201, 202, 203, 204] });
    const started = ids.map((id) =>
      startProgram(["accept", "--pipeline-dir", pipeline.dir, "--index", "3", "--candidate", id])
    );
    const ends = await Promise.all(started.map(({ finished }) => finished));
    assert.deepEqual(ends.map(({ code }) => code), [0, 0, 0, 0], ends.map((e) => e.stderr).join());
    assert.deepEqual(videoFrames(pipeline.dir).get(3), ["illustration_03.png"]);
    for (const _ of ids) {
      const args = ["undo", "--pipeline-dir", pipeline.dir, "--index", "3"];
      assert.equal((await runProgram(args)).code, 0);
    }
    assert.equal(await bytesOf(pipeline.image("illustration_03.png")), before);
    assert.equal(videoFrames(pipeline.dir).get(3)?.length, 5);
    assert.ok(existsSync(join(pipeline.dir, ".alibaba", "journal.db")));
  });
});
