import assert from "node:assert/strict";
import test from "node:test";
import { StoppedError } from "../../lib/errors.ts";
import { Session } from "../../lib/run/context.ts";
import type { WanClient } from "../../lib/wan/client.ts";
import { offerOf } from "../../lib/wan/order.ts";
import { regionOf } from "../../lib/wan/regions.ts";
import {
  backoffMs,
  type Clock,
  graceful,
  RateLimiter,
  retrying,
  Slots,
  systemClock,
  untilStopped,
} from "../../lib/wan/pacing.ts";

/** A clock on which waiting takes no time: it jumps to the next moment somebody waits for. */
class JumpingClock implements Clock {
  #nowMs = 0;
  #waiting: { readonly atMs: number; readonly go: () => void }[] = [];
  #isJumping = false;

  now(): number {
    return this.#nowMs;
  }

  wait(durationMs: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.reject(new StoppedError());
    return new Promise((resolve, reject) => {
      this.#waiting.push({ atMs: this.#nowMs + Math.max(0, durationMs), go: resolve });
      signal?.addEventListener("abort", () => reject(new StoppedError()), { once: true });
      this.#jumpSoon();
    });
  }

  #jumpSoon(): void {
    if (this.#isJumping) return;
    this.#isJumping = true;
    setTimeout(() => {
      this.#isJumping = false;
      this.#waiting.sort((a, b) => a.atMs - b.atMs);
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.go();
      if (this.#waiting.length > 0) this.#jumpSoon();
    }, 0);
  }
}

async function starts(limiter: RateLimiter, clock: Clock, count: number): Promise<number[]> {
  const times: number[] = [];
  await Promise.all(Array.from({ length: count }, async () => {
    await limiter.acquire();
    times.push(clock.now());
  }));
  return times;
}

test("never more starts within any second than the model allows, and none later than needed", async () => {
  const clock = new JumpingClock();
  const times = await starts(new RateLimiter({ count: 2, windowMs: 1_000 }, clock), clock, 7);
  assert.deepEqual(times, [0, 0, 1_000, 1_000, 2_000, 2_000, 3_000]);
});

test("a pause the service asks for holds everybody back", async () => {
  const clock = new JumpingClock();
  const limiter = new RateLimiter({ count: 5, windowMs: 1_000 }, clock);
  limiter.pause(4_000);
  limiter.pause(1_000);
  assert.deepEqual(await starts(limiter, clock, 2), [4_000, 4_000]);
});

test("who is stopped while waiting leaves the line to the others", async () => {
  const clock = new JumpingClock();
  const limiter = new RateLimiter({ count: 1, windowMs: 1_000 }, clock);
  const stop = new AbortController();
  await limiter.acquire();
  const stopped = limiter.acquire(stop.signal);
  const next = limiter.acquire();
  stop.abort();
  await assert.rejects(stopped, StoppedError);
  await next;
  assert.equal(clock.now(), 1_000);
});

test("places are given back once and to who waited longest", async () => {
  const slots = new Slots(1);
  const first = await slots.take();
  const order: string[] = [];
  const second = slots.take().then((free) => (order.push("second"), free));
  const third = slots.take().then((free) => (order.push("third"), free));
  first();
  first();
  const freeSecond = await second;
  assert.deepEqual(order, ["second"]);
  freeSecond();
  (await third)();
  assert.deepEqual(order, ["second", "third"]);
});

test("what is under way already takes a place even when none is free, and is waited for", async () => {
  const slots = new Slots(1);
  const [one, two] = [slots.enter(), slots.enter()];
  let isTaken = false;
  const waiting = slots.take().then((free) => (isTaken = true, free));
  one();
  await Promise.resolve();
  assert.equal(isTaken, false);
  two();
  (await waiting)();
});

test("a place is not lost with who is stopped while waiting for it", async () => {
  const slots = new Slots(1);
  const free = await slots.take();
  const stop = new AbortController();
  const stopped = slots.take(stop.signal);
  stop.abort();
  await assert.rejects(stopped, StoppedError);
  free();
  (await slots.take())();
});

test("waits grow, are spread out, have a cap, and yield to Retry-After", () => {
  const backoff = { baseMs: 1_000, capMs: 8_000, maxRetries: 9 };
  const longest = [0, 1, 2, 3, 4].map((round) => backoffMs(round, backoff, undefined, () => 0));
  assert.deepEqual(longest, [1_000, 2_000, 4_000, 8_000, 8_000]);
  assert.equal(backoffMs(3, backoff, undefined, () => 1), 4_000);
  assert.equal(backoffMs(0, backoff, 45_000, () => 0), 45_000);
  assert.ok(backoffMs(0, backoff, 45_000, () => 1) <= 46_000);
});

test("an attempt is repeated as often as allowed, a final error not at all", async () => {
  const options = {
    clock: new JumpingClock(),
    backoff: { baseMs: 10, capMs: 10, maxRetries: 3 },
  };
  let attempts = 0;
  const failing = () => Promise.reject(new Error(`attempt ${++attempts}`));
  await assert.rejects(retrying(failing, { ...options, decide: () => ({}) }), /attempt 4/);
  await assert.rejects(retrying(failing, { ...options, decide: () => undefined }), /attempt 5/);
});

test("a stop ends every wait at once", async () => {
  const stop = new AbortController();
  const waiting = systemClock.wait(3_600_000, stop.signal);
  const endless = untilStopped(new Promise(() => {}), stop.signal);
  stop.abort();
  await assert.rejects(waiting, StoppedError);
  await assert.rejects(endless, StoppedError);
  await assert.rejects(systemClock.wait(1, stop.signal), StoppedError);
});

test("work that is worth money gets its grace after a stop, and no more", async () => {
  const stop = new AbortController();
  const { signal, forget } = graceful(stop.signal, 20);
  stop.abort();
  assert.equal(signal.aborted, false);
  await new Promise((resolve) => signal.addEventListener("abort", resolve));
  forget();
});

test("a clock that was set back does not hold requests up for hours", async () => {
  let nowMs = 10 * 3_600_000;
  let waitedMs = 0;
  const clock: Clock = {
    now: () => nowMs,
    wait: (durationMs) => {
      waitedMs += durationMs;
      nowMs += durationMs;
      return Promise.resolve();
    },
  };
  const limiter = new RateLimiter({ count: 1, windowMs: 1_000 }, clock);
  await limiter.acquire();
  limiter.pause(30_000);
  nowMs -= 3 * 3_600_000;
  await limiter.acquire();
  assert.ok(waitedMs <= 120_000, `${waitedMs} ms`);
});

test("creates keep a distance from the model's limit, so that none is refused for coming too soon", async () => {
  const baseUrl = "https://dashscope.aliyuncs.com/api/v1";
  const model = "wan2.2-t2i-flash";
  const { rate } = offerOf(model, regionOf(baseUrl));
  const clock = new JumpingClock();
  const session = new Session({ baseUrl } as WanClient, { isRehearsal: false, clock });
  const sentAtMs: number[] = [];
  for (let sent = 0; sent < 5; sent++) {
    await session.limits(model).creates.acquire();
    sentAtMs.push(clock.now());
  }
  // On the way a request may lose a twentieth of the window to the one before it.
  for (const [at, ms] of sentAtMs.entries()) {
    const next = sentAtMs[at + rate.count] ?? Infinity;
    assert.ok(next - ms >= rate.windowMs * 1.05, `${sentAtMs} for ${JSON.stringify(rate)}`);
  }
});
