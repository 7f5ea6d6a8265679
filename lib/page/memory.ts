/// <reference lib="dom" />
/**
 * What survives a reload of the page: where one is, what was typed.
 * @module
 */
import { effect, type Signal, signal } from "@preact/signals";

/** A store of one page; where the browser lends none, nothing is remembered. */
export class Memory {
  readonly #storage: Storage | undefined;

  constructor(storage: Storage | undefined) {
    this.#storage = storage;
  }

  /** What was remembered under a name, if it still makes sense. */
  get<T>(name: string, isValid: (value: unknown) => boolean): T | undefined {
    try {
      const value: unknown = JSON.parse(this.#storage?.getItem(name) ?? "null");
      return value !== null && isValid(value) ? value as T : undefined;
    } catch {
      return undefined;
    }
  }

  /** Remembers a value; undefined forgets it. */
  set(name: string, value: unknown): void {
    try {
      if (value === undefined) this.#storage?.removeItem(name);
      else this.#storage?.setItem(name, JSON.stringify(value));
    } catch {
      // A full store: the page works, a reload begins at the beginning.
    }
  }

  /** A signal that begins with what was remembered. */
  signal<T>(name: string, first: T, isValid: (value: unknown) => boolean): Signal<T> {
    const kept = signal(this.get<T>(name, isValid) ?? first);
    effect(() => this.set(name, kept.value));
    return kept;
  }
}

/** The browser's store of this window; undefined where it is forbidden. */
export function windowStorage(): Storage | undefined {
  try {
    // Reading the property alone throws there.
    return globalThis.sessionStorage ?? undefined;
  } catch {
    return undefined;
  }
}
