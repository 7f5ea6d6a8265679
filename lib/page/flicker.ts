/**
 * The picked picture whose frame shows the original, for as long as a key is held.
 * @module
 */
import { type Signal, signal } from "@preact/signals";

/** Which frame shows another picture than its own; undefined: none. */
export const flicked: Signal<{ readonly index: number; readonly id: string } | undefined> = signal(
  undefined,
);
