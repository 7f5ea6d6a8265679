/**
 * What a pipeline holds: illustrations with their originals, candidates, open orders and decisions.
 * Reads only.
 * @module
 */
import { type Candidate, describePicture, isoTime } from "./candidate.ts";
import type { Finding } from "../errors.ts";
import { inspectFrames } from "./frames.ts";
import type { DecisionRow } from "../pipeline/decisions_table.ts";
import { type Illustration, imageNames, type Pipeline } from "../pipeline/folder.ts";
import { Journal } from "../pipeline/journal.ts";
import { pictureId } from "../pipeline/journal_rows.ts";
import { candidateIndex, clipName, crowdedFrames, originalName } from "../pipeline/names.ts";
import { imagePath } from "../pipeline/paths.ts";
import { failedNumbers, type OpenOrder, openOrder } from "./order_ends.ts";
import { Store } from "../pipeline/store.ts";
import { type OpenRecommendation, recommendedByNumber } from "./recommendation.ts";
import {
  decidedByNumber,
  type DecisionFacts,
  type StandingDecision,
  standingDecision,
} from "./standing_decision.ts";

/** What was put in the original's place. */
export interface AcceptedPicture {
  readonly pictureId: string;
  /** ISO 8601. */
  readonly at: string;
  readonly by: string;
}

/** One illustration and its files. */
export interface ListedIllustration extends Illustration {
  /** Absolute path of the original, if there is one. */
  readonly original: string | undefined;
  /** All that was ever ordered, replaced or found, oldest first. */
  readonly candidates: readonly Candidate[];
  /** Candidate files in `images/` that this program did not put there. */
  readonly strangers: readonly string[];
  readonly openOrders: readonly OpenOrder[];
  /** Its newest order is over and brought no picture. */
  readonly hasFailed: boolean;
  readonly accepted: AcceptedPicture | undefined;
  readonly decision: StandingDecision | undefined;
  readonly recommendation: OpenRecommendation | undefined;
  /** Files the video step would show for this number, when there are several. */
  readonly frames: readonly string[];
  /** Name of a clip that the video step prefers to the picture. */
  readonly clip: string | undefined;
}

/** A pipeline as it stands. */
export interface Listing {
  readonly dir: string;
  readonly name: string;
  readonly illustrations: readonly ListedIllustration[];
  /**
   * What is wrong with the frames of the whole pipeline, as the video step would take them, and with
   * the journal: `decision_interrupted`, `journal_row_bad`.
   */
  readonly findings: readonly Finding[];
}

export type { OpenOrder } from "./order_ends.ts";

/** A film of more pictures is not read for every look at it; `doctor` reads them all. */
const MAX_READ_FRAMES = 1_000;

/**
 * Lists a pipeline, or chosen illustrations of it.
 * @throws {StorageError} when the folder or the journal cannot be read
 */
export async function listPipeline(
  pipeline: Pipeline,
  indices?: readonly number[],
): Promise<Listing> {
  const { illustrations, names, findings: found } = await listIllustrations(pipeline, indices);
  const { findings } = await inspectFrames(pipeline, { names, maxRead: MAX_READ_FRAMES });
  const { dir, name } = pipeline;
  return { dir, name, illustrations, findings: [...findings, ...found] };
}

/**
 * One in more than so many illustrations is a few: then only their own rows of the journal are read,
 * so that a look at one costs no more in a large pipeline. Otherwise all are, and every bad row is told.
 */
const FEW = 20;

/** The illustrations alone: no frame is looked into. */
export interface IllustrationListing {
  readonly illustrations: readonly ListedIllustration[];
  /** All names in `images/`, sorted. */
  readonly names: readonly string[];
  /** What is wrong with the journal: `decision_interrupted`, `journal_row_bad`. */
  readonly findings: readonly Finding[];
}

/**
 * Lists illustrations without judging the film's frames, which would read every one of them.
 * @throws {StorageError} when the folder or the journal cannot be read
 */
export async function listIllustrations(
  pipeline: Pipeline,
  indices?: readonly number[],
): Promise<IllustrationListing> {
  const journal = Journal.view(pipeline.stateDir);
  try {
    const names = await imageNames(pipeline);
    const isFew = (indices?.length ?? Infinity) * FEW < pipeline.illustrations.length;
    const opened = journal === undefined
      ? EMPTY_JOURNAL
      : readJournal(pipeline, journal, isFew ? indices : undefined);
    const files = new Set(names);
    const frames = crowdedFrames(names);
    const byNumber = Map.groupBy(names, (name) => candidateIndex(name) ?? -1);
    const chosen = indices === undefined ? undefined : new Set(indices);
    return {
      illustrations: pipeline.illustrations
        .filter(({ index }) => chosen?.has(index) ?? true)
        .map((illustration) => listOne(pipeline, illustration, opened, files, byNumber, frames)),
      names,
      findings: opened.findings,
    };
  } finally {
    journal?.close();
  }
}

interface JournalFacts {
  readonly candidates: ReadonlyMap<number, readonly Candidate[]>;
  readonly shownNames: ReadonlySet<string>;
  readonly openOrders: ReadonlyMap<number, readonly OpenOrder[]>;
  readonly failed: ReadonlySet<number>;
  readonly accepted: ReadonlyMap<number, AcceptedPicture>;
  readonly decisions: ReadonlyMap<number, DecisionFacts>;
  readonly recommendations: ReadonlyMap<number, OpenRecommendation>;
  /** `decision_interrupted`, `journal_row_bad`. */
  readonly findings: readonly Finding[];
}

const EMPTY_JOURNAL: JournalFacts = {
  candidates: new Map(),
  shownNames: new Set(),
  openOrders: new Map(),
  failed: new Set(),
  accepted: new Map(),
  decisions: new Map(),
  recommendations: new Map(),
  findings: [],
};

/** @param indices only the rows of these illustrations, where some are named */
function readJournal(
  pipeline: Pipeline,
  journal: Journal,
  indices: readonly number[] | undefined,
): JournalFacts {
  const store = new Store(pipeline, journal);
  const chosen: readonly (number | undefined)[] = indices ?? [undefined];
  const orders = new Map(
    chosen.flatMap((index) => journal.orders.list(index)).map((order) => [order.id, order]),
  );
  const pictures = chosen.flatMap((index) => journal.pictures.list(index));
  const described = pictures.flatMap((picture) => {
    const order = picture.orderId === undefined ? undefined : orders.get(picture.orderId);
    const candidate = describePicture(pipeline, store, picture, order);
    return candidate === undefined ? [] : [{ index: picture.illustration, candidate }];
  });
  const kinds = new Map(pictures.map((picture) => [picture.id, pictureId(picture)]));
  const decisions = chosen.flatMap((index) => journal.decisions.list(index));
  const standing = decisions.filter(({ state }) => state === "done");
  return {
    candidates: grouped(described, ({ index }) => index, ({ candidate }) => candidate),
    shownNames: new Set(pictures.flatMap(({ viewName }) => viewName ?? [])),
    openOrders: grouped(journal.orders.unfinished(), (order) => order.illustration, openOrder),
    failed: failedNumbers(orders.values(), pictures, decisions),
    accepted: new Map(
      standing.filter(({ kind }) => kind === "accept").map((decision) => [decision.illustration, {
        pictureId: kinds.get(decision.pictureId ?? 0) ?? "",
        at: isoTime(decision.madeAtMs),
        by: decision.madeBy,
      }]),
    ),
    decisions: decidedByNumber(standing, kinds),
    recommendations: recommendedByNumber(
      chosen.flatMap((index) => journal.recommendations.list(index)),
      kinds,
    ),
    findings: [...interruptedDecisions(journal.decisions.begun()), ...journal.findings()],
  };
}

/** Decisions that were begun and not finished: looking does not finish them, it only tells. */
export function interruptedDecisions(decisions: readonly DecisionRow[]): Finding[] {
  return decisions.filter(({ state }) => state === "begun")
    .map(({ illustration }) => ({
      code: "decision_interrupted",
      facts: { index: illustration },
    }));
}

function grouped<T, V>(
  items: readonly T[],
  keyOf: (item: T) => number,
  valueOf: (item: T) => V,
): Map<number, V[]> {
  const groups = new Map<number, V[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [valueOf(item)]);
    else group.push(valueOf(item));
  }
  return groups;
}

function listOne(
  pipeline: Pipeline,
  illustration: Illustration,
  opened: JournalFacts,
  files: ReadonlySet<string>,
  byNumber: ReadonlyMap<number, readonly string[]>,
  frames: ReadonlyMap<number, readonly string[]>,
): ListedIllustration {
  const { index } = illustration;
  const original = originalName(index);
  const clip = clipName(index);
  const candidates = opened.candidates.get(index) ?? [];
  return {
    ...illustration,
    original: files.has(original) ? imagePath(pipeline, original) : undefined,
    candidates,
    strangers: (byNumber.get(index) ?? []).filter((name) => !opened.shownNames.has(name)),
    openOrders: opened.openOrders.get(index) ?? [],
    hasFailed: opened.failed.has(index),
    accepted: opened.accepted.get(index),
    decision: standingDecision(opened.decisions.get(index), candidates),
    recommendation: opened.recommendations.get(index),
    frames: frames.get(index) ?? [],
    clip: files.has(clip) ? clip : undefined,
  };
}
