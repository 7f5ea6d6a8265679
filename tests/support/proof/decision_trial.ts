/**
 * A decision under faults: whatever happened, the folder is as before or as after it, the program said
 * truly which, and the same decision can be made, repeated and taken back.
 */
import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { undoAccept } from "../../../lib/choose/undo.ts";
import { type GeneratorError, reasonOf } from "../../../lib/errors.ts";
import { checkPng } from "../../../lib/image/png_reader.ts";
import { openPipeline } from "../../../lib/pipeline/folder.ts";
import { Journal } from "../../../lib/pipeline/journal.ts";
import { sha256Of } from "../../../lib/digest.ts";
import { snapshot } from "../choices.ts";
import { solidPng } from "../harness.ts";
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
import {
  CANDIDATE_GREYS,
  type DecisionJob,
  DECISIONS,
  INDEX,
  makeTemplate,
  type State,
} from "./decisions.ts";

/** A number about which nothing was ever decided. */
const OTHER_INDEX = 7;

/** A trial of a decision. */
export type DecisionTrial = CallTrial & { readonly job: keyof typeof DECISIONS };

/** Runs the program in a trial, with its arguments. */
export type PerformDecision = (
  place: Place,
  args: readonly string[],
  faults: DecisionTrial["faults"],
) => Promise<FaultyRun>;

/**
 * Runs a trial of a decision from beginning to end.
 * @param perform for tests of the verdict
 */
export function runDecisionTrial(
  bench: Bench,
  trial: DecisionTrial,
  perform: PerformDecision = (place, args, faults) =>
    runFaulty(bench, trial, place, args, { faults }),
): Promise<CallTrialReport> {
  return withPlace(bench, async (place) => {
    const job = DECISIONS[trial.job];
    const make = () => makeTemplate(bench, job);
    const { before, after, ...template } = await templateOf(bench, trial.job, make);
    const dir = join(place.home, basename(template.dir));
    cpSync(template.dir, dir, { recursive: true, preserveTimestamps: true });
    const found = new Findings();
    const args = [...job.args, "--pipeline-dir", dir, "--index", String(INDEX), "--json"];
    const first = await perform(place, args, trial.faults);
    const logs = [first.log];
    judgeWord(found, dir, first, [before, after]);
    if (trial.again.length > 0) {
      const second = await perform(place, args, trial.again);
      logs.push(second.log);
      judgeRun(found, second);
      if (wordOf(second) === "done") requireState(found, dir, after, "told as done");
    }
    const word = trial.again.length > 0 ? "nothing" : wordOf(first);
    await goOn(found, dir, job, { before, after, word });
    judgeStore(found, dir);
    return { verdict: found.verdict, logs };
  });
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

function judgeWord(
  found: Findings,
  dir: string,
  run: FaultyRun,
  [before, after]: readonly [State, State],
): void {
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
  /** What was said last, as far as it still tells how the folder must be. */
  readonly word: Word;
}

/** Somebody decides something else, then the same again, then takes it back. */
async function goOn(
  found: Findings,
  dir: string,
  job: DecisionJob,
  { before, after, word }: Expected,
): Promise<void> {
  await step(found, "another decision", async () => {
    // There is nothing to take back about another number, but what was interrupted is finished.
    const request = { index: OTHER_INDEX, by: "cli" } as const;
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
  if (word === "done" && !isDone || word === "not done" && isDone) {
    found.add("untrue", `it said ${word}, but later it was ${isDone ? "done" : "not done"}`);
  }
  if (!isDone || job.isRepeatable) {
    await step(found, "the same once more", () => job.decide(dir));
    requireState(found, dir, after, "made again");
    if (job.isRepeatable && decisions(dir) > 1) {
      found.add("twice", "the same decision is written down twice");
    }
  }
  await step(found, "taking it back", () => job.takeBack(dir));
  requireState(found, dir, before, "taken back");
}

async function step(found: Findings, name: string, act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    const { code = reasonOf(error), facts = {} } = error as Partial<GeneratorError>;
    found.add("half done", `${name}: ${code} ${JSON.stringify(facts)}`);
  }
}

function requireState(found: Findings, dir: string, state: State, name: string): void {
  const now = snapshot(dir);
  if (!isSame(now, state)) found.add("half done", `${name}: ${difference(now, state)}`);
}

function decisions(dir: string): number {
  return journalRows(dir, "SELECT id FROM decisions WHERE state = 'done'").length;
}

/** The store has every picture that was ever paid for or replaced, and the journal is sound. */
function judgeStore(found: Findings, dir: string): void {
  judgePictures(found, dir);
  const rows = journalRows(dir, "SELECT file, sha256 FROM pictures WHERE state = 'saved'");
  for (const { file, sha256 } of rows) {
    const path = join(dir, ".alibaba", "pictures", String(file));
    if (!existsSync(path) || sha256Of(readFileSync(path)) !== sha256) {
      found.add("broken", `${file} is not what the journal says`);
    }
  }
  const sound = journalRows(dir, "PRAGMA integrity_check").map((row) => row["integrity_check"]);
  if (sound.some((each) => each !== "ok")) found.add("broken", "the journal is damaged");
  const journal = Journal.openExisting(join(dir, ".alibaba"));
  if ((journal?.decisions.begun().length ?? 0) > 0) found.add("half done", "a decision is begun");
  if ((journal?.findings().length ?? 0) > 0) found.add("broken", "a row of the journal is odd");
  journal?.close();
}

function judgePictures(found: Findings, dir: string): void {
  const names = readdirSync(dir, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".png"));
  const digests = new Set(names.map((name) => sha256Of(readFileSync(join(dir, name)))));
  for (const grey of [...CANDIDATE_GREYS, INDEX * 30]) {
    if (digests.has(sha256Of(solidPng(64, 36, grey)))) continue;
    found.add("lost", `the picture of grey ${grey} is nowhere`);
  }
  for (const name of names) {
    try {
      checkPng(readFileSync(join(dir, name)));
    } catch (error) {
      found.add("broken", `${name}: ${reasonOf(error)}`);
    }
  }
}
