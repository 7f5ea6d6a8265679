import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { EmulatorOptions, Fault, RunningEmulator } from "../../lib/wan/emulator/emulator.ts";
import {
  assertSound,
  billed,
  createsSent,
  journalRows,
  orderStates,
  savedPictures,
} from "../support/journals.ts";
import {
  bytesOf,
  generateArgs,
  runProgram,
  solidPng,
  startProgram,
  type TestPipeline,
  withPipeline,
  withService,
} from "../support/harness.ts";
import { QuickClock } from "../support/in_process.ts";
import { scenarios } from "../support/scenarios.ts";

async function withBoth(
  act: (
    pipeline: TestPipeline,
    service: RunningEmulator,
    env: Record<string, string>,
  ) => Promise<void>,
  options: EmulatorOptions = {},
): Promise<void> {
  await withPipeline((pipeline) =>
    withService(async (service, env) => {
      await act(pipeline, service, env);
      assertSound(pipeline, service);
    }, options)
  );
}

async function made(pipeline: TestPipeline): Promise<string[]> {
  return (await pipeline.images()).filter((name) => name.includes("alibaba"));
}

scenarios({
  "the order is in the journal before it is sent": () =>
    withBoth(async (pipeline, service, env) => {
      service.addFaults([{ on: "create", do: { kind: "hang" } }]);
      const program = startProgram(generateArgs(pipeline.dir, "2"), { env });
      while (createsSent(service) === 0) await new Promise((resolve) => setTimeout(resolve, 10));
      const [row] = journalRows(pipeline.dir, "SELECT state, illustration, prompt, n FROM orders");
      program.kill("SIGKILL");
      await program.finished;
      const { prompt } = JSON.parse(service.log[0]?.bodyText ?? "").input;
      assert.deepEqual({ ...row }, { state: "sending", illustration: 2, prompt, n: 1 });
    }),

  "the task's id is in the journal before it is asked for the first time": () =>
    withBoth(async (pipeline, service, env) => {
      service.addFaults([{ on: "query", do: { kind: "hang" } }]);
      const program = startProgram(generateArgs(pipeline.dir, "2"), { env });
      await program.seen("📤");
      const [row] = journalRows(pipeline.dir, "SELECT state, task_id FROM orders");
      assert.ok(!service.log.some(({ method }) => method === "GET"));
      program.kill("SIGKILL");
      await program.finished;
      assert.deepEqual({ ...row }, { state: "open", task_id: service.tasks()[0]?.taskId });
    }),

  ...Object.fromEntries([0, 40, 250, 700].map((laterMs) => [
    `the same command twice, the second ${laterMs} ms later: each order is paid once, both end well`,
    () =>
      withBoth(async (pipeline, service, env) => {
        const args = generateArgs(pipeline.dir, "1-5", "--n", "2");
        const first = runProgram(args, { env });
        await new Promise((resolve) => setTimeout(resolve, laterMs));
        const results = await Promise.all([first, runProgram(args, { env })]);
        for (const { code, stdout, stderr } of results) assert.equal(code, 0, stdout + stderr);
        assert.deepEqual([service.tasks().length, billed(service)], [5, 10]);
        assert.equal(savedPictures(pipeline.dir), 10);
        assert.equal((await made(pipeline)).length, 10);
        const told = results.map(({ stdout }) => Number(/вызовов: (\d+)/.exec(stdout)?.[1]));
        assert.equal((told[0] ?? 0) + (told[1] ?? 0), 5, "both together told of five creates");
        assertSound(pipeline, service, ...results);
      }, { durationMs: [600, 900] }),
  ])),

  "two processes whose numbers overlap: the common ones are paid once": () =>
    withBoth(async (pipeline, service, env) => {
      const results = await Promise.all([
        runProgram(generateArgs(pipeline.dir, "1-4"), { env }),
        runProgram(generateArgs(pipeline.dir, "3-6"), { env }),
      ]);
      for (const { code, stdout, stderr } of results) assert.equal(code, 0, stdout + stderr);
      assert.deepEqual([service.tasks().length, savedPictures(pipeline.dir)], [6, 6]);
    }, { durationMs: [600, 900] }),

  "the first of two is killed: the second takes over what both wanted": () => {
    const clock = new QuickClock(1);
    // Those that the first has sent are not ready before it is killed.
    const faults: Fault[] = [{ on: "task", times: 2, do: { kind: "duration", ms: 60_000 } }];
    return withBoth(async (pipeline, service, env) => {
      const args = generateArgs(pipeline.dir, "1-5", "--concurrency", "2");
      const first = startProgram(args, { env });
      await first.seen(/📤[^]*📤/);
      const second = startProgram(args, { env });
      await second.seen("уже в работе");
      first.kill("SIGKILL");
      await first.finished;
      clock.skip(60_000);
      const { code, stdout, stderr } = await second.finished;
      assert.equal(code, 0, stdout + stderr);
      assert.deepEqual([service.tasks().length, savedPictures(pipeline.dir)], [5, 5]);
    }, { clock, faults });
  },

  "what an earlier run left is fetched by the next command, whatever it asks for": () =>
    withBoth(async (pipeline, service, env) => {
      const first = startProgram(generateArgs(pipeline.dir, "2"), { env });
      await first.seen("📤");
      first.kill("SIGKILL");
      await first.finished;
      const next = await runProgram(generateArgs(pipeline.dir, "4"), { env });
      assert.equal(next.code, 0, next.stdout);
      assert.match(
        next.stdout,
        /создано: 2\n {3}API вызовов: 1\n.*использовано: 2\n {3}Ошибок: 0\n/,
      );
      assert.deepEqual(await made(pipeline), [
        "illustration_02_alibaba.png",
        "illustration_04_alibaba.png",
      ]);
      assert.equal(service.tasks().length, 2);
    }),

  "--again buys anew what is under way; both are kept, the newer one is shown": () =>
    withBoth(async (pipeline, service, env) => {
      const first = startProgram(generateArgs(pipeline.dir, "1"), { env });
      await first.seen("📤");
      const second = await runProgram(generateArgs(pipeline.dir, "1", "--again"), { env });
      assert.equal(second.code, 0, second.stdout);
      assert.equal((await first.finished).code, 0);
      assert.deepEqual([service.tasks().length, savedPictures(pipeline.dir)], [2, 2]);
      const shown = journalRows(
        pipeline.dir,
        "SELECT order_id FROM pictures WHERE view_name IS NOT NULL",
      );
      assert.deepEqual(shown.map((row) => row["order_id"]), [2]);
      assert.equal((await made(pipeline)).length, 1);
    }, { durationMs: [900, 900] }),

  "the newest run's candidates stand in images/, the older ones stay in the store": () =>
    withBoth(async (pipeline, service, env) => {
      const first = await runProgram(generateArgs(pipeline.dir, "1", "--n", "3"), { env });
      assert.equal(first.code, 0);
      assert.equal((await made(pipeline)).length, 3);
      const second = await runProgram(generateArgs(pipeline.dir, "1"), { env });
      assert.equal(second.code, 0);
      assert.deepEqual(await made(pipeline), ["illustration_01_alibaba.png"]);
      assert.deepEqual([savedPictures(pipeline.dir), billed(service)], [4, 4]);
      assert.match(second.stderr, /больше одного кадра на номер 1: видео-шаг возьмёт все/);
    }),

  "a picture another tool left under our name is kept before the name is used": () =>
    withBoth(async (pipeline, _service, env) => {
      const path = pipeline.image("illustration_03_alibaba.png");
      writeFileSync(path, solidPng(40, 30, 99));
      const theirs = await bytesOf(path);
      const { code } = await runProgram(generateArgs(pipeline.dir, "3"), { env });
      assert.equal(code, 0);
      assert.notEqual(await bytesOf(path), theirs);
      const [found] = journalRows(
        pipeline.dir,
        "SELECT file, source_name FROM pictures WHERE kind = 'found'",
      );
      assert.equal(found?.["source_name"], "illustration_03_alibaba.png");
      const kept = join(pipeline.dir, ".alibaba", "pictures", String(found?.["file"]));
      assert.equal(await bytesOf(kept), theirs);
    }),

  "a journal begun anew does not take an old picture for a new one": () =>
    withBoth(async (pipeline, service, env) => {
      await runProgram(generateArgs(pipeline.dir, "1"), { env });
      const old = await bytesOf(pipeline.image("illustration_01_alibaba.png"));
      rmSync(join(pipeline.dir, ".alibaba", "journal.db"));
      const { code } = await runProgram(generateArgs(pipeline.dir, "1"), { env });
      assert.equal(code, 0);
      assert.notEqual(await bytesOf(pipeline.image("illustration_01_alibaba.png")), old);
      assert.equal(billed(service), 2);
      const files = journalRows(pipeline.dir, "SELECT kind FROM pictures WHERE state = 'saved'");
      assert.deepEqual(files.map((row) => row["kind"]).sort(), ["candidate", "found"]);
    }),

  "the originals are never touched": () =>
    withBoth(async (pipeline, _service, env) => {
      const names = await pipeline.images();
      const before = names.map((name) => readFileSync(pipeline.image(name), "base64"));
      await runProgram(generateArgs(pipeline.dir, "all", "--n", "2"), { env });
      assert.deepEqual(names.map((name) => readFileSync(pipeline.image(name), "base64")), before);
    }),

  "orders of one service are not looked for at another": () =>
    withBoth(async (pipeline, service, env) => {
      const rehearsal = startProgram(generateArgs(pipeline.dir, "1", "--rehearse"));
      await rehearsal.seen("📤");
      rehearsal.kill("SIGKILL");
      await rehearsal.finished;
      const real = await runProgram(generateArgs(pipeline.dir, "1"), { env });
      assert.equal(real.code, 0, real.stdout);
      assert.equal(service.tasks().length, 1);
      assert.deepEqual(orderStates(pipeline.dir), ["open", "settled"]);
      const later = await runProgram(["resume", "--rehearse", "--pipeline-dir", pipeline.dir]);
      assert.equal(later.code, 0, later.stdout);
      assert.ok(existsSync(pipeline.image("illustration_01_alibaba.png")));
    }),
}, 3);
