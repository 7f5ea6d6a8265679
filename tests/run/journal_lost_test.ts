import assert from "node:assert/strict";
import { copyFile, mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { RunningEmulator } from "../../lib/wan/emulator/emulator.ts";
import { startGateway } from "../support/gateway.ts";
import { assertSound, billed, orderStates, savedPictures } from "../support/journals.ts";
import {
  type Finished,
  generateArgs,
  makePipeline,
  runProgram,
  SEVEN,
  startProgram,
  type TestPipeline,
  withPipeline,
  withService,
} from "../support/harness.ts";
import { scenarios } from "../support/scenarios.ts";

/** Long enough for what befalls the folder while the service works. */
const WORKING: { durationMs: [number, number] } = { durationMs: [2_500, 2_500] };

interface Scene {
  readonly pipeline: TestPipeline;
  readonly service: RunningEmulator;
  readonly env: Record<string, string>;
  /** A copy of the journal as it was before the run. */
  readonly older: string;
}

/** A pipeline with a picture of number 4, and a run that has ordered 1 and 2. */
async function withRunUnderWay(
  act: (scene: Scene, run: { readonly finished: Promise<Finished> }) => Promise<void>,
): Promise<void> {
  await withPipeline((pipeline) =>
    withService(async (service, env) => {
      await runProgram(generateArgs(pipeline.dir, "4"), { env });
      const older = join(pipeline.home, "older.db");
      await copyFile(journalOf(pipeline), older);
      const run = startProgram(generateArgs(pipeline.dir, "1-2"), { env });
      await run.seen(/\[1\] ⏳/);
      await run.seen(/\[2\] ⏳/);
      await act({ pipeline, service, env, older }, run);
    }, WORKING)
  );
}

function journalOf({ dir }: TestPipeline): string {
  return join(dir, ".alibaba", "journal.db");
}

function resume({ env }: Scene, dir: string): Promise<Finished> {
  return runProgram(["resume", "--pipeline-dir", dir, "--lang", "en"], { env });
}

const LOSSES: Record<string, (scene: Scene) => Promise<void>> = {
  "deleted": ({ pipeline }) => rm(journalOf(pipeline)),
  "deleted with all of .alibaba": ({ pipeline }) =>
    rm(join(pipeline.dir, ".alibaba"), { recursive: true }),
  "replaced by an older one": ({ pipeline, older }) => rename(older, journalOf(pipeline)),
  "overwritten with an older one": ({ pipeline, older }) => copyFile(older, journalOf(pipeline)),
};

scenarios({
  ...Object.fromEntries(
    Object.entries(LOSSES).map(([loss, harm]) => [
      `a journal ${loss} during a run: what is paid for is named, and resume fetches it`,
      () =>
        withRunUnderWay(async (scene, run) => {
          const { pipeline, service } = scene;
          await harm(scene);
          const { code, stdout } = await run.finished;
          assert.equal(code, 4, stdout);
          assert.match(stdout, /переместили, заменили или удалили во время работы/);
          assert.doesNotMatch(stdout, /не отправлен|readonly|FOREIGN KEY/);
          for (const { taskId } of service.tasks().slice(1)) {
            assert.ok(stdout.includes(taskId), stdout);
          }

          const resumed = await resume(scene, pipeline.dir);
          assert.equal(resumed.code, 0, resumed.stdout + resumed.stderr);
          assert.match(resumed.stdout, /Images created: 2/);
          assert.equal(service.tasks().length, 3, "nothing is ordered by it");
          const shown = (await pipeline.images()).filter((name) => /0[12]_alibaba/.test(name));
          assert.deepEqual(shown, ["illustration_01_alibaba.png", "illustration_02_alibaba.png"]);
          assert.match((await resume(scene, pipeline.dir)).stdout, /No unfinished orders/);
        }),
    ]),
  ),

  "the same order again after its journal was deleted is the one that was sent, not a second one":
    () =>
      withRunUnderWay(async ({ pipeline, service, env }, run) => {
        await rm(journalOf(pipeline));
        await run.finished;
        const again = await runProgram(generateArgs(pipeline.dir, "1-2"), { env });
        assert.equal(again.code, 0, again.stdout + again.stderr);
        assert.equal(service.tasks().length, 3, "it would be paid twice");
        assert.equal(savedPictures(pipeline.dir), 2);
        assertSound(pipeline, service);
      }),

  "a folder that is moved during a run: said so, and resume fetches all where it is now": () =>
    withRunUnderWay(async (scene, run) => {
      const { pipeline, service } = scene;
      const now = join(pipeline.home, "переехал");
      await rename(pipeline.dir, now);
      const { code, stdout } = await run.finished;
      assert.equal(code, 4, stdout);
      assert.match(stdout, /переместили, заменили или удалили во время работы/);

      // What stands at its old place since then never ordered anything.
      const other = SEVEN.map((each) => ({ ...each, prompt: `Another book, ${each.index}` }));
      const newcomer = await makePipeline(pipeline.home, other);
      assert.match((await resume(scene, newcomer.dir)).stdout, /No unfinished orders/);
      assert.equal((await newcomer.images()).some((name) => name.includes("alibaba")), false);

      const resumed = await resume(scene, now);
      assert.equal(resumed.code, 0, resumed.stdout + resumed.stderr);
      assert.equal(savedPictures(now), billed(service));
      await rm(newcomer.dir, { recursive: true });
      await mkdir(join(newcomer.dir, "images"), { recursive: true });
    }),

  "an order whose answer and whose journal are lost is found in the service's list": () =>
    withPipeline((pipeline) =>
      withService(async (service, env) => {
        let isHeld = true;
        const gateway = await startGateway(
          service,
          ({ kind }) => isHeld && kind === "create" ? { until: new Promise(() => {}) } : undefined,
        );
        try {
          const there = { ...env, ALIBABA_BASE_URL: gateway.baseUrl };
          const run = startProgram(generateArgs(pipeline.dir, "3"), { env: there });
          while (service.tasks().length === 0) await new Promise((next) => setTimeout(next, 5));
          run.kill("SIGKILL");
          await run.finished;
          isHeld = false;
          await rm(join(pipeline.dir, ".alibaba"), { recursive: true });
          const resumed = await runProgram(["resume", "--pipeline-dir", pipeline.dir], {
            env: there,
          });
          assert.equal(resumed.code, 0, resumed.stdout + resumed.stderr);
          assert.deepEqual(orderStates(pipeline.dir), ["settled"]);
          assert.equal(savedPictures(pipeline.dir), 1);
          assert.equal(service.tasks().length, 1);
        } finally {
          await gateway.close();
        }
      })
    ),
}, 4);
