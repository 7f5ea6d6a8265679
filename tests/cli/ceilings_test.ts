import assert from "node:assert/strict";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import {
  acceptedCreates,
  generateArgs,
  makePipeline,
  runProgram,
  SEVEN,
  type TestPipeline,
  withPipeline,
  withService,
} from "../support/harness.ts";
import type { EmulatorOptions, RunningEmulator } from "../../lib/wan/emulator/emulator.ts";
import { orderStates } from "../support/journals.ts";

const LONG = { timeout: 60_000 };

interface Scene {
  readonly pipeline: TestPipeline;
  readonly service: RunningEmulator;
  /** With a state folder of its own, in English. */
  readonly env: Record<string, string>;
}

function withScene(act: (scene: Scene) => Promise<void>, options: EmulatorOptions = {}) {
  return withPipeline((pipeline) =>
    withService(async (service, env) => {
      const state = join(pipeline.home, "состояние");
      await act({
        pipeline,
        service,
        env: { ...env, ALIBABA_LANG: "en", XDG_STATE_HOME: state },
      });
    }, options)
  );
}

const PER_DAY = "ALIBABA_MAX_USD_PER_DAY";

test(
  "what fits is ordered in the order of the numbers, the rest is told; when nothing fits nothing is sent",
  LONG,
  () =>
    withScene(async ({ pipeline, service, env }) => {
      const limited = { ...env, [PER_DAY]: "0.10" };
      const args = generateArgs(pipeline.dir, "5,1-3", "--json");
      const first = await runProgram(args, { env: limited });
      assert.equal(first.code, 3, first.stderr);
      const { orders, fits } = JSON.parse(first.stdout);
      const results = Object.fromEntries(orders.map((each: { index: number; result: string }) => [
        each.index,
        each.result,
      ]));
      assert.deepEqual(results, { 1: "made", 2: "made", 3: "made", 5: "unsent" });
      assert.deepEqual(fits, { pictures: 3, of: 4, left: 0.01, ceiling: PER_DAY });
      const second = await runProgram(generateArgs(pipeline.dir, "5"), { env: limited });
      assert.equal(second.code, 1);
      assert.match(second.stdout, /The ceiling allows 0 of 1 picture; \$0\.01 left today/);
      assert.equal(acceptedCreates(service), 3);
      assert.ok(!orderStates(pipeline.dir).includes("planned"));
      const free = await runProgram(generateArgs(pipeline.dir, "5"), { env });
      assert.equal(free.code, 0, "without the ceiling the same order goes through");
    }),
);

test(
  "a dry run says what fits and what is left, and leaves no ledger behind",
  LONG,
  () =>
    withScene(async ({ pipeline, service, env }) => {
      const args = generateArgs(pipeline.dir, "1-4", "--n", "2", "--dry-run");
      const { code, stdout } = await runProgram(args, { env: { ...env, [PER_DAY]: "0.15" } });
      assert.equal(code, 0);
      assert.match(stdout, /\$0\.15 of \$0\.15 left today \(ALIBABA_MAX_USD_PER_DAY\)/);
      assert.match(stdout, /The ceiling allows 4 of 8 pictures; \$0\.03 left today/);
      const told = JSON.parse(
        (await runProgram([...args, "--json"], { env: { ...env, [PER_DAY]: "0.15" } })).stdout,
      );
      assert.deepEqual(told.ceilings[0].left, 0.15);
      assert.equal(acceptedCreates(service), 0);
      const report = await runProgram(["cost", "--json"], { env });
      assert.equal(JSON.parse(report.stdout).countsFrom, undefined);
    }),
);

test(
  "of environment and config.env the lowest ceiling holds, whichever names it",
  LONG,
  () =>
    withScene(async ({ pipeline, service, env }) => {
      const config = join(pipeline.home, "config.env");
      await writeFile(config, `${PER_DAY}=0.05\n`);
      const args = generateArgs(pipeline.dir, "1,2", "--config", config);
      const high = await runProgram(args, { env: { ...env, [PER_DAY]: "100" } });
      assert.equal(high.code, 3, high.stderr);
      const low = await runProgram(args, { env: { ...env, [PER_DAY]: "0.01" } });
      assert.equal(low.code, 1);
      assert.equal(acceptedCreates(service), 1);
    }),
);

test(
  "a ceiling that cannot be meant is one sentence and exit 2, and nothing is sent; what was paid is fetched all the same",
  LONG,
  () =>
    withScene(async ({ pipeline, service, env }) => {
      const bad: readonly (readonly [Record<string, string>, RegExp])[] = [
        [{ [PER_DAY]: "-1" }, /ALIBABA_MAX_USD_PER_DAY=-1: expected an amount/],
        [{ [PER_DAY]: "five" }, /=five: expected an amount/],
        [{ [PER_DAY]: "1e3" }, /=1e3: expected an amount/],
        [{ [PER_DAY]: "0.0000001" }, /expected an amount .*six decimals/],
        [{ ALIBABA_MAX_CNY_PER_RUN: "5" }, /this region bills in USD/],
      ];
      for (const [setting, said] of bad) {
        const args = generateArgs(pipeline.dir, "1");
        const { code, stderr } = await runProgram(args, { env: { ...env, ...setting } });
        assert.equal(code, 2, stderr);
        assert.match(stderr, said);
        assert.equal(stderr.split("\n").filter((line) => line.startsWith("❌")).length, 1, stderr);
      }
      assert.equal(acceptedCreates(service), 0);
      const resumed = await runProgram(["resume", "--pipeline-dir", pipeline.dir], {
        env: { ...env, [PER_DAY]: "-1" },
      });
      assert.equal(resumed.code, 0, resumed.stderr);
    }),
);

test(
  "under a ceiling a model without a price is refused, unless the user states one",
  LONG,
  () =>
    withScene(async ({ pipeline, service, env }) => {
      const limited = { ...env, [PER_DAY]: "0.10" };
      const args = generateArgs(pipeline.dir, "1,2", "--model", "wanx2.0-t2i-turbo");
      const refused = await runProgram(args, { env: limited });
      assert.equal(refused.code, 2);
      assert.match(refused.stderr, /ALIBABA_PRICE_WANX2_0_T2I_TURBO=0\.03/);
      assert.equal(acceptedCreates(service), 0);
      const priced = { ...limited, ALIBABA_PRICE_WANX2_0_T2I_TURBO: "0.06" };
      const stated = await runProgram(args, { env: priced });
      assert.equal(stated.code, 3, stated.stderr);
      assert.match(stated.stderr, /\$0\.12 \(2 × \$0\.06, your own price\)/);
      const odd = { ...limited, ALIBABA_PRICE_WANX2_0_T2I_TURBO: "cheap" };
      assert.equal((await runProgram(args, { env: odd })).code, 2);
    }),
);

test(
  "the user's own price table is taken over the built-in one, with its date, and is checked",
  LONG,
  () =>
    withScene(async ({ pipeline, env }) => {
      const row = {
        model: "wan2.5-t2i-preview",
        region: "singapore",
        currency: "USD",
        picture: 0.04,
      };
      const table = join(pipeline.home, "цены.json");
      const tell = async (content: unknown) => {
        await writeFile(table, typeof content === "string" ? content : JSON.stringify(content));
        const args = generateArgs(pipeline.dir, "1", "--dry-run");
        return await runProgram(args, { env: { ...env, ALIBABA_PRICES: table } });
      };
      const good = await tell({ as_of: "2026-11-20", prices: [row] });
      assert.match(good.stdout, /\$0\.04 \(1 × \$0\.04, prices as of 2026-11-20\)/);
      const models = await runProgram(["models"], { env: { ...env, ALIBABA_PRICES: table } });
      assert.match(models.stdout, /\$0\.04 \(as of 2026-11-20, .*цены\.json\)/);
      const bad: readonly (readonly [unknown, RegExp])[] = [
        ["{", /cannot be read/],
        [{ as_of: "2026-11-20", prices: [{ ...row, picture: -1 }] }, /at prices\.0\.picture/],
        [{ as_of: "2026-11-20", prices: [{ ...row, pictuer: 1 }] }, /at prices\.0/],
        [{ as_of: "yesterday", prices: [] }, /at as_of/],
        [
          { as_of: "2026-11-20", prices: [{ ...row, picture: 0.0000004 }] },
          /at prices\.0\.picture/,
        ],
      ];
      for (const [content, said] of bad) {
        const { code, stderr } = await tell(content);
        assert.equal(code, 2, stderr);
        assert.match(stderr, said);
      }
      await rm(table);
      const gone = await runProgram(generateArgs(pipeline.dir, "1", "--dry-run"), {
        env: { ...env, ALIBABA_PRICES: table },
      });
      assert.equal(gone.code, 2);
    }),
);

test(
  "a ledger that cannot be written stops everything under a ceiling, and nothing without one",
  LONG,
  () =>
    withScene(async ({ pipeline, service, env }) => {
      const state = env["XDG_STATE_HOME"] ?? "";
      await mkdir(join(state, "alibaba-image-generator", "ledger.db"), { recursive: true });
      const args = generateArgs(pipeline.dir, "1");
      const limited = await runProgram(args, { env: { ...env, [PER_DAY]: "1" } });
      assert.equal(limited.code, 1, limited.stderr);
      assert.match(limited.stderr, /the spending ceiling cannot be enforced/);
      assert.equal(acceptedCreates(service), 0);
      const free = await runProgram(args, { env });
      assert.equal(free.code, 0);
      assert.match(free.stderr, /ledger\.db cannot be used/);
    }),
);

test(
  "deleting the ledger empties no ceiling: it is filled again from the pipelines at hand, and says from when it counts",
  LONG,
  () =>
    withScene(async ({ pipeline, service, env }) => {
      const limited = { ...env, [PER_DAY]: "0.10" };
      const beside = await makePipeline(pipeline.home, SEVEN, "pipeline Вторая");
      await runProgram(generateArgs(pipeline.dir, "1,2"), { env: limited });
      await rm(env["XDG_STATE_HOME"] ?? "", { recursive: true });
      const { code, stdout } = await runProgram(generateArgs(beside.dir, "1,2"), { env: limited });
      assert.equal(code, 3, stdout);
      assert.match(stdout, /The ceiling allows 1 of 2 pictures/);
      assert.equal(acceptedCreates(service), 3);
      const cost = await runProgram(["cost"], { env: limited });
      assert.match(cost.stdout, /Spent: \$0\.09, 3 pictures/);
      assert.match(cost.stdout, /Complete since \d{4}-\d\d-\d\d/);
      assert.match(cost.stdout, /\$0\.01 of \$0\.10 left today/);
    }),
);

test(
  "a rehearsal spends nothing and knows no ceiling",
  LONG,
  () =>
    withScene(async ({ pipeline, env }) => {
      const args = generateArgs(pipeline.dir, "1", "--rehearse");
      const { code, stderr } = await runProgram(args, { env: { ...env, [PER_DAY]: "0" } });
      assert.equal(code, 0, stderr);
      const { stdout } = await runProgram(["cost", "--json"], { env });
      assert.deepEqual(JSON.parse(stdout).totals, []);
    }),
);

test(
  "refused and failed orders hold nothing; what is not settled stays visible as unknown",
  LONG,
  () =>
    withScene(async ({ pipeline, service, env }) => {
      const limited = { ...env, [PER_DAY]: "0.07" };
      service.addFaults([
        {
          on: "create",
          do: { kind: "refuse", status: 400, code: "DataInspectionFailed", message: "no" },
        },
      ]);
      await runProgram(generateArgs(pipeline.dir, "1"), { env: limited });
      const second = await runProgram(generateArgs(pipeline.dir, "2,3"), { env: limited });
      assert.equal(second.code, 0, second.stdout + second.stderr);
      const { totals } = JSON.parse((await runProgram(["cost", "--json"], { env })).stdout);
      assert.deepEqual(totals[0].pictures, {
        reserved: 0,
        unknown: 0,
        billed: 2,
        free: 0,
        refused: 1,
      });
    }),
);
