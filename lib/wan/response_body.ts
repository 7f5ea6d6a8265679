/**
 * Reading the body of an answer within bounds: of bytes, also once unpacked, and of time. Whoever
 * answers may never end, or send one byte a second, or a megabyte that unpacks to gigabytes.
 * @module
 */
import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { reasonOf, StoppedError, systemCodeOf, TransportError } from "../errors.ts";

/** Longest answer of the service, unpacked; the longest known one has some hundred kilobytes. */
export const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

/** Slower than this, a picture would take an hour: it counts as stalled. */
const MIN_BYTES_PER_S = 1_024;

/** Time within which an answer must be read whole. */
export interface TextLimits {
  /** What is left of it. */
  readonly leftMs: number;
  /** All of it, for the sentence. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

/** Bounds of a body that is handed out as it arrives. */
export interface StreamLimits {
  /** In each such span at least a kilobyte a second must arrive. */
  readonly idleMs: number;
  /** Longest time for the whole body. */
  readonly totalMs: number;
}

type Unpacker = () => NodeJS.ReadWriteStream & Readable;

const UNPACKERS: ReadonlyMap<string, Unpacker> = new Map<string, Unpacker>([
  ["gzip", createGunzip],
  ["x-gzip", createGunzip],
  ["deflate", createInflate],
  ["br", createBrotliDecompress],
]);

/**
 * Reads a body whole, unpacked.
 * @throws {TransportError} `answer_slow`, `answer_too_large`, `answer_cut`, all of phase `body`
 * @throws {StoppedError}
 */
export async function readText(
  response: IncomingMessage,
  { leftMs, timeoutMs, signal }: TextLimits,
): Promise<string> {
  const end = new EarlyEnd(response, signal);
  end.after(leftMs, () => new TransportError("answer_slow", "body", { timeoutMs }));
  const pieces: Uint8Array[] = [];
  try {
    let bytes = 0;
    for await (const piece of unpacked(response)) {
      bytes += piece.length;
      if (bytes > MAX_ANSWER_BYTES) {
        throw new TransportError("answer_too_large", "body", { maxBytes: MAX_ANSWER_BYTES });
      }
      pieces.push(piece);
    }
    if (end.reason !== undefined) throw end.reason;
  } catch (error) {
    throw end.reason ?? brokenBy(error, "answer_cut");
  } finally {
    end.forget();
    response.destroy();
  }
  return new TextDecoder().decode(Buffer.concat(pieces));
}

/**
 * Hands out a body piece by piece, as it was sent.
 * @throws {TransportError} `body_stalled`, `body_slow`, `body_cut`, all of phase `body`
 * @throws {StoppedError}
 */
export async function* readChunks(
  response: IncomingMessage,
  { idleMs, totalMs }: StreamLimits,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const end = new EarlyEnd(response, signal);
  const stalled = () => new TransportError("body_stalled", "body", { timeoutMs: idleMs });
  let forgetIdle = end.after(idleMs, stalled);
  end.after(totalMs, () => new TransportError("body_slow", "body", { timeoutMs: totalMs }));
  const enoughBytes = Math.ceil(MIN_BYTES_PER_S * idleMs / 1_000);
  let bytesInSpan = 0;
  try {
    for await (const chunk of response as AsyncIterable<Uint8Array>) {
      bytesInSpan += chunk.length;
      if (bytesInSpan >= enoughBytes) {
        bytesInSpan = 0;
        forgetIdle();
        forgetIdle = end.after(idleMs, stalled);
      }
      yield chunk;
    }
    if (end.reason !== undefined) throw end.reason;
  } catch (error) {
    throw end.reason ?? brokenBy(error, "body_cut");
  } finally {
    end.forget();
    response.destroy();
  }
}

/** Ends a body that takes too long or is no longer wanted, and remembers why. */
class EarlyEnd {
  readonly #response: IncomingMessage;
  readonly #signal: AbortSignal | undefined;
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  readonly #onAbort = () => this.#give(new StoppedError(this.#signal?.reason));
  #reason: Error | undefined;

  constructor(response: IncomingMessage, signal: AbortSignal | undefined) {
    this.#response = response;
    this.#signal = signal;
    if (signal?.aborted) this.#onAbort();
    signal?.addEventListener("abort", this.#onAbort, { once: true });
  }

  /** Why the body was ended; undefined while nobody did. */
  get reason(): Error | undefined {
    return this.#reason;
  }

  /** Ends it after a time unless the returned function is called before. */
  after(durationMs: number, reason: () => Error): () => void {
    const timer = setTimeout(() => this.#give(reason()), durationMs);
    this.#timers.add(timer);
    return () => {
      clearTimeout(timer);
      this.#timers.delete(timer);
    };
  }

  /** The body is read or given up: nothing is watched any more. */
  forget(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#signal?.removeEventListener("abort", this.#onAbort);
  }

  #give(reason: Error): void {
    this.#reason ??= reason;
    this.#response.destroy(reason);
  }
}

/** The pieces of a body without its packing; what is packed in an unknown way is left as it is. */
function unpacked(response: IncomingMessage): AsyncIterable<Uint8Array> {
  const packing = response.headers["content-encoding"]?.trim().toLowerCase() ?? "";
  const unpacker = UNPACKERS.get(packing)?.();
  if (unpacker === undefined) return response;
  response.on("error", (error) => unpacker.destroy(error));
  return response.pipe(unpacker);
}

function brokenBy(error: unknown, code: "answer_cut" | "body_cut"): TransportError {
  if (error instanceof TransportError) return error;
  return new TransportError(
    code,
    "body",
    { reason: systemCodeOf(error) ?? reasonOf(error) },
    error,
  );
}
