/// <reference lib="dom" />
/**
 * What is told: to eyes in the foot of the page, which covers nothing, to ears by a live region.
 * @module
 */
import { type Signal, signal } from "@preact/signals";

/** How long good news stay. */
const STAY_MS = 9_000;

/** Most messages at once. */
const MOST = 3;

/** Something to press in a message. */
export interface MessageAction {
  readonly text: string;
  act(): void;
}

/** One message. */
export interface Message {
  readonly id: number;
  readonly kind: "good" | "bad";
  readonly lines: readonly string[];
  readonly action: MessageAction | undefined;
  /** The illustration it is about: a later message about it takes its place. */
  readonly about: number | undefined;
}

/** The messages of a page. */
export class Messages {
  readonly shown: Signal<readonly Message[]> = signal([]);
  /** For ears alone. */
  readonly spoken: Signal<string> = signal("");
  #lastId = 0;

  /** Tells ears alone. */
  announce(text: string): void {
    this.spoken.value = text;
  }

  /** Tells eyes and ears. A failure stays until it is closed. */
  tell(
    lines: readonly string[],
    { kind = "good", action, about }: Partial<Pick<Message, "kind" | "action" | "about">> = {},
  ): void {
    const id = ++this.#lastId;
    const others = this.shown.peek().filter((each) => about === undefined || each.about !== about);
    this.shown.value = [...others, { id, kind, lines, action, about }].slice(-MOST);
    if (kind === "bad") return;
    this.announce(lines.join(" "));
    setTimeout(() => this.close(id), STAY_MS);
  }

  /** Takes a message away. */
  close(id: number): void {
    this.shown.value = this.shown.peek().filter((each) => each.id !== id);
  }

  /** What was said about an illustration is no longer so. */
  forget(about: number): void {
    this.shown.value = this.shown.peek().filter((each) => each.about !== about);
  }
}
