/**
 * Accepting: a candidate takes the original's place, the replaced picture and everything else that
 * leaves its place stays in the store, and the journal knows who decided.
 * @module
 */
import { basename } from "node:path";
import {
  type Candidate,
  describePicture,
  describeRow,
  type OpenPipeline,
} from "../film/candidate.ts";
import { lookAfter } from "./aftermath.ts";
import { choosePicture, framesBeside } from "./choice.ts";
import { cameAfter, draftLeftovers, placing } from "./leftovers.ts";
import { sha256Of } from "../digest.ts";
import { type Finding, InputError } from "../errors.ts";
import { acceptWarnings } from "../film/film_fit.ts";
import { applyDecision } from "../pipeline/decision_files.ts";
import type { Decider } from "../pipeline/deciders.ts";
import type { NewDecision } from "../pipeline/decisions_table.ts";
import type { ContentChange, FileChange } from "../pipeline/file_change.ts";
import type { Pipeline } from "../pipeline/folder.ts";
import { decodeIllustrations, withPrompts } from "../pipeline/illustrations_edit.ts";
import { Journal } from "../pipeline/journal.ts";
import { isEdit } from "../order.ts";
import type { OrderRow, PictureRow } from "../pipeline/journal_rows.ts";
import { clipMove, imageOf, keepPrompts, keptFrom, keptOf } from "../pipeline/kept_files.ts";
import { ILLUSTRATIONS_FILE, originalName } from "../pipeline/names.ts";
import { isThere, readBytes } from "../pipeline/files.ts";
import { imageNamesIn } from "../pipeline/frame_names.ts";
import { imagePath, pathIn, requireUnlinked } from "../pipeline/paths.ts";
import { Store } from "../pipeline/store.ts";
import { REHEARSAL } from "../wan/regions.ts";
import { stillOld } from "../film/still_old.ts";

/** Which picture to put into the film, and what to do about files that would still show the old one. */
export interface AcceptRequest {
  /** Number of the illustration. */
  readonly index: number;
  /**
   * `c17`, `o18`, `f19`; or `2`, the place in the newest order; or a path of a PNG file. Undefined:
   * the only one there is.
   */
  readonly candidate?: string | undefined;
  /** Also write the candidate's prompts into illustrations.json. */
  readonly savePrompt: boolean;
  /** Also move `video_NN.mp4` into the store, which the video step would prefer to the picture. */
  readonly setAsideClips: boolean;
  readonly by: Decider;
  /** In the words of whoever decides; kept with the decision. */
  readonly reason?: string | undefined;
}

/** What was done. */
export interface AcceptResult {
  readonly index: number;
  readonly decisionId: number;
  /** What stands in the original's place now. */
  readonly picture: Candidate;
  /** The same picture stood there by the same decision, and nothing was left to do. */
  readonly isUnchanged: boolean;
  /** What stood there before; undefined: nothing did. */
  readonly replaced: Candidate | undefined;
  /** Names that left `images/`; the store keeps them. */
  readonly hidden: string[];
  /** What still shows the old picture. */
  readonly stillOld: Finding[];
  /** What is odd about the picture itself; `aftermath_unknown`: what could not be looked at. */
  readonly warnings: Finding[];
  /** Whether illustrations.json holds the candidate's prompts now. */
  readonly promptSaved: boolean;
  /** The picture is a rehearsal's and not worth a film. */
  readonly isRehearsal: boolean;
  /** Where the clip is now, absolute; undefined: none was set aside. */
  readonly clipSetAside: string | undefined;
}

/**
 * Puts a candidate in the original's place.
 * @throws {InputError} `index_unknown`, `candidate_ambiguous` (`facts.candidates` names the choices),
 * `candidate_unknown`, `candidate_elsewhere`, `candidate_none`, `candidate_file_missing`,
 * `candidate_not_png`, `candidate_damaged`, `candidate_lost`, `prompt_unrecorded`, `prompt_is_edit`,
 * `illustrations_not_utf8`; nothing was changed
 * @throws {StorageError} `read_failed`, `write_failed`, `files_changed`, `path_linked`, or when the
 * journal cannot be used: the files are as before; `decision_pending`: the next decision sees to it
 */
export async function acceptCandidate(
  pipeline: Pipeline,
  request: AcceptRequest,
): Promise<AcceptResult> {
  const { index } = request;
  if (!pipeline.illustrations.some((each) => each.index === index)) {
    throw new InputError("index_unknown", { index });
  }
  const journal = Journal.open(pipeline.stateDir);
  try {
    const opened = { pipeline, journal, store: new Store(pipeline, journal) };
    let draft: Draft | undefined;
    const decision = applyDecision(pipeline, journal, () => {
      draft = draftAccept(opened, request);
      return draft.isSettled ? undefined : draft.decision;
    }) ?? journal.decisions.standing(index);
    if (draft === undefined || decision === undefined) throw new Error("Nothing was decided");
    // Deciding the same once more also answers what was recommended since.
    if (draft.isSettled) journal.recommendations.settle(decision.id);
    return await describeAccept(opened, request, draft, decision.id);
  } finally {
    journal.close();
  }
}

interface Draft {
  readonly decision: NewDecision;
  readonly picture: PictureRow;
  readonly order: OrderRow | undefined;
  readonly replaced: PictureRow | undefined;
  /** All that stood in `images/` before. */
  readonly names: readonly string[];
  readonly hidden: readonly string[];
  readonly clip: string | undefined;
  /** The same was decided last, and nothing is left to do: asking twice is deciding once. */
  readonly isSettled: boolean;
}

function draftAccept(opened: OpenPipeline, request: AcceptRequest): Draft {
  const { pipeline, journal, store } = opened;
  const { index } = request;
  // Read once for all that asks: there are as many names as the film has pictures and more.
  const names = imageNamesIn(pipeline.imagesDir);
  const beside = framesBeside(pipeline, index, names);
  const picture = choosePicture(opened, index, request.candidate, beside);
  const order = picture.orderId === undefined ? undefined : journal.orders.get(picture.orderId);
  const prompts = request.savePrompt ? promptChange(pipeline, index, order) : undefined;
  const name = originalName(index);
  // A link would become a file, and what it leads to is not ours to copy or to change.
  requireUnlinked(pipeline.dir, imageOf(name));
  const leftovers = draftLeftovers(opened, index, beside);
  const path = imagePath(pipeline, name);
  const replaced = isThere(path) ? store.keepImage(index, name, "original") : undefined;
  const clip = request.setAsideClips ? clipMove(pipeline, index) : undefined;
  const changes: FileChange[] = [
    placing(imageOf(name), keptFrom(replaced, path), keptOf(picture)),
    ...leftovers,
    ...(clip === undefined ? [] : [clip]),
    ...(prompts === undefined ? [] : [prompts]),
  ];
  const decision: NewDecision = {
    illustration: index,
    kind: "accept",
    madeBy: request.by,
    pictureId: picture.id,
    undoesId: undefined,
    steps: { changes },
    reason: request.reason,
  };
  const aside = clip === undefined ? undefined : pathIn(pipeline.dir, clip.to);
  const hidden = leftovers.map((each) => basename(each.name));
  const standing = journal.decisions.standing(index);
  const isSettled = standing?.kind === "accept" && standing.pictureId === picture.id &&
    replaced?.sha256 === picture.sha256 && changes.length === 1 &&
    !cameAfter(opened, index, standing.madeAtMs);
  return { decision, picture, order, replaced, names, hidden, clip: aside, isSettled };
}

/** Keeps illustrations.json as it is and as it shall be; undefined when it says so already. */
function promptChange(
  pipeline: Pipeline,
  index: number,
  order: OrderRow | undefined,
): ContentChange | undefined {
  if (order === undefined) throw new InputError("prompt_unrecorded", { index });
  // What is to be changed in a picture makes no picture by itself.
  if (isEdit(order)) throw new InputError("prompt_is_edit", { index });
  requireUnlinked(pipeline.dir, ILLUSTRATIONS_FILE);
  const path = pathIn(pipeline.dir, ILLUSTRATIONS_FILE);
  const bytes = readBytes(path);
  const text = decodeIllustrations(bytes, path);
  const edited = new TextEncoder().encode(withPrompts(text, index, order));
  if (sha256Of(edited) === sha256Of(bytes)) return undefined;
  return placing(ILLUSTRATIONS_FILE, keepPrompts(pipeline, bytes), keepPrompts(pipeline, edited));
}

async function describeAccept(
  opened: OpenPipeline,
  { index, savePrompt }: AcceptRequest,
  { picture, order, replaced, names, hidden, clip, isSettled }: Draft,
  decisionId: number,
): Promise<AcceptResult> {
  const { pipeline, store } = opened;
  const warnings: Finding[] = [];
  const accepted = await lookAfter(warnings, () => describeRow(opened, picture)) ??
    describePicture(pipeline, store, picture, order);
  if (accepted === undefined) throw new Error(`Picture ${picture.id} is not in the store`);
  const former = await lookAfter(warnings, () => describeRow(opened, replaced));
  const works = await lookAfter(warnings, () => stillOld(pipeline, index)) ?? [];
  const odd = await lookAfter(warnings, () => acceptWarnings(pipeline, index, accepted, names)) ??
    [];
  return {
    index,
    decisionId,
    picture: accepted,
    isUnchanged: isSettled,
    replaced: former,
    hidden: [...hidden],
    stillOld: works,
    warnings: [...odd, ...warnings],
    promptSaved: savePrompt,
    isRehearsal: order?.service === REHEARSAL,
    clipSetAside: clip,
  };
}
