import assert from "node:assert/strict";
import { generateArgs, runProgram, startProgram } from "../support/harness.ts";
import { resumeHere } from "../support/in_process.ts";
import { createsSent, journalRows } from "../support/journals.ts";
import { assertNothingLost, breath, onClock, withBoth } from "../support/killing.ts";
import { scenarios } from "../support/scenarios.ts";

/** SIGHUP is what a closed terminal sends. */
const SIGNALS = [["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 143]] as const;

scenarios({
  ...Object.fromEntries(SIGNALS.map(([signal, expected]) => [
    `${signal}: nothing new is sent, what is open is named, resume fetches it`,
    () =>
      withBoth(async (both) => {
        const { pipeline, service, env } = both;
        const args = generateArgs(pipeline.dir, "all", "--model", "wan2.2-t2i-flash");
        const first = startProgram(args, { env });
        await first.seen(/📤[^]*📤/);
        first.kill(signal);
        const { code, stdout, stderr } = await first.finished;
        assert.equal(code, expected);
        assert.match(stderr, /⏹ {2}Останавливаюсь: нового не отправляю; оплаченное заберёт resume/);
        assert.match(stdout, /^⏹ {2}Остановлено\.\n {3}Сохранено изображений: 0\n/);
        assert.match(stdout, /У сервиса: 2 \(номера 1-2\); заберёт команда resume/);
        assert.match(stdout, /Не отправлено и не оплачено: 5 \(номера 3-7\)/);
        assert.doesNotMatch(stdout, /ЗАВЕРШЕНА|Ошибок/);
        assert.equal(service.tasks().length, 2);
        const later = await runProgram(["resume", "--pipeline-dir", pipeline.dir], { env });
        assert.equal(later.code, 0, later.stdout);
        assert.match(later.stdout, /создано: 2\n {3}API вызовов: 0\n.*использовано: 2\n/);
        assertNothingLost(both);
      }, { durationMs: [2_500, 2_500] }),
  ])),

  "the answer to an order under way at Ctrl-C is waited for: its task is known": () =>
    withBoth(async (both) => {
      const { pipeline, service, env } = both;
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
    withBoth(async (both) => {
      const { pipeline, service, env } = both;
      service.addFaults([{ on: "create", do: { kind: "hang" } }]);
      const first = startProgram(generateArgs(pipeline.dir, "1"), { env });
      while (createsSent(service) === 0) await breath();
      first.kill("SIGINT");
      await first.seen("Останавливаюсь");
      first.kill("SIGINT");
      const { code, stdout } = await first.finished;
      assert.deepEqual([code, stdout], [130, ""]);
      const { report } = await resumeHere(pipeline, service, onClock(both));
      // The list proves that the service never took it, and `resume` sends nothing.
      assert.deepEqual(
        report.outcomes.map(({ result, order }) => [result, order.failure?.code]),
        [["failed", "never_accepted"]],
      );
      assert.equal(createsSent(service), 1);
      assertNothingLost(both);
    }),

  "Ctrl-C at the question: nothing is sent": () =>
    withBoth(async (both) => {
      const { pipeline, service, env } = both;
      const args = ["--pipeline-dir", pipeline.dir, "--indices", "1"];
      const asked = startProgram(args, { env, input: null });
      await asked.seen("Продолжить? (y/N)");
      asked.kill("SIGINT");
      const { code, signal } = await asked.finished;
      assert.ok(code === 130 || signal === "SIGINT");
      assert.equal(createsSent(service), 0);
    }),
}, 6);
