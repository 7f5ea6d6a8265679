import assert from "node:assert/strict";
import type { EmulatorOptions, RunningEmulator } from "../../lib/wan/emulator/emulator.ts";
import {
  assertSound,
  billed,
  createsSent,
  journalRows,
  savedPictures,
} from "../support/journals.ts";
import {
  generateArgs,
  runProgram,
  startProgram,
  type TestPipeline,
  withPipeline,
  withService,
} from "../support/harness.ts";
import { QuickClock, resumeHere } from "../support/in_process.ts";
import { scenarios } from "../support/scenarios.ts";

/** The same moments in every run, so that a failure can be repeated. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

const KILLS = 14;
const random = seeded(20_261_122);
/** When the program is killed, milliseconds after its start: before the first order to after the last. */
const MOMENTS_MS = Array.from({ length: KILLS }, () => Math.round(120 + random() * 1_700));

async function withBoth(
  act: (
    pipeline: TestPipeline,
    service: RunningEmulator,
    env: Record<string, string>,
  ) => Promise<void>,
  options: EmulatorOptions = {},
): Promise<void> {
  await withPipeline((pipeline) =>
    withService((service, env) => act(pipeline, service, env), {
      durationMs: [100, 900],
      maxQueriesPerSecond: 1_000,
      ...options,
    })
  );
}

/** What the service made and billed is saved, and nothing was ordered twice. */
function assertNothingLost(pipeline: TestPipeline, service: RunningEmulator): void {
  const tasks = service.tasks();
  assert.equal(new Set(tasks.map(({ prompt }) => prompt)).size, tasks.length, "paid twice");
  assert.equal(tasks.length === 0 ? 0 : savedPictures(pipeline.dir), billed(service));
  assertSound(pipeline, service);
}

async function killAndResume(momentMs: number, alsoKillResume: boolean): Promise<void> {
  await withBoth(async (pipeline, service, env) => {
    const args = generateArgs(pipeline.dir, "1-4", "--n", "2", "--model", "wan2.2-t2i-flash");
    const first = startProgram(args, { env });
    const killer = setTimeout(() => first.kill("SIGKILL"), momentMs);
    await first.finished;
    clearTimeout(killer);
    if (alsoKillResume) {
      const second = startProgram(["resume", "--pipeline-dir", pipeline.dir], { env });
      const again = setTimeout(() => second.kill("SIGKILL"), momentMs / 3);
      await second.finished;
      clearTimeout(again);
    }
    const { report } = await resumeHere(pipeline, service, { clock: new QuickClock() });
    const results = new Set(report.outcomes.map(({ result }) => result));
    // An order that was just about to be sent stays unknown: the service has no task for it.
    results.delete("unknown");
    results.delete("made");
    assert.deepEqual([...results], []);
    assertNothingLost(pipeline, service);
  });
}

scenarios({
  ...Object.fromEntries(MOMENTS_MS.map((momentMs, at) => [
    `killed after ${momentMs} ms${at % 2 === 1 ? ", and resume too" : ""}: no paid picture is ` +
    "lost, none is paid twice",
    () => killAndResume(momentMs, at % 2 === 1),
  ])),

  "killed with an answer on its way: the task is found in the list": () =>
    withBoth(async (pipeline, service, env) => {
      service.addFaults([{ on: "create", do: { kind: "drop-after" } }]);
      service.addFaults([{ on: "list", times: 0, do: { kind: "hang" } }]);
      const first = startProgram(generateArgs(pipeline.dir, "1"), { env });
      await first.seen("ответ потерян");
      first.kill("SIGKILL");
      await first.finished;
      service.clearFaults();
      const { code, stdout } = await runProgram(["resume", "--pipeline-dir", pipeline.dir], {
        env,
      });
      assert.equal(code, 0, stdout);
      assert.equal(savedPictures(pipeline.dir), 1);
      assertNothingLost(pipeline, service);
    }),

  "killed in the middle of a download: nothing broken stands anywhere, resume fetches it": () =>
    withBoth(async (pipeline, service, env) => {
      service.addFaults([{ on: "picture", do: { kind: "stall", bytes: 2_000 } }]);
      const first = startProgram(generateArgs(pipeline.dir, "1"), { env });
      while (!service.log.some(({ host }) => host === "pictures")) await breath();
      first.kill("SIGKILL");
      await first.finished;
      assertSound(pipeline, service);
      const { code, stdout } = await runProgram(["resume", "--pipeline-dir", pipeline.dir], {
        env,
      });
      assert.equal(code, 0, stdout);
      assertNothingLost(pipeline, service);
    }),

  ...Object.fromEntries(([["SIGINT", 130], ["SIGTERM", 143]] as const).map(([signal, expected]) => [
    `${signal}: nothing new is sent, what is open is named, resume fetches it`,
    () =>
      withBoth(async (pipeline, service, env) => {
        const args = generateArgs(pipeline.dir, "all", "--model", "wan2.2-t2i-flash");
        const first = startProgram(args, { env });
        await first.seen(/📤[^]*📤/);
        first.kill(signal);
        const { code, stdout, stderr } = await first.finished;
        assert.equal(code, expected);
        assert.match(stderr, /⏹ {2}Останавливаюсь: новое не отправляю; оплаченное заберёт resume/);
        assert.match(stdout, /^⏹ {2}Остановлено\.\n {3}Сохранено изображений: 0\n/);
        assert.match(stdout, /У сервиса: 2 \(номера 1-2\); заберёт команда resume/);
        assert.match(stdout, /Не отправлено и не оплачено: 5 \(номера 3-7\)/);
        assert.doesNotMatch(stdout, /ЗАВЕРШЕНА|Ошибок/);
        assert.equal(service.tasks().length, 2);
        const later = await runProgram(["resume", "--pipeline-dir", pipeline.dir], { env });
        assert.equal(later.code, 0, later.stdout);
        assert.match(later.stdout, /создано: 2\n {3}API вызовов: 0\n.*использовано: 2\n/);
        assertNothingLost(pipeline, service);
      }, { durationMs: [2_500, 2_500] }),
  ])),

  "the answer to an order under way at Ctrl-C is waited for: its task is known": () =>
    withBoth(async (pipeline, service, env) => {
      service.addFaults([{ on: "create", do: { kind: "delay", ms: 700 } }]);
      const first = startProgram(generateArgs(pipeline.dir, "1"), { env });
      while (createsSent(service) === 0) await breath();
      first.kill("SIGINT");
      const { code, stdout } = await first.finished;
      assert.equal(code, 130);
      assert.match(stdout, /У сервиса: 1 \(номер 1\); заберёт команда resume/);
      const [row] = journalRows(pipeline.dir, "SELECT state, task_id FROM orders");
      assert.deepEqual({ ...row }, { state: "open", task_id: service.tasks()[0]?.taskId });
    }),

  "a second Ctrl-C ends at once, and just as safely": () =>
    withBoth(async (pipeline, service, env) => {
      service.addFaults([{ on: "create", do: { kind: "hang" } }]);
      const first = startProgram(generateArgs(pipeline.dir, "1"), { env });
      while (createsSent(service) === 0) await breath();
      first.kill("SIGINT");
      await first.seen("Останавливаюсь");
      first.kill("SIGINT");
      const { code, stdout } = await first.finished;
      assert.deepEqual([code, stdout], [130, ""]);
      const { report } = await resumeHere(pipeline, service, { clock: new QuickClock() });
      assert.deepEqual(report.outcomes.map(({ result }) => result), ["unknown"]);
      assert.equal(createsSent(service), 1);
      assertNothingLost(pipeline, service);
    }),

  "Ctrl-C at the question: nothing is sent": () =>
    withBoth(async (pipeline, service, env) => {
      const args = ["--pipeline-dir", pipeline.dir, "--indices", "1"];
      const asked = startProgram(args, { env, input: null });
      await asked.seen("Продолжить? (y/N)");
      asked.kill("SIGINT");
      const { code, signal } = await asked.finished;
      assert.ok(code === 130 || signal === "SIGINT");
      assert.equal(createsSent(service), 0);
    }),

  "a killed rehearsal is resumed like the real thing": () =>
    withPipeline(async (pipeline) => {
      const args = generateArgs(pipeline.dir, "1,2", "--rehearse");
      const first = startProgram(args);
      await first.seen(/📤[^]*📤/);
      first.kill("SIGKILL");
      await first.finished;
      const later = await runProgram(["resume", "--rehearse", "--pipeline-dir", pipeline.dir]);
      assert.equal(later.code, 0, later.stdout + later.stderr);
      assert.equal(savedPictures(pipeline.dir), 2);
    }),
}, 6);

/** Lets everybody else go on. */
function breath(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 10));
}
