/**
 * Where the values of a JSON text stand, so that one of them can be replaced and every other
 * character stays: order, indentation, escapes, line ends, unknown fields.
 * @module
 */

/** A value and its place in the text; `end` is the offset behind its last character. */
export interface JsonSpan {
  readonly start: number;
  readonly end: number;
  /** Set for objects; a repeated key stands here as often as in the text. */
  readonly members?: readonly JsonMember[];
  /** Set for arrays. */
  readonly items?: readonly JsonSpan[];
}

/** A member of an object. */
export interface JsonMember {
  readonly key: string;
  /** Behind the brace or comma before it. */
  readonly gapStart: number;
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly value: JsonSpan;
}

const BLANKS = " \t\n\r";
const STRUCTURE = ",]}";

/**
 * Finds the places of all values.
 * @param text valid JSON, a byte order mark may stand before it; anything else is not found reliably
 */
export function locateJson(text: string): JsonSpan {
  return new Locator(text).value(text.startsWith("\uFEFF") ? 1 : 0);
}

/** The member that counts: of a repeated key it is the last. */
export function memberOf(span: JsonSpan | undefined, key: string): JsonMember | undefined {
  return span?.members?.findLast((each) => each.key === key);
}

class Locator {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The value at or behind an offset. */
  value(from: number): JsonSpan {
    const start = this.#skipBlanks(from);
    switch (this.#text[start]) {
      case "{":
        return this.#object(start);
      case "[":
        return this.#array(start);
      case '"':
        return { start, end: this.#stringEnd(start) };
      default:
        return { start, end: this.#wordEnd(start) };
    }
  }

  #object(start: number): JsonSpan {
    const members: JsonMember[] = [];
    let at = start + 1;
    for (let next = this.#skipBlanks(at); this.#text[next] === '"';) {
      const keyEnd = this.#stringEnd(next);
      const colon = this.#skipBlanks(keyEnd);
      const value = this.value(colon + 1);
      const key = String(JSON.parse(this.#text.slice(next, keyEnd)));
      members.push({ key, gapStart: at, keyStart: next, keyEnd, value });
      at = this.#skipBlanks(value.end);
      if (this.#text[at] !== ",") return { start, end: at + 1, members };
      at++;
      next = this.#skipBlanks(at);
    }
    return { start, end: this.#skipBlanks(at) + 1, members };
  }

  #array(start: number): JsonSpan {
    const items: JsonSpan[] = [];
    let at = this.#skipBlanks(start + 1);
    while (at < this.#text.length && this.#text[at] !== "]") {
      const item = this.value(at);
      items.push(item);
      at = this.#skipBlanks(item.end);
      if (this.#text[at] === ",") at = this.#skipBlanks(at + 1);
    }
    return { start, end: at + 1, items };
  }

  #stringEnd(start: number): number {
    let at = start + 1;
    while (at < this.#text.length && this.#text[at] !== '"') {
      at += this.#text[at] === "\\" ? 2 : 1;
    }
    return at + 1;
  }

  #wordEnd(start: number): number {
    let at = start;
    while (at < this.#text.length && !(BLANKS + STRUCTURE).includes(this.#text[at] ?? "")) at++;
    return at;
  }

  #skipBlanks(from: number): number {
    let at = from;
    while (at < this.#text.length && BLANKS.includes(this.#text[at] ?? "")) at++;
    return at;
  }
}
