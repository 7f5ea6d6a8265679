/** Decisions that trials of faulty calls are made of, and what each begins with. */
import { mkdtemp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { acceptCandidate } from "../../../lib/choose/accept.ts";
import { undoAccept } from "../../../lib/choose/undo.ts";
import { keepOriginal } from "../../../lib/choose/verdict.ts";
import { openPipeline } from "../../../lib/pipeline/folder.ts";
import { makeFilm, makeOrder, snapshot, withCopy } from "../choices.ts";
import { makePipeline, solidPng } from "../harness.ts";
import type { Bench } from "./call_trial.ts";

/** The number about which is decided. */
export const INDEX = 3;
/** The greys of its candidates. */
export const CANDIDATE_GREYS = [201, 202];
const BY_HAND_GREY = 203;

type Decide = (dir: string) => Promise<unknown>;

/** The files of a pipeline with their bytes, without what is kept of them. */
export type State = Readonly<Record<string, string>>;

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
export interface DecisionJob {
  readonly args: readonly string[];
  readonly decide: Decide;
  /** Making it again makes it once. */
  readonly isRepeatable: boolean;
  readonly takeBack: Decide;
  /** What stands before it, besides an order. */
  prepare(dir: string): Promise<unknown>;
}

/** The decisions. */
export const DECISIONS: Readonly<Record<"accept" | "keep" | "undo", DecisionJob>> = {
  accept: {
    args: ["accept", "--candidate", "c1", "--save-prompt", "--set-aside-clips"],
    decide: accept,
    isRepeatable: true,
    takeBack: undo,
    prepare: (dir) => makeFilm(dir, INDEX),
  },
  keep: {
    args: ["keep"],
    decide: keep,
    isRepeatable: true,
    takeBack: undo,
    prepare: (dir) =>
      writeFile(join(dir, "images", "illustration_03_hand.png"), solidPng(64, 36, BY_HAND_GREY)),
  },
  undo: {
    args: ["undo"],
    decide: undo,
    // It would take back the decision before.
    isRepeatable: false,
    takeBack: accept,
    prepare: async (dir) => {
      await makeFilm(dir, INDEX);
      await accept(dir);
    },
  },
};

/** A pipeline before the decision, and how it looks before and after it. */
export async function makeTemplate({ folder }: Bench, { prepare, decide }: DecisionJob) {
  const { dir } = await makePipeline(await mkdtemp(join(folder, "образец ")));
  await makeOrder(dir, { index: INDEX, greys: CANDIDATE_GREYS });
  await prepare(dir);
  const after = await withCopy(dir, async (copy) => {
    await decide(copy);
    return snapshot(copy);
  });
  return { dir, before: snapshot(dir), after };
}
