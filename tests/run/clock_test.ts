import assert from "node:assert/strict";
import type { EmulatorOptions, RunningEmulator } from "../../lib/wan/emulator/emulator.ts";
import type { Clock } from "../../lib/wan/pacing.ts";
import { type TestPipeline, withPipeline, withService } from "../support/harness.ts";
import { generateHere, QuickClock, resumeHere } from "../support/in_process.ts";
import {
  assertSound,
  createsSent,
  journalRows,
  orderStates,
  savedPictures,
} from "../support/journals.ts";
import { scenarios } from "../support/scenarios.ts";

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** This machine's clock, set wrongly beside the service's. */
function off(clock: Clock, byMs: number): Clock {
  return { now: () => clock.now() + byMs, wait: (ms, signal) => clock.wait(ms, signal) };
}

async function withScene(
  act: (pipeline: TestPipeline, service: RunningEmulator, clock: QuickClock) => Promise<void>,
  options: EmulatorOptions = {},
): Promise<void> {
  const clock = new QuickClock();
  await withPipeline((pipeline) =>
    withService(async (service) => {
      await act(pipeline, service, clock);
      assertSound(pipeline, service);
    }, { clock, durationMs: [1_000, 2_000], maxQueriesPerSecond: 1_000, ...options })
  );
}

/** Leaves an order open at the service. */
async function leaveOpen(pipeline: TestPipeline, service: RunningEmulator, clock: Clock) {
  const run = await generateHere(pipeline, service, "1", { clock, waitMs: 2_000 });
  assert.equal(run.code, 4, run.text);
  assert.deepEqual(orderStates(pipeline.dir), ["open"]);
}

const LONG = { durationMs: [60_000, 60_000] } as const;

scenarios({
  ...Object.fromEntries([-15, 15, 25 * 60, -25 * 60].map((minutes) => [
    `a clock ${minutes} minutes off and a lost answer are brought together`,
    () =>
      withScene(async (pipeline, service, clock) => {
        service.addFaults([{ on: "create", do: { kind: "drop-after" } }]);
        const wrong = off(clock, minutes * MINUTE_MS);
        const run = await generateHere(pipeline, service, "1", { clock: wrong });
        assert.equal(run.code, 0, run.text);
        assert.deepEqual([createsSent(service), savedPictures(pipeline.dir)], [1, 1]);
      }),
  ])),

  ...Object.fromEntries([15, 25 * 60, -25 * 60].map((minutes) => [
    `a clock set ${minutes} minutes ahead after the answer was lost does not hide the task`,
    () =>
      withScene(async (pipeline, service, clock) => {
        service.addFaults([{ on: "create", do: { kind: "drop-after" } }]);
        const first = await generateHere(pipeline, service, "1", { clock, waitMs: 2_000 });
        assert.equal(first.code, 4, first.text);
        const wrong = off(clock, minutes * MINUTE_MS);
        const resumed = await resumeHere(pipeline, service, { clock: wrong });
        assert.equal(resumed.code, 0, resumed.text);
        assert.deepEqual([createsSent(service), savedPictures(pipeline.dir)], [1, 1]);
      }, LONG),
  ])),

  "a list whose answer tells a wrong date does not hide the task of a lost answer": () =>
    withScene(async (pipeline, service, clock) => {
      service.addFaults([
        { on: "create", do: { kind: "drop-after" } },
        { on: "list", times: 0, do: { kind: "date", offsetMs: 6 * HOUR_MS } },
      ]);
      const run = await generateHere(pipeline, service, "1", { clock });
      assert.equal(run.code, 0, run.text);
      assert.deepEqual([createsSent(service), savedPictures(pipeline.dir)], [1, 1]);
    }),

  "dates that contradict each other, and a clock a day off, do not hide the task either": () =>
    withScene(async (pipeline, service, clock) => {
      service.addFaults([
        // Two creates a second: the third goes out after the first queries.
        { on: "create", skip: 2, do: { kind: "drop-after" } },
        { on: "query", times: 0, do: { kind: "date", offsetMs: 6 * HOUR_MS } },
      ]);
      const wrong = off(clock, 25 * HOUR_MS);
      const request = { model: "wan2.2-t2i-flash" };
      const run = await generateHere(pipeline, service, "1-3", { clock: wrong, request });
      assert.equal(run.code, 0, run.text);
      assert.deepEqual([createsSent(service), savedPictures(pipeline.dir)], [3, 3]);
    }),

  ...Object.fromEntries([25, 29, 24 * 365].map((hours) => [
    `a clock ${hours} hours ahead gives no running order up`,
    () =>
      withScene(async (pipeline, service, clock) => {
        await leaveOpen(pipeline, service, clock);
        const wrong = off(clock, hours * HOUR_MS);
        const same = await generateHere(pipeline, service, "1", { clock: wrong });
        assert.equal(same.code, 0, same.text);
        assert.deepEqual([createsSent(service), savedPictures(pipeline.dir)], [1, 1]);
      }, LONG),
  ])),

  "a clock 25 hours ahead and a picture's host that refuses in passing lose no picture": () =>
    withScene(async (pipeline, service, clock) => {
      await leaveOpen(pipeline, service, clock);
      const wrong = off(clock, 25 * HOUR_MS);
      service.addFaults([{ on: "picture", do: { kind: "expired" }, times: 2 }]);
      const refused = await resumeHere(pipeline, service, { clock: wrong });
      assert.equal(refused.code, 4, refused.text);
      const pictures = journalRows(pipeline.dir, "SELECT state FROM pictures");
      assert.deepEqual(pictures.map(({ state }) => state), ["due"]);
      const later = await resumeHere(pipeline, service, { clock: wrong });
      assert.equal(later.code, 0, later.text);
      assert.equal(savedPictures(pipeline.dir), 1);
    }, LONG),

  "a task that the service does not know is not gone while its own clock says it cannot be": () =>
    withScene(async (pipeline, service, clock) => {
      service.addFaults([{ on: "task", do: { kind: "unknown-at-first", queries: 12 } }]);
      await generateHere(pipeline, service, "1", { clock, waitMs: 2_000 });
      const wrong = off(clock, 25 * HOUR_MS);
      const early = await resumeHere(pipeline, service, { clock: wrong });
      assert.equal(early.code, 4, early.text);
      assert.deepEqual(orderStates(pipeline.dir), ["open"]);
      for (let round = 0; round < 4 && savedPictures(pipeline.dir) === 0; round++) {
        await resumeHere(pipeline, service, { clock: wrong });
      }
      assert.equal(savedPictures(pipeline.dir), 1);
    }),

  "when the service itself has deleted a task, by its own clock, that is told and the order ends":
    () =>
      withScene(async (pipeline, service, clock) => {
        await leaveOpen(pipeline, service, clock);
        // This machine's clock has stood still meanwhile: the service's word counts.
        const behindBy = clock.now();
        clock.skip(25 * HOUR_MS);
        const resumed = await resumeHere(pipeline, service, {
          clock: off(clock, behindBy - clock.now()),
        });
        assert.match(resumed.text, /удалена сервисом: прошло больше 24 часов/);
        assert.deepEqual(orderStates(pipeline.dir), ["expired"]);
      }, LONG),

  "an order whose answer was lost and that nobody settled for two days ends as gone": () =>
    withScene(async (pipeline, service, clock) => {
      await generateHere(pipeline, service, "2", { clock });
      service.addFaults([{ on: "create", do: { kind: "drop" } }]);
      const first = await generateHere(pipeline, service, "1", { clock, waitMs: 2_000 });
      assert.equal(first.code, 4, first.text);
      clock.skip(48 * HOUR_MS);
      const resumed = await resumeHere(pipeline, service, { clock });
      assert.match(
        resumed.text,
        /прошло больше 24 часов: забрать уже нельзя; возможно, это было оплачено/,
      );
      assert.deepEqual(orderStates(pipeline.dir), ["settled", "expired"]);
    }),
}, 4);
