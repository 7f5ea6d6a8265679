import assert from "node:assert/strict";
import test from "node:test";
import type { Fault, LogEntry, RunningEmulator } from "../../lib/wan/emulator/emulator.ts";
import { assertSound, savedPictures } from "../support/journals.ts";
import { withPipeline, withService } from "../support/harness.ts";
import { generateHere, QuickClock } from "../support/in_process.ts";

const DURATION_MS = 9_000;
const TASKS = 5;

async function watchFive(
  faults: readonly Fault[],
  check: (service: RunningEmulator, queriesOf: (taskId: string) => LogEntry[]) => void,
): Promise<void> {
  const clock = new QuickClock(5);
  await withPipeline((pipeline) =>
    withService(async (service) => {
      const run = await generateHere(pipeline, service, "1-5", { clock });
      assert.equal(run.code, 0, run.text);
      assert.equal(savedPictures(pipeline.dir), TASKS);
      const queries = service.log.filter(({ path, host }) => host === "api" && !path.includes("?"));
      check(
        service,
        (taskId) => queries.filter((each) => each.taskId === taskId && each.method === "GET"),
      );
      assertSound(pipeline, service);
    }, { clock, faults, durationMs: [DURATION_MS, DURATION_MS] })
  );
}

/** No task is asked twice within a second, and all together stay below the account's limit. */
function assertPolite(service: RunningEmulator, queriesOf: (taskId: string) => LogEntry[]): void {
  for (const { taskId } of service.tasks()) {
    const times = queriesOf(taskId).map(({ atMs }) => atMs);
    times.slice(1).forEach((atMs, at) => {
      assert.ok(
        atMs - (times[at] ?? 0) >= 1_000,
        `asked again after ${atMs - (times[at] ?? 0)} ms`,
      );
    });
  }
  const reads = service.log.filter(({ host, method }) => host === "api" && method === "GET");
  for (const { atMs } of reads) {
    const within = reads.filter((each) => each.atMs >= atMs && each.atMs < atMs + 1_000);
    assert.ok(within.length <= 15, `${within.length} queries within a second`);
  }
}

test("several open tasks are watched through the task list: few queries, none too soon", () =>
  watchFive([], (service, queriesOf) => {
    assertPolite(service, queriesOf);
    for (const { taskId } of service.tasks()) {
      const count = queriesOf(taskId).length;
      assert.ok(count <= 6, `${count} queries for a task of ${DURATION_MS} ms`);
    }
    assert.ok(service.log.some(({ path }) => path.includes("model_name=")));
  }));

test("without a task list every task is asked for once a second, and nothing is lost", () =>
  watchFive(
    [{ on: "list", times: 0, do: { kind: "html", status: 503 } }],
    (service, queriesOf) => {
      assertPolite(service, queriesOf);
      for (const { taskId } of service.tasks()) assert.ok(queriesOf(taskId).length >= 6);
    },
  ));
