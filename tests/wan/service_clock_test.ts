import assert from "node:assert/strict";
import test from "node:test";
import { ServiceClock } from "../../lib/wan/service_clock.ts";

const HOUR_MS = 3_600_000;
const AT_MS = Date.parse("2026-11-24T10:00:00Z");

function clockAt(startMs: number) {
  const clock = { nowMs: startMs, now: () => clock.nowMs, wait: () => Promise.resolve() };
  return clock;
}

test("the service's time is known to half a second after one answer, and better after several", () => {
  const here = clockAt(AT_MS);
  const service = new ServiceClock(here);
  assert.equal(service.now(), undefined);
  const trueOffsetMs = -25 * HOUR_MS + 300;
  const errors: number[] = [];
  for (let round = 0; round < 20; round++) {
    const sentAtMs = service.here();
    here.nowMs += 40;
    const header = new Date(here.nowMs + trueOffsetMs).toUTCString();
    here.nowMs += 40;
    service.note(header, sentAtMs);
    errors.push(Math.abs((service.offsetMs ?? 0) - trueOffsetMs));
    here.nowMs += 137;
  }
  assert.ok((errors[0] ?? Infinity) <= 550, `${errors[0]} ms`);
  assert.ok((errors.at(-1) ?? Infinity) <= 120, `${errors.at(-1)} ms`);
});

test("a clock that is set during the session is followed, not averaged", () => {
  const here = clockAt(AT_MS);
  const service = new ServiceClock(here);
  service.note(new Date(AT_MS).toUTCString(), here.now());
  here.nowMs += 3 * HOUR_MS;
  service.note(new Date(AT_MS).toUTCString(), here.now());
  assert.ok(Math.abs((service.offsetMs ?? 0) + 3 * HOUR_MS) <= 1_000, `${service.offsetMs}`);
});

test("a header that is missing or odd, and a clock set back on the way, teach nothing", () => {
  const here = clockAt(AT_MS);
  const service = new ServiceClock(here);
  for (const header of [undefined, "", "soon", "0000"]) service.note(header, here.now());
  service.note(new Date(AT_MS).toUTCString(), here.now() + 5_000);
  assert.equal(service.offsetMs, undefined);
});

test("answers whose dates contradict each other make the service's time unknown for money", () => {
  const here = clockAt(AT_MS);
  const service = new ServiceClock(here);
  service.note(new Date(AT_MS).toUTCString(), here.now());
  assert.deepEqual([service.isSteady, service.now() !== undefined], [true, true]);
  service.note(new Date(AT_MS + 6 * HOUR_MS).toUTCString(), here.now());
  assert.deepEqual([service.isSteady, service.now()], [false, undefined]);
  service.note(new Date(AT_MS).toUTCString(), here.now());
  assert.equal(service.now(), undefined, "agreeing again proves nothing");
});
