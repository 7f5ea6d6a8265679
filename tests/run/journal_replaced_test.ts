import assert from "node:assert/strict";
import { copyFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { RunningEmulator } from "../../lib/wan/emulator/emulator.ts";
import { startGateway } from "../support/gateway.ts";
import {
  generateArgs,
  runProgram,
  startProgram,
  type TestPipeline,
  withPipeline,
  withService,
} from "../support/harness.ts";
import { journalRows, orderStates, savedPictures } from "../support/journals.ts";
import { breath } from "../support/killing.ts";
import { scenarios } from "../support/scenarios.ts";

interface Scene {
  readonly pipeline: TestPipeline;
  readonly service: RunningEmulator;
  readonly env: Record<string, string>;
  readonly journal: string;
  /** Where a copy of the journal is kept, as a program that synchronises folders has one. */
  readonly copy: string;
}

function withScene(act: (scene: Scene) => Promise<void>): Promise<void> {
  return withPipeline((pipeline) =>
    withService(async (service, env) => {
      const journal = join(pipeline.dir, ".alibaba", "journal.db");
      const copy = join(pipeline.home, "копия.db");
      const stateHome = join(pipeline.home, "state");
      await act({ pipeline, service, env: { ...env, XDG_STATE_HOME: stateHome }, journal, copy });
    }, { durationMs: [2_500, 2_500] })
  );
}

/** Holds the first create back once the service has it. */
async function withHeldCreate(
  { service, env }: Scene,
  act: (env: Record<string, string>, release: () => void) => Promise<void>,
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let isFirst = true;
  const gateway = await startGateway(service, ({ kind }) => {
    if (kind !== "create" || !isFirst) return undefined;
    isFirst = false;
    return { until: promise };
  });
  try {
    await act({ ...env, ALIBABA_BASE_URL: gateway.baseUrl }, resolve);
  } finally {
    resolve();
    await gateway.close();
  }
}

async function taskMade({ service }: Scene): Promise<void> {
  while (service.tasks().length === 0) await breath();
}

/** Fetches what is left; nothing that was paid for is missing then, and nothing was ordered for it. */
async function assertAllFetched(
  { pipeline, service }: Scene,
  env: Record<string, string>,
  indices: string,
  count: number,
): Promise<void> {
  const resumed = await runProgram(["resume", "--pipeline-dir", pipeline.dir], { env });
  assert.equal(resumed.code, 0, resumed.stdout + resumed.stderr);
  assert.equal(savedPictures(pipeline.dir), count);
  const prompts = service.tasks().map(({ prompt }) => prompt);
  assert.equal(prompts.length, count, `ordered twice: ${prompts.join("; ")}`);
  const shown = (await pipeline.images()).filter((name) => name.includes("_alibaba"));
  assert.equal(shown.length, count, `${indices}: ${shown.join(", ")}`);
}

scenarios({
  "an older journal put back while an order runs, which it knows as planned: it is not sent again":
    () =>
      withScene(async (scene) => {
        const { pipeline, env, journal, copy } = scene;
        const args = generateArgs(pipeline.dir, "1-2", "--concurrency", "1", "--lang", "en");
        const run = startProgram(args, { env });
        await run.seen(/\[1\] ⏳/);
        await copyFile(journal, copy);
        await run.seen(/\[2\] ⏳/);
        await copyFile(copy, journal);
        const { code, stdout } = await run.finished;
        assert.equal(code, 4, stdout);
        assert.match(stdout, /was moved, replaced or deleted during the run/);
        await assertAllFetched(scene, env, "1-2", 2);
      }),

  "a run killed, then an older journal put back that knows its order as planned: it is fetched":
    () =>
      withScene(async (scene) => {
        const { pipeline, env, journal, copy } = scene;
        const args = generateArgs(pipeline.dir, "1-2", "--concurrency", "1");
        const run = startProgram(args, { env });
        await run.seen(/\[1\] ⏳/);
        await copyFile(journal, copy);
        await run.seen(/\[2\] ⏳/);
        run.kill("SIGKILL");
        await run.finished;
        await rm(`${journal}-journal`, { force: true });
        await copyFile(copy, journal);
        await assertAllFetched(scene, env, "1-2", 2);
      }),

  "an older journal put back that knows a running order as being sent: the run ends": () =>
    withScene((scene) =>
      withHeldCreate(scene, async (env, release) => {
        const { pipeline, journal, copy } = scene;
        const args = generateArgs(pipeline.dir, "1", "--timeout", "20", "--lang", "en");
        const run = startProgram(args, { env });
        await taskMade(scene);
        await copyFile(journal, copy);
        assert.deepEqual(orderStates(pipeline.dir), ["sending"]);
        release();
        await run.seen(/\[1\] ⏳/);
        await copyFile(copy, journal);
        const { code, stdout } = await run.finished;
        assert.equal(code, 4, stdout);
        await assertAllFetched(scene, env, "1", 1);
      })
    ),

  "a journal deleted while an order is being sent, its number given to a rehearsal: not sent again":
    () =>
      withScene((scene) =>
        withHeldCreate(scene, async (env, release) => {
          const { pipeline, service } = scene;
          const run = startProgram(generateArgs(pipeline.dir, "3", "--lang", "en"), { env });
          await taskMade(scene);
          await rm(join(pipeline.dir, ".alibaba"), { recursive: true });
          release();
          const { code, stdout } = await run.finished;
          assert.equal(code, 4, stdout);
          assert.ok(stdout.includes(service.tasks()[0]?.taskId ?? "none"), stdout);
          const rehearsed = await runProgram(generateArgs(pipeline.dir, "5", "--rehearse"), {
            env,
          });
          assert.equal(rehearsed.code, 0, rehearsed.stderr);
          const again = await runProgram(generateArgs(pipeline.dir, "3"), { env });
          assert.equal(again.code, 0, again.stdout + again.stderr);
          assert.equal(service.tasks().length, 1, "paid twice");
          assert.equal(savedPictures(pipeline.dir), 2);
          const cost = await runProgram(["cost", "--json"], { env });
          const { totals } = JSON.parse(cost.stdout) as { totals: Record<string, unknown>[] };
          const amounts = totals.map((
            { billed, reserved, unknown },
          ) => [billed, reserved, unknown]);
          assert.deepEqual(amounts, [[0.03, 0, 0]], "its money counts once");
        })
      ),

  "another computer's journal put in place during a run: its order of the same number stays as it is":
    () =>
      withScene(async ({ pipeline, env, journal, copy }) => {
        const run = startProgram(generateArgs(pipeline.dir, "1", "--lang", "en"), { env });
        await run.seen(/\[1\] ⏳/);
        await copyFile(journal, copy);
        const db = new DatabaseSync(copy);
        db.exec(
          `UPDATE orders SET created_at_ms = created_at_ms - 777, illustration = 5, fingerprint = 'other',
           prompt = 'Another picture', task_id = 'task-of-the-other-computer'`,
        );
        db.close();
        await copyFile(copy, journal);
        const rows = () => journalRows(pipeline.dir, "SELECT * FROM orders WHERE illustration = 5");
        const before = rows();
        const { code, stdout } = await run.finished;
        assert.equal(code, 4, stdout);
        assert.equal(before.length, 1);
        assert.deepEqual(rows(), before);
        const pictures = "SELECT * FROM pictures WHERE illustration = 5";
        assert.deepEqual(journalRows(pipeline.dir, pictures), []);
      }),
}, 3);
