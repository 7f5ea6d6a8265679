/**
 * Keeps memory flat while pictures stream through. Pieces from the network lie outside V8's own
 * heap, so V8 sees little reason to clear the ones that are done with and lets some 60 MB of them
 * pile up (measured on Deno 2.9.6 with 100 pictures of 2.5 MB). Its flags have no effect on a running
 * program; asking for a small collection now and then has. Bun clears them by itself.
 * @module
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Bytes that may pass before the spent ones are cleared: a collection takes a few milliseconds. */
const SWEEP_EVERY_BYTES = 8 * 1024 * 1024;

type Collect = (options: { readonly type: "minor" }) => void;

/** Counts what streams through and has it cleared. */
export class CollectionHint {
  #bytes = 0;
  #collect: Collect | undefined;

  /** Takes note of bytes that were handed on. */
  note(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes < SWEEP_EVERY_BYTES) return;
    this.#bytes = 0;
    this.#collect ??= findCollect();
    this.#collect({ type: "minor" });
  }
}

/** Where a runtime does not offer it, nothing is lost but some memory. */
function findCollect(): Collect {
  if (process.versions["bun"] !== undefined) return () => {};
  try {
    setFlagsFromString("--expose-gc");
    const found: unknown = runInNewContext("gc");
    return typeof found === "function" ? found as Collect : () => {};
  } catch {
    return () => {};
  }
}
