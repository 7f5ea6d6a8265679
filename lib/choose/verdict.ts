/**
 * A verdict that puts no new picture in place: the original stays, or none will do. Either way the
 * candidates leave `images/`, the store keeps them, and the journal knows who decided.
 * @module
 */
import { basename } from "node:path";
import { lookAfter } from "./aftermath.ts";
import { cameAfter, draftLeftovers } from "./leftovers.ts";
import { type Finding, InputError } from "../errors.ts";
import { type Candidate, describeRow, type OpenPipeline } from "../film/candidate.ts";
import { applyDecision } from "../pipeline/decision_files.ts";
import type { Decider } from "../pipeline/deciders.ts";
import type { NewDecision } from "../pipeline/decisions_table.ts";
import { fileSha256 } from "../pipeline/file_change.ts";
import { isThere } from "../pipeline/files.ts";
import type { Pipeline } from "../pipeline/folder.ts";
import { Journal } from "../pipeline/journal.ts";
import type { PictureRow } from "../pipeline/journal_rows.ts";
import { imageOf } from "../pipeline/kept_files.ts";
import { originalName } from "../pipeline/names.ts";
import { imagePath, requireUnlinked } from "../pipeline/paths.ts";
import { Store } from "../pipeline/store.ts";

/** About which illustration, by whom, and why. */
export interface VerdictRequest {
  /** Number of the illustration. */
  readonly index: number;
  readonly by: Decider;
  /** In the words of whoever decides; kept with the decision. */
  readonly reason?: string | undefined;
}

/** What was decided. */
export interface VerdictResult {
  readonly index: number;
  readonly kind: "keep" | "reject";
  readonly decisionId: number;
  /** Whether a file stands in the original's place; nothing touched it. */
  readonly hasOriginal: boolean;
  /** What stands there, where the store knows its bytes: after an acceptance, what was accepted. */
  readonly picture: Candidate | undefined;
  /** Names that left `images/`; the store keeps them. */
  readonly hidden: string[];
  readonly reason: string | undefined;
  /** `aftermath_unknown`: what could not be looked at. */
  readonly warnings: Finding[];
}

/**
 * Decides that what stands in the original's place stays.
 * @throws {InputError} `index_unknown`; `original_missing` when nothing stands there; nothing was
 * changed
 * @throws {StorageError} `read_failed`, `write_failed`, `files_changed`, `path_linked`, or when the
 * journal cannot be used: the files are as before; `decision_pending`: the next decision sees to it
 */
export function keepOriginal(pipeline: Pipeline, request: VerdictRequest): Promise<VerdictResult> {
  return decide(pipeline, "keep", request);
}

/**
 * Decides that none of the pictures will do, neither the candidates nor the original, which stays only
 * until there is a better one.
 * @throws {InputError} `index_unknown`; nothing was changed
 * @throws {StorageError} as {@link keepOriginal}
 */
export function rejectCandidates(
  pipeline: Pipeline,
  request: VerdictRequest,
): Promise<VerdictResult> {
  return decide(pipeline, "reject", request);
}

async function decide(
  pipeline: Pipeline,
  kind: VerdictResult["kind"],
  request: VerdictRequest,
): Promise<VerdictResult> {
  const { index } = request;
  if (!pipeline.illustrations.some((each) => each.index === index)) {
    throw new InputError("index_unknown", { index });
  }
  if (kind === "keep") requireOriginal(pipeline, index);
  const journal = Journal.open(pipeline.stateDir);
  try {
    const opened = { pipeline, journal, store: new Store(pipeline, journal) };
    let draft: Draft | undefined;
    const decision = applyDecision(pipeline, journal, () => {
      draft = draftVerdict(opened, kind, request);
      return draft.isSettled ? undefined : draft.decision;
    }) ?? journal.decisions.standing(index);
    if (draft === undefined || decision === undefined) throw new Error("Nothing was decided");
    // Deciding the same once more also answers what was recommended since.
    if (draft.isSettled) journal.recommendations.settle(decision.id);
    const { standing, hidden } = draft;
    const warnings: Finding[] = [];
    const picture = await lookAfter(warnings, () => describeRow(opened, standing));
    const { id: decisionId, reason } = decision;
    const original = imagePath(pipeline, originalName(index));
    const hasOriginal = await lookAfter(warnings, () => isThere(original)) ?? true;
    return { index, kind, decisionId, hasOriginal, picture, hidden, reason, warnings };
  } finally {
    journal.close();
  }
}

function requireOriginal(pipeline: Pipeline, index: number): void {
  const path = imagePath(pipeline, originalName(index));
  if (!isThere(path)) throw new InputError("original_missing", { index, path });
}

interface Draft {
  readonly decision: NewDecision;
  /** What stands in the original's place, as the journal knows it. */
  readonly standing: PictureRow | undefined;
  readonly hidden: string[];
  /** The same was decided last, and nothing is left to do: asking twice is deciding once. */
  readonly isSettled: boolean;
}

function draftVerdict(
  opened: OpenPipeline,
  kind: VerdictResult["kind"],
  { index, by, reason }: VerdictRequest,
): Draft {
  const { pipeline, journal } = opened;
  const name = originalName(index);
  requireUnlinked(pipeline.dir, imageOf(name));
  const sha256 = fileSha256(imagePath(pipeline, name));
  const standing = sha256 === undefined ? undefined : journal.pictures.withBytes(index, sha256);
  const changes = draftLeftovers(opened, index);
  const last = journal.decisions.standing(index);
  return {
    decision: {
      illustration: index,
      kind,
      madeBy: by,
      pictureId: kind === "keep" ? standing?.id : undefined,
      undoesId: undefined,
      steps: { changes },
      reason,
    },
    standing,
    hidden: changes.map((each) => basename(each.name)),
    isSettled: last?.kind === kind && changes.length === 0 &&
      last.reason === (reason ?? last.reason) && !cameAfter(opened, index, last.madeAtMs),
  };
}
