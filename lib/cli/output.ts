/**
 * Standard output and standard error as far as their texts arrive.
 * @module
 */
import { reasonOf, StorageError, systemCodeOf } from "../errors.ts";

/** The two streams of this process. */
export type OutputName = "stdout" | "stderr";

/** What the system says when a reader has left; Windows has both. */
const LEFT_CODES: ReadonlySet<string | undefined> = new Set(["EPIPE", "EOF"]);

/** What has been handed to a stream and has not left the process. */
let unwritten = 0;

const waiting = new Set<() => void>();
const watched = new Set<OutputName>();
const failed = new Set<OutputName>();
let lost: StorageError | undefined;

/** Hands a text to a stream, unless that has failed before; never throws, see {@link lostResult}. */
export function writeTo(name: OutputName, text: string): void {
  if (failed.has(name)) return;
  const stream = process[name];
  const onFailure = (error: unknown) => noteFailure(name, stream.isTTY, error);
  if (!watched.has(name)) stream.on("error", onFailure);
  watched.add(name);
  unwritten++;
  let isUnwritten = true;
  // Counted by its own callback: Bun calls a pipe empty that still holds all but the first 64 KB.
  const onWritten = (error?: unknown) => {
    if (!isUnwritten) return;
    isUnwritten = false;
    if (error) onFailure(error);
    if (--unwritten > 0) return;
    for (const resolve of waiting) resolve();
    waiting.clear();
  };
  try {
    stream.write(text, onWritten);
  } catch (error) {
    // Deno writes at once and throws at once, and calls nobody back, for what follows neither.
    onWritten(error);
  }
}

/**
 * A reader that has seen enough (`| head`) is no fault of ours, and to a terminal that was closed, or
 * through a full log, nothing can be said: a run goes on without them and ends in good order.
 */
function noteFailure(name: OutputName, isTerminal: boolean, error: unknown): void {
  // What follows the first failure is only that the stream is closed.
  if (failed.has(name)) return;
  failed.add(name);
  const code = systemCodeOf(error);
  if (name === "stderr" || isTerminal || LEFT_CODES.has(code)) return;
  lost = new StorageError("write_failed", { path: name, reason: code ?? reasonOf(error) }, error);
}

/** Resolves when everything written has left the process, or nobody is there to take it. */
export async function drained(): Promise<void> {
  while (unwritten > 0) await new Promise<void>((resolve) => waiting.add(resolve));
}

/**
 * Why a result did not arrive, once all is {@link drained}: `write_failed`, as where standard output is a
 * file on a full disk; undefined: it did, or nobody was there to read it.
 */
export function lostResult(): StorageError | undefined {
  return lost;
}
