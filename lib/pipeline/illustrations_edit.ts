/**
 * Writing a prompt into the text of illustrations.json: two values change, every other character
 * stays as it is.
 * @module
 */
import { InputError } from "../errors.ts";
import { type JsonMember, type JsonSpan, locateJson, memberOf } from "./json_spans.ts";

/** What is written for one illustration. */
export interface PromptTexts {
  readonly prompt: string;
  /** Undefined: none. */
  readonly negativePrompt: string | undefined;
}

const PROMPT = "prompt";
const NEGATIVE = "negative_prompt";

/** A replacement of `[start, end)` by a text. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * The text of a file.
 * @throws {InputError} `illustrations_not_utf8` when writing it back would harm it
 */
export function decodeIllustrations(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new InputError("illustrations_not_utf8", { path }, error);
  }
}

/**
 * The same text with other prompts for one illustration. A negative prompt that the entry has no
 * field for is added beside the prompt.
 * @param text valid, with an entry of this index
 */
export function withPrompts(text: string, index: number, prompts: PromptTexts): string {
  const entry = entryOf(text, index);
  const write = (value: string) => literal(value, usesEscapes(text));
  const prompt = memberOf(entry, PROMPT);
  const negative = memberOf(entry, NEGATIVE);
  const { negativePrompt } = prompts;
  const edits: Edit[] = [];
  if (prompt !== undefined && valueOf(text, prompt) !== prompts.prompt) {
    edits.push(replacing(prompt, write(prompts.prompt)));
  }
  if (prompt === undefined) {
    const anchor = negative ?? entry?.members?.at(-1);
    if (anchor !== undefined) edits.push(adding(text, anchor, PROMPT, write(prompts.prompt)));
  }
  if (negative !== undefined && (valueOf(text, negative) || undefined) !== negativePrompt) {
    edits.push(replacing(negative, write(negativePrompt ?? "")));
  }
  if (negative === undefined && negativePrompt !== undefined) {
    const anchor = prompt ?? entry?.members?.at(-1);
    if (anchor !== undefined) edits.push(adding(text, anchor, NEGATIVE, write(negativePrompt)));
  }
  return applied(text, edits);
}

/**
 * The same text with the prompts of one illustration as an earlier text had them, letter for letter.
 * @param former valid, with an entry of this index
 */
export function withFormerPrompts(text: string, index: number, former: string): string {
  const entry = entryOf(text, index);
  const formerEntry = entryOf(former, index);
  const edits = [PROMPT, NEGATIVE].flatMap((key): Edit[] => {
    const now = memberOf(entry, key);
    const then = memberOf(formerEntry, key);
    if (now === undefined) return [];
    if (then !== undefined) return [replacing(now, sliceOf(former, then.value))];
    // It was added behind another member: that comma goes with it.
    return [{ start: now.gapStart - 1, end: now.value.end, text: "" }];
  });
  return applied(text, edits);
}

function entryOf(text: string, index: number): JsonSpan | undefined {
  const root = locateJson(text);
  const list = root.items ?? memberOf(root, "illustrations")?.value.items ?? [];
  return list.find((entry) => {
    const member = memberOf(entry, "index");
    return member !== undefined && valueOf(text, member) === index;
  });
}

function valueOf(text: string, { value }: JsonMember): unknown {
  return JSON.parse(sliceOf(text, value));
}

function sliceOf(text: string, { start, end }: JsonSpan): string {
  return text.slice(start, end);
}

function replacing({ value: { start, end } }: JsonMember, text: string): Edit {
  return { start, end, text };
}

/** Blanks before the key and around the colon are those of the member it stands behind. */
function adding(text: string, anchor: JsonMember, key: string, value: string): Edit {
  const gap = text.slice(anchor.gapStart, anchor.keyStart);
  const colon = text.slice(anchor.keyEnd, anchor.value.start);
  const { end } = anchor.value;
  return { start: end, end, text: `,${gap}"${key}"${colon}${value}` };
}

function applied(text: string, edits: readonly Edit[]): string {
  const fromTheEnd = [...edits].sort((a, b) => b.start - a.start);
  return fromTheEnd.reduce(
    (result, { start, end, text: part }) => result.slice(0, start) + part + result.slice(end),
    text,
  );
}

/** Whether the file keeps to ASCII by escaping everything else, as some writers do. */
function usesEscapes(text: string): boolean {
  return /\\u[0-9a-f]{4}/i.test(text) && !/[^\p{ASCII}\uFEFF]/u.test(text);
}

function literal(value: string, isAscii: boolean): string {
  const json = JSON.stringify(value);
  if (!isAscii) return json;
  return json.replaceAll(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
