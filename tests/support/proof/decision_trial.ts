/**
 * A decision under faults: whatever happened, the folder is as before or as after it, the program said
 * truly which, and the same decision can be made, repeated and taken back.
 */
import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdtemp, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { acceptCandidate } from "../../../lib/choose/accept.ts";
import { undoAccept } from "../../../lib/choose/undo.ts";
import { keepOriginal } from "../../../lib/choose/verdict.ts";
import { GeneratorError, reasonOf } from "../../../lib/errors.ts";
import { checkPng } from "../../../lib/image/png_reader.ts";
import { openPipeline } from "../../../lib/pipeline/folder.ts";
import { Journal } from "../../../lib/pipeline/journal.ts";
import { sha256Of } from "../../../lib/digest.ts";
import { makeFilm, makeOrder, snapshot, withCopy } from "../choices.ts";
import { makePipeline, solidPng } from "../harness.ts";
import { journalRows } from "../journals.ts";
import {
  type Bench,
  type CallTrial,
  type CallTrialReport,
  type FaultyRun,
  Findings,
  judgeRun,
  type Place,
  runFaulty,
  templateOf,
  withPlace,
} from "./call_trial.ts";

const INDEX = 3;
const CANDIDATE_GREYS = [201, 202];
const BY_HAND_GREY = 203;

type Decide = (dir: string) => Promise<unknown>;
type State = Readonly<Record<string, string>>;

const accept: Decide = async (dir) =>
  await acceptCandidate(await openPipeline(dir), {
    index: INDEX,
    candidate: "c1",
    savePrompt: true,
    setAsideClips: true,
    by: "cli",
  });
const keep: Decide = async (dir) =>
  await keepOriginal(await openPipeline(dir), { index: INDEX, by: "cli" });
const undo: Decide = async (dir) =>
  await undoAccept(await openPipeline(dir), { index: INDEX, by: "cli" });

/** A decision, how it is made by hand, and how it is taken back. */
interface DecisionJob {
  readonly args: readonly string[];
  readonly decide: Decide;
  readonly takeBack: Decide;
  /** What stands before it, besides an order. */
  prepare(dir: string): Promise<unknown>;
}

const JOBS: Readonly<Record<"accept" | "keep" | "undo", DecisionJob>> = {
  accept: {
    args: ["accept", "--candidate", "c1", "--save-prompt", "--set-aside-clips"],
    decide: accept,
    takeBack: undo,
    prepare: (dir) => makeFilm(dir, INDEX),
  },
  keep: {
    args: ["keep"],
    decide: keep,
    takeBack: undo,
    prepare: (dir) =>
      writeFile(join(dir, "images", "illustration_03_hand.png"), solidPng(64, 36, BY_HAND_GREY)),
  },
  undo: {
    args: ["undo"],
    decide: undo,
    takeBack: accept,
    prepare: async (dir) => {
      await makeFilm(dir, INDEX);
      await accept(dir);
    },
  },
};

/** A trial of a decision. */
export type DecisionTrial = CallTrial & { readonly job: keyof typeof JOBS };

/** Runs a trial of a decision from beginning to end. */
export function runDecisionTrial(bench: Bench, trial: DecisionTrial): Promise<CallTrialReport> {
  return withPlace(bench, async (place) => {
    const job = JOBS[trial.job];
    const { before, after, ...template } = await templateOf(
      bench,
      trial.job,
      () => makeTemplate(bench, job),
    );
    const dir = join(place.home, basename(template.dir));
    cpSync(template.dir, dir, { recursive: true, preserveTimestamps: true });
    const found = new Findings();
    const args = [...job.args, "--pipeline-dir", dir, "--index", String(INDEX), "--json"];
    const first = await runFaulty(bench, trial, place, args, { faults: trial.faults });
    const logs = [first.log];
    await judgeWord(found, dir, first, [before, after]);
    if (trial.again.length > 0) {
      const second = await runFaulty(bench, trial, place, args, { faults: trial.again });
      logs.push(second.log);
      judgeRun(found, second);
    }
    await goOn(found, dir, job, { before, after, isKnown: trial.again.length === 0, first });
    judgeStore(found, dir);
    return { verdict: found.verdict, logs };
  });
}

/** A pipeline before the decision, and how it looks before and after it. */
async function makeTemplate({ folder }: Bench, { prepare, decide }: DecisionJob) {
  const { dir } = await makePipeline(await mkdtemp(join(folder, "образец ")));
  await makeOrder(dir, { index: INDEX, greys: CANDIDATE_GREYS });
  await prepare(dir);
  const after = await withCopy(dir, async (copy) => {
    await decide(copy);
    return snapshot(copy);
  });
  return { dir, before: snapshot(dir), after };
}

/** What the program said about its decision. */
type Word = "done" | "not done" | "pending" | "nothing";

function wordOf({ code, stdout, log }: FaultyRun): Word {
  if (log.isKilled) return "nothing";
  if (code === 0) return "done";
  try {
    const { error } = JSON.parse(stdout) as { error?: { code?: string } };
    return error?.code === "decision_pending" ? "pending" : "not done";
  } catch {
    return "not done";
  }
}

const isSame = (one: State, other: State) => JSON.stringify(one) === JSON.stringify(other);

/** How two states differ, by the names of the files. */
function difference(one: State, other: State): string {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].filter((name) => one[name] !== other[name]).join(", ");
}

async function judgeWord(
  found: Findings,
  dir: string,
  run: FaultyRun,
  [before, after]: readonly [State, State],
): Promise<void> {
  judgeRun(found, run);
  const word = wordOf(run);
  if (word === "nothing" || word === "pending") return;
  const expected = word === "done" ? after : before;
  const now = snapshot(dir);
  if (isSame(now, expected)) return;
  const differing = difference(now, expected);
  found.add("untrue", `it said ${word}, but: ${differing}\n${run.stderr}${run.stdout}`);
}

interface Expected {
  readonly before: State;
  readonly after: State;
  /** What the first run said still tells how the folder must be. */
  readonly isKnown: boolean;
  readonly first: FaultyRun;
}

/** Somebody decides something else, then the same again, then takes it back. */
async function goOn(
  found: Findings,
  dir: string,
  job: DecisionJob,
  { before, after, isKnown, first }: Expected,
): Promise<void> {
  const step = async (harm: "half done" | "untrue", name: string, act: () => unknown) => {
    try {
      await act();
    } catch (error) {
      const code = error instanceof GeneratorError ? error.code : reasonOf(error);
      found.add(harm, `${name}: ${code} ${JSON.stringify((error as GeneratorError).facts ?? {})}`);
    }
  };
  await step("half done", "another decision", async () => {
    // There is nothing to take back about another number, but what was interrupted is finished.
    const request = { index: 7, by: "cli" } as const;
    await undoAccept(await openPipeline(dir), request).catch((error) => {
      if ((error as GeneratorError).code !== "undo_none") throw error;
    });
  });
  const now = snapshot(dir);
  const isDone = isSame(now, after);
  if (!isDone && !isSame(now, before)) {
    const differing = `${difference(now, before)} (to before), ${difference(now, after)}`;
    found.add("half done", `neither as before nor as after: ${differing}`);
  }
  const word = wordOf(first);
  if (isKnown && (word === "done" && !isDone || word === "not done" && isDone)) {
    found.add("untrue", `it said ${word}, but later it was ${isDone ? "done" : "not done"}`);
  }
  if (!isDone || job.decide !== undo) {
    await step("half done", "the same once more", () => job.decide(dir));
    if (!isSame(snapshot(dir), after)) {
      found.add("half done", `made again: ${difference(snapshot(dir), after)}`);
    }
    if (job.decide !== undo && decisions(dir) > 1) {
      found.add("twice", "the same decision is written down twice");
    }
  }
  await step("half done", "taking it back", () => job.takeBack(dir));
  if (!isSame(snapshot(dir), before)) {
    found.add("half done", `taken back: ${difference(snapshot(dir), before)}`);
  }
}

function decisions(dir: string): number {
  return journalRows(dir, "SELECT id FROM decisions WHERE state = 'done'").length;
}

/** The store has every picture that was ever paid for or replaced, and the journal is sound. */
function judgeStore(found: Findings, dir: string): void {
  const store = join(dir, ".alibaba", "pictures");
  const names = readdirSync(dir, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".png"));
  const digests = new Set(names.map((name) => sha256Of(readFileSync(join(dir, name)))));
  for (const grey of [...CANDIDATE_GREYS, INDEX * 30]) {
    if (!digests.has(sha256Of(solidPng(64, 36, grey)))) {
      found.add("lost", `the picture of grey ${grey} is nowhere`);
    }
  }
  for (const name of names) {
    try {
      checkPng(readFileSync(join(dir, name)));
    } catch (error) {
      found.add("broken", `${name}: ${reasonOf(error)}`);
    }
  }
  const rows = journalRows(dir, "SELECT file, sha256 FROM pictures WHERE state = 'saved'");
  for (const { file, sha256 } of rows) {
    const path = join(store, String(file));
    if (!existsSync(path) || sha256Of(readFileSync(path)) !== sha256) {
      found.add("broken", `${file} is not what the journal says`);
    }
  }
  const sound = journalRows(dir, "PRAGMA integrity_check").map((row) => row["integrity_check"]);
  if (sound.some((each) => each !== "ok")) found.add("broken", "the journal is damaged");
  const journal = Journal.openExisting(join(dir, ".alibaba"));
  if ((journal?.decisions.begun().length ?? 0) > 0) found.add("half done", "a decision is begun");
  if ((journal?.damage().length ?? 0) > 0) found.add("broken", "a row of the journal is odd");
  journal?.close();
}

/** Where the program works in a trial of a decision; for tests. */
export type { Place };
