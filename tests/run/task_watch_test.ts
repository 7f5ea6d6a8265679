import assert from "node:assert/strict";
import test from "node:test";
import type { Fault, LogEntry, RunningEmulator } from "../../lib/wan/emulator/emulator.ts";
import { TaskWatch } from "../../lib/run/task_watch.ts";
import { RateLimiter } from "../../lib/wan/pacing.ts";
import type { TaskListPage } from "../../lib/wan/wire.ts";
import { assertSound, savedPictures } from "../support/journals.ts";
import { withPipeline, withService } from "../support/harness.ts";
import { generateHere, QuickClock } from "../support/in_process.ts";
import { HoldingTransport, JumpingClock } from "../support/jumping_clock.ts";

const ROW = { status: "running" };

function illustrations(count: number) {
  return Array.from({ length: count }, (_, at) => ({
    index: at + 1,
    title: `Кадр ${at + 1}`,
    prompt: `Цветок, сцена ${at + 1}`,
  }));
}

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
      assert.equal(service.tasks().length, TASKS);
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

/** Runs orders on a clock that jumps from wait to wait, so that only the program's own waits count. */
async function watchJumping(
  tasks: number,
  durationMs: readonly [number, number],
  check: (service: RunningEmulator) => void,
): Promise<void> {
  const clock = new JumpingClock({ isFrozen: true });
  await withPipeline((pipeline) =>
    withService(async (service) => {
      const transport = new HoldingTransport(clock);
      const run = await generateHere(pipeline, service, `1-${tasks}`, { clock, transport });
      assert.equal(run.code, 0, run.text);
      assert.equal(savedPictures(pipeline.dir), tasks);
      check(service);
    }, { clock, durationMs }), illustrations(tasks));
}

/** From the end of each task at the service to the query that saw it. */
function delaysMs(service: RunningEmulator): number[] {
  return service.tasks().map(({ taskId, endedAtMs = NaN }) => {
    const seen = service.log.filter((each) => each.taskId === taskId && each.atMs >= endedAtMs);
    return Math.min(...seen.map(({ atMs }) => atMs)) - endedAtMs;
  });
}

test("the end of a single open task is noticed within a fraction of a second", () =>
  watchJumping(1, [9_000, 9_000], (service) => {
    const [delayMs = NaN] = delaysMs(service);
    assert.ok(delayMs <= 300, `noticed after ${delayMs} ms`);
  }));

test("twelve orders on five slots take hardly longer than the service itself needs", () =>
  watchJumping(12, [6_000, 14_000], (service) => {
    const startsMs = service.tasks().map(({ startedAtMs = NaN }) => startedAtMs);
    const endsMs = service.tasks().map(({ endedAtMs = NaN }) => endedAtMs);
    const freeAtMs = Array.from({ length: 5 }, () => 0);
    for (const [at, endMs] of endsMs.entries()) {
      freeAtMs.sort((a, b) => a - b);
      freeAtMs[0] = (freeAtMs[0] ?? 0) + endMs - (startsMs[at] ?? 0);
    }
    const firstMs = Math.min(...service.log.map(({ atMs }) => atMs));
    const ratio = (Math.max(...service.log.map(({ atMs }) => atMs)) - firstMs) /
      Math.max(...freeAtMs);
    assert.ok(ratio <= 1.03, `${ratio} times the least time`);
  }));

test("a list that has shown an end late is asked behind sooner than one that keeps up", async () => {
  const clock = new JumpingClock({ isFrozen: true });
  const listTasks = () =>
    Promise.resolve({
      rows: ["a", "b"].map((taskId) => ({ ...ROW, taskId })),
    } as unknown as TaskListPage);
  const limiter = () => new RateLimiter({ count: 15, windowMs: 1_100 }, clock);
  const watch = new TaskWatch(
    { client: { listTasks }, reads: limiter(), listReads: limiter(), clock },
    "wan2.5-t2i-preview",
  );
  const askedAfterMs = async (taskId: string) => {
    const task = watch.enter(taskId);
    const startMs = clock.now();
    await task.untilWorthAsking("running", new AbortController().signal);
    task.noteEnd();
    task.leave();
    return clock.now() - startMs;
  };
  const first = await askedAfterMs("a");
  assert.ok(first > 6_000, `although the list keeps up, asked after ${first} ms`);
  const second = await askedAfterMs("b");
  assert.ok(second >= 1_000 && second < 4_000, `asked after ${second} ms`);
});
