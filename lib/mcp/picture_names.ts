/**
 * Which picture an assistant means: it reads labels off a sheet and writes them as it read them.
 * @module
 */
import { InputError } from "../errors.ts";
import { type ListedIllustration, listIllustrations } from "../film/listing.ts";
import type { Pipeline } from "../pipeline/folder.ts";
import type { ServerContext } from "./server_context.ts";
import { letterAt, sheetOf } from "./sheet.ts";

/** A picture as it was written. */
type Named =
  | { readonly kind: "word"; readonly word: "original" | "none" }
  | {
    readonly kind: "picture";
    readonly letter?: string;
    readonly id?: string;
    readonly number?: number;
  };

const WORDS: Readonly<Record<string, "original" | "none">> = {
  original: "original",
  current: "original",
  none: "none",
};

/**
 * Reads `C3`, ` c3`, `A`, `A C3`, `3`, `original`.
 * @returns undefined for anything else
 */
function parsePictureName(text: string): Named | undefined {
  const plain = bare(text);
  const word = WORDS[plain];
  if (word !== undefined) return { kind: "word", word };
  const match = /^(?:([a-z])(?:[\s:.)-]+|$))?(?:([cof])[\s#]?)?#?(\d{1,15})?\b/.exec(plain);
  const [all = "", letter, kind, digits] = match ?? [];
  if (
    all === "" || all !== plain ||
    (digits === undefined && (kind !== undefined || letter === undefined))
  ) {
    return undefined;
  }
  if (digits === undefined) return { kind: "picture", letter: letter ?? "" };
  // "c 3": the letter is that of an id, not a tile's.
  if (letter !== undefined && kind === undefined && /[cof]/.test(letter)) {
    return { kind: "picture", id: `${letter}${digits}` };
  }
  return {
    kind: "picture",
    ...(letter === undefined ? {} : { letter }),
    ...(kind === undefined ? { number: Number(digits) } : { id: `${kind}${digits}` }),
  };
}

/** Without quotes, and without what a label says besides the name: `FORMER O5 1280X720`. */
function bare(text: string): string {
  return text.trim().toLowerCase()
    .replace(/^["'`([{]+|["'`)\]}.,;:]+$/g, "")
    .replace(/\s+\d+[x×*]\d+$/, "")
    .replace(/\s+in film$/, "")
    .replace(/^former\s+/, "")
    .trim();
}

/**
 * Finds the picture that a name means.
 * @returns an id of a saved picture of the illustration, or a word
 * @throws {InputError} `index_unknown`, `candidate_unknown`, `candidate_mixed` when label and id are of
 * two pictures
 */
export async function resolvePicture(
  context: ServerContext,
  pipeline: Pipeline,
  index: number,
  text: string,
): Promise<string> {
  const { illustrations: [listed] } = await listIllustrations(pipeline, [index]);
  if (listed === undefined) throw new InputError("index_unknown", { index });
  return pictureOf(context, pipeline, listed, text);
}

/** {@link resolvePicture} for an illustration that was listed. */
export function pictureOf(
  context: ServerContext,
  pipeline: Pipeline,
  listed: ListedIllustration,
  text: string,
): string {
  const named = parsePictureName(text);
  const { index, candidates } = listed;
  const unknown = () => new InputError("candidate_unknown", { index, candidate: text });
  if (named === undefined) throw unknown();
  if (named.kind === "word") return named.word;
  const byLetter = named.letter === undefined
    ? undefined
    : labelled(context, pipeline, listed, named.letter);
  const written = named.id ?? candidates.find(({ id }) => Number(id.slice(1)) === named.number)?.id;
  if (named.id === undefined && named.number === undefined) {
    if (byLetter === undefined) throw unknown();
    return byLetter;
  }
  // An id of another illustration is told as such by whoever looks it up.
  if (written === undefined) throw unknown();
  if (byLetter !== undefined && byLetter !== written) {
    throw new InputError("candidate_mixed", {
      index,
      candidate: text,
      label: byLetter,
      id: written,
    });
  }
  return written;
}

/** The picture under a letter of the sheet that was shown last, else of the one that would be. */
function labelled(
  context: ServerContext,
  pipeline: Pipeline,
  listed: ListedIllustration,
  letter: string,
): string | undefined {
  const ids = context.shownIds(pipeline, listed.index) ?? sheetOf(listed).tiles
    .flatMap(({ isLettered, id }) => isLettered ? [id] : []);
  return ids.find((_, at) => letterAt(at).toLowerCase() === letter);
}
