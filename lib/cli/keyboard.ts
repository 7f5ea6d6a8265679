/**
 * Single keys of a person at a terminal, and what the terminal itself answers on the same way.
 * @module
 */

/** Keys while the terminal is in raw mode. */
export interface Keyboard {
  /** The next key: a character, or `ArrowUp` and the like; undefined: there will be none. */
  next(): Promise<string | undefined>;
  /**
   * What the terminal answers to a question that was just written, up to the part that fits.
   * @param timeoutMs after which what came so far counts
   */
  answer(last: RegExp, timeoutMs: number): Promise<string>;
  /** Gives the terminal back as it was; whoever waits for a key is told that there will be none. */
  end(): void;
}

/** Where keys come from. */
export type KeySource = Pick<
  NodeJS.ReadStream,
  "on" | "off" | "setEncoding" | "setRawMode" | "resume" | "pause"
>;

const NAMED_KEYS: Readonly<Record<string, string>> = {
  "\x1b[A": "ArrowUp",
  "\x1b[B": "ArrowDown",
  "\x1b[C": "ArrowRight",
  "\x1b[D": "ArrowLeft",
  "\x1b": "Escape",
  "\x03": "Ctrl+C",
  "\x04": "Ctrl+D",
};

// deno-lint-ignore no-control-regex -- CSI and SS3 sequences, strings of control, single characters
const KEY_REGEXP = /\x1b\[[\d;?]*[A-Za-z~]|\x1bO[A-Z]|\x1b[P_\]][^\x1b\x07]*(?:\x1b\\|\x07)|[^]/gu;

/** Takes the keyboard over until {@link Keyboard.end}. */
export function openKeyboard(source: KeySource): Keyboard {
  return new RawKeyboard(source);
}

class RawKeyboard implements Keyboard {
  readonly #source: KeySource;
  #pending = "";
  #isOver = false;
  #wake = () => {};

  constructor(source: KeySource) {
    this.#source = source;
    source.setRawMode(true);
    source.setEncoding("utf8");
    source.on("data", this.#onData).on("end", this.#onEnd).on("close", this.#onEnd);
    source.resume();
  }

  async next(): Promise<string | undefined> {
    for (;;) {
      const [key] = this.#pending.match(KEY_REGEXP) ?? [];
      if (key !== undefined) {
        this.#pending = this.#pending.slice(key.length);
        const named = NAMED_KEYS[key];
        // A late answer of the terminal is no key.
        if (named !== undefined || !key.startsWith("\x1b")) return named ?? key;
        continue;
      }
      if (this.#isOver) return undefined;
      await this.#change();
    }
  }

  async answer(last: RegExp, timeoutMs: number): Promise<string> {
    const until = Date.now() + timeoutMs;
    for (;;) {
      const found = last.exec(this.#pending);
      const leftMs = until - Date.now();
      if (found !== null || this.#isOver || leftMs <= 0) {
        const end = found === null ? this.#pending.length : found.index + found[0].length;
        const text = this.#pending.slice(0, end);
        this.#pending = this.#pending.slice(end);
        return text;
      }
      await this.#change(leftMs);
    }
  }

  end(): void {
    this.#source.off("data", this.#onData).off("end", this.#onEnd).off("close", this.#onEnd);
    try {
      this.#source.setRawMode(false);
    } catch {
      // The terminal was closed: there is nothing to give back.
    }
    this.#source.pause();
    this.#onEnd();
  }

  readonly #onData = (text: string) => {
    this.#pending += text;
    this.#wake();
  };

  readonly #onEnd = () => {
    this.#isOver = true;
    this.#wake();
  };

  /** Until something was typed, the end came, or the time is up. */
  #change(timeoutMs?: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = timeoutMs === undefined ? undefined : setTimeout(resolve, timeoutMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
