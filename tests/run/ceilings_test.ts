import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { CeilingError } from "../../lib/errors.ts";
import { LedgerHandle } from "../../lib/ledger/ledger_handle.ts";
import { SpendingLedger } from "../../lib/ledger/spending_ledger.ts";
import type { Ceiling, Period } from "../../lib/money.ts";
import type { EmulatorOptions, RunningEmulator } from "../../lib/wan/emulator/emulator.ts";
import { systemClock } from "../../lib/wan/pacing.ts";
import { NO_SPENDING_RULES } from "../../lib/wan/spending_rules.ts";
import {
  acceptedCreates,
  type TestPipeline,
  withPipeline,
  withService,
} from "../support/harness.ts";
import {
  generateHere,
  type InProcessOptions,
  QuickClock,
  resumeHere,
} from "../support/in_process.ts";

const LONG = { timeout: 60_000 };
const DAY_MS = 24 * 3_600_000;

interface Scene {
  readonly pipeline: TestPipeline;
  readonly service: RunningEmulator;
  readonly stateHome: string;
  limited(limitMicros: number, more?: InProcessOptions, period?: Period): InProcessOptions;
}

function withScene(act: (scene: Scene) => Promise<void>, options: EmulatorOptions = {}) {
  return withPipeline((pipeline) =>
    withService(async (service) => {
      const stateHome = join(pipeline.home, "состояние");
      const limited = (limitMicros: number, more = {}, period: Period = "day") => {
        const name = "ALIBABA_MAX_USD_PER_DAY";
        const ceiling: Ceiling = { period, currency: "USD", limitMicros, name, path: undefined };
        return { stateHome, rules: { ...NO_SPENDING_RULES, ceilings: [ceiling] }, ...more };
      };
      await act({ pipeline, service, stateHome, limited });
    }, options)
  );
}

function open(stateHome: string) {
  const file = new LedgerHandle({ XDG_STATE_HOME: stateHome });
  try {
    return new SpendingLedger(file).open();
  } finally {
    file.close();
  }
}

test(
  "a clock set days ahead or behind opens no new day: the service's own time counts",
  LONG,
  () =>
    withScene(async ({ pipeline, service, limited }) => {
      await generateHere(pipeline, service, "1", limited(30_000));
      for (const offsetMs of [3 * DAY_MS, -3 * DAY_MS]) {
        const clock = { now: () => Date.now() + offsetMs, wait: systemClock.wait };
        const { report } = await generateHere(pipeline, service, "2", limited(30_000, { clock }));
        assert.ok(report.outcomes[0]?.error instanceof CeilingError);
      }
      assert.equal(acceptedCreates(service), 1);
    }),
);

test(
  "what only reads the time costs nothing: no create leaves for an order that does not fit",
  LONG,
  () =>
    withScene(async ({ pipeline, service, limited }) => {
      const { code, text } = await generateHere(pipeline, service, "1-3", limited(29_999));
      assert.equal(code, 1);
      assert.match(text, /Потолка хватит на 0 картинок из 3; на сегодня осталось \$0\.029999/);
      assert.ok(service.log.every(({ method }) => method === "GET"));
    }),
);

test(
  "an order of several pictures is not shrunk to what is left",
  LONG,
  () =>
    withScene(async ({ pipeline, service, limited }) => {
      const request = { n: 4 };
      const { code } = await generateHere(pipeline, service, "1,2", limited(150_000, { request }));
      assert.equal(code, 3);
      assert.deepEqual(service.tasks().map(({ n }) => n), [4]);
    }),
);

test(
  "pictures that the service did not bill are given back at once",
  LONG,
  () =>
    withScene(async ({ pipeline, service, limited }) => {
      service.addFaults([{
        on: "task",
        do: { kind: "partial", places: { 2: { code: "DataInspectionFailed", message: "no" } } },
      }]);
      await generateHere(pipeline, service, "1", limited(90_000, { request: { n: 2 } }));
      const { code } = await generateHere(
        pipeline,
        service,
        "2",
        limited(90_000, { request: { n: 2 } }),
      );
      assert.equal(code, 0);
    }),
);

test(
  "an order whose answer is lost stays set aside until it is settled, and is told so",
  LONG,
  () =>
    withScene(async ({ pipeline, service, stateHome, limited }) => {
      const clock = new QuickClock();
      service.addFaults([
        { on: "create", do: { kind: "drop-after" } },
        { on: "list", times: 0, skip: 1, do: { kind: "no-data" } },
      ]);
      const first = limited(30_000, { clock, waitMs: 30_000 });
      await generateHere(pipeline, service, "1", first);
      assert.deepEqual(open(stateHome).map(({ state }) => state), ["unknown"]);
      const second = await generateHere(pipeline, service, "2", limited(30_000, { clock }));
      assert.ok(second.report.outcomes[0]?.error instanceof CeilingError);
      service.clearFaults();
      await resumeHere(pipeline, service, { stateHome, clock });
      assert.deepEqual(open(stateHome), []);
      assert.equal(acceptedCreates(service), 1);
    }),
);

test(
  "what a vanished pipeline left is settled by asking the service, and only then given back",
  LONG,
  () =>
    withScene(async ({ pipeline, service, stateHome, limited }) => {
      service.addFaults([{ on: "task", do: { kind: "duration", ms: 3_000 } }]);
      await generateHere(
        pipeline,
        service,
        "1",
        limited(60_000, { waitMs: 600, request: { n: 2 } }),
      );
      assert.equal(open(stateHome).length, 1, "the service still works on it");
      await rm(join(pipeline.dir, ".alibaba"), { recursive: true });
      const early = await generateHere(pipeline, service, "2", limited(60_000));
      assert.ok(
        early.report.outcomes[0]?.error instanceof CeilingError,
        "nothing is freed too early",
      );
      while (service.tasks().some(({ status }) => status !== "SUCCEEDED")) {
        await systemClock.wait(50);
      }
      const late = await generateHere(pipeline, service, "2", limited(60_000));
      assert.ok(late.report.outcomes[0]?.error instanceof CeilingError, "two were billed");
      assert.deepEqual(open(stateHome), []);
    }),
);

test(
  "a run's ceiling binds one run, and the next has its own",
  LONG,
  () =>
    withScene(async ({ pipeline, service, limited }) => {
      const codes = [];
      for (const indices of ["1-3", "4-6"]) {
        const { code } = await generateHere(pipeline, service, indices, limited(60_000, {}, "run"));
        codes.push(code);
      }
      assert.deepEqual(codes, [3, 3]);
      assert.equal(acceptedCreates(service), 4);
    }),
);

test(
  "an order that an earlier run lost, and that was never accepted, is not sent past a ceiling",
  LONG,
  () =>
    withScene(async ({ pipeline, service, stateHome, limited }) => {
      const clock = new QuickClock();
      service.addFaults([
        { on: "create", times: 0, do: { kind: "drop" } },
        { on: "list", times: 0, do: { kind: "no-data" } },
      ]);
      await generateHere(pipeline, service, "1", { stateHome, clock, waitMs: 20_000 });
      service.clearFaults();
      const { report } = await generateHere(pipeline, service, "1", limited(29_999, { clock }));
      assert.ok(report.outcomes[0]?.error instanceof CeilingError, report.outcomes[0]?.result);
      assert.equal(acceptedCreates(service), 0);
      assert.deepEqual(open(stateHome), [], "and it holds nothing");
    }),
);
