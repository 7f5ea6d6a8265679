/**
 * A clock that does not wait: as soon as nothing else goes on, it jumps to the moment somebody waits
 * for, so that minutes of patience cost milliseconds.
 */
import {
  type HttpAnswer,
  type HttpRequest,
  type HttpStream,
  Transport,
} from "../../lib/wan/transport.ts";
import { StoppedError } from "../../lib/errors.ts";
import type { Clock } from "../../lib/wan/pacing.ts";

/** Nothing has happened for this long: time may jump. */
const QUIET_MS = 2;

interface Waiter {
  readonly dueMs: number;
  readonly wake: () => void;
}

/** Jumps from wait to wait; stands still while a request is on its way. */
export class JumpingClock implements Clock {
  readonly #startMs = Date.now();
  readonly #isFrozen: boolean;
  readonly #waiters = new Set<Waiter>();
  #skippedMs = 0;
  #busy = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param isFrozen only what is waited for takes time: a busy machine changes nothing */
  constructor({ isFrozen = false }: { readonly isFrozen?: boolean } = {}) {
    this.#isFrozen = isFrozen;
  }

  now(): number {
    return (this.#isFrozen ? this.#startMs : Date.now()) + this.#skippedMs;
  }

  /** How much time has passed by this clock since it was made. */
  get passedMs(): number {
    return this.now() - this.#startMs;
  }

  /** Lets time pass at once. */
  skip(durationMs: number): void {
    this.#skippedMs += durationMs;
  }

  /** Something goes on that takes real time, until the returned function is called. */
  hold(): () => void {
    this.#busy++;
    let isHeld = true;
    return () => {
      if (isHeld) this.#busy--;
      isHeld = false;
      this.#settle();
    };
  }

  wait(durationMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(new StoppedError(signal.reason));
      const leave = () => {
        this.#waiters.delete(waiter);
        signal?.removeEventListener("abort", stop);
      };
      const stop = () => {
        leave();
        reject(new StoppedError(signal?.reason));
      };
      const waiter = {
        dueMs: this.now() + Math.max(0, durationMs),
        wake: () => {
          leave();
          resolve();
        },
      };
      this.#waiters.add(waiter);
      signal?.addEventListener("abort", stop, { once: true });
      this.#settle();
    });
  }

  #settle(): void {
    clearTimeout(this.#timer);
    if (this.#waiters.size > 0) this.#timer = setTimeout(() => this.#jump(), QUIET_MS);
  }

  #jump(): void {
    if (this.#waiters.size === 0) return;
    const next = Math.min(...[...this.#waiters].map(({ dueMs }) => dueMs));
    // Whole milliseconds, as the machine's own clock gives them.
    if (this.#busy === 0) this.#skippedMs += Math.max(0, Math.ceil(next - this.now()));
    const nowMs = this.now();
    for (const { dueMs, wake } of [...this.#waiters]) if (dueMs <= nowMs) wake();
    this.#settle();
  }
}

/** Sends real requests and holds the clock while they are on their way. */
export class HoldingTransport extends Transport {
  readonly #clock: Pick<JumpingClock, "hold">;
  readonly #onRequest: () => void;
  /** How many requests were sent. */
  count = 0;

  /** @param onRequest told before each request */
  constructor(clock: Pick<JumpingClock, "hold">, onRequest: () => void = () => {}) {
    super({});
    this.#clock = clock;
    this.#onRequest = onRequest;
  }

  #begin(): () => void {
    this.count++;
    this.#onRequest();
    return this.#clock.hold();
  }

  override async send(request: HttpRequest): Promise<HttpAnswer> {
    const release = this.#begin();
    try {
      return await super.send(request);
    } finally {
      release();
    }
  }

  override async open(
    request: HttpRequest,
    limits: Parameters<Transport["open"]>[1],
  ): Promise<HttpStream> {
    const release = this.#begin();
    try {
      const stream = await super.open(request, limits);
      return {
        ...stream,
        chunks: released(stream.chunks, release),
        cancel: () => {
          release();
          stream.cancel();
        },
      };
    } catch (error) {
      release();
      throw error;
    }
  }
}

async function* released<T>(chunks: AsyncIterable<T>, release: () => void): AsyncGenerator<T> {
  try {
    yield* chunks;
  } finally {
    release();
  }
}
