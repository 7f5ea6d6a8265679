import assert from "node:assert/strict";
import type { EmulatorOptions, Fault, RunningEmulator } from "../../lib/wan/emulator/emulator.ts";
import {
  assertSound,
  billed,
  createsSent,
  orderStates,
  savedPictures,
} from "../support/journals.ts";
import {
  type Finished,
  generateArgs,
  runProgram,
  type TestPipeline,
  withPipeline,
  withService,
} from "../support/harness.ts";
import { generateHere, QuickClock, resumeHere } from "../support/in_process.ts";
import { scenarios } from "../support/scenarios.ts";

interface Met {
  readonly pipeline: TestPipeline;
  readonly service: RunningEmulator;
  readonly result: Finished;
  /** Runs another command on the same pipeline and service. */
  again(args: readonly string[]): Promise<Finished>;
}

async function meet(
  options: EmulatorOptions,
  args: readonly string[],
  check: (met: Met) => Promise<void> | void,
): Promise<void> {
  await withPipeline((pipeline) =>
    withService(async (service, env) => {
      const result = await runProgram(generateArgs(pipeline.dir, "1", ...args), { env });
      const again = async (more: readonly string[]) => {
        const next = await runProgram([...more, "--pipeline-dir", pipeline.dir], { env });
        assertSound(pipeline, service, next);
        return next;
      };
      await check({ pipeline, service, result, again });
      assertSound(pipeline, service, result);
    }, options)
  );
}

const onTask = (effect: object): Fault => ({ on: "task", do: effect }) as Fault;

const SENTENCE = "Output data may contain inappropriate content.";

/** What may come instead of an answer to a query; reads are repeated freely. */
const QUERY_TROUBLES: readonly Fault["do"][] = [
  { kind: "refuse", status: 429, code: "Throttling.RateQuota", message: "Too many." },
  { kind: "refuse", status: 500, code: "InternalError", message: "An internal error." },
  { kind: "html", status: 503 },
  { kind: "garbage" },
  { kind: "drop" },
];

scenarios({
  "a task that fails inside: the service's code and message, the remedy, nothing billed": () =>
    meet(
      { faults: [onTask({ kind: "fail", code: "DataInspectionFailed", message: SENTENCE })] },
      [],
      async ({ pipeline, service, result }) => {
        assert.equal(result.code, 1);
        assert.match(result.stdout, /API вызовов: 1\n.*использовано: 0\n {3}Ошибок: 1\n/);
        assert.match(result.stdout, /Иллюстрация 1: не удалось, не оплачено\n/);
        assert.match(result.stdout, /\n {3}❌ Ошибка API: 400 - DataInspectionFailed\n/);
        assert.ok(result.stdout.includes(`message: ${SENTENCE}`));
        assert.match(result.stdout, /Решение: Измените промпт/);
        assert.equal(billed(service), 0);
        assert.equal((await pipeline.images()).length, 7);
      },
    ),

  "a prompt that only fails when it is extended is made without the extension": () => {
    const effect = {
      kind: "fail-when-extended",
      code: "IPInfringementSuspect",
      message: "Rewritten.",
    };
    return meet({ faults: [onTask(effect)] }, ["--prompt-extend"], async ({ result, again }) => {
      assert.equal(result.code, 1);
      assert.match(result.stdout, /400 - IPInfringementSuspect\n/);
      assert.match(result.stdout, /попробуйте без него/);
      assert.equal((await again(["--indices", "1", "--no-confirm"])).code, 0);
    });
  },

  "two of three pictures: both are saved under their own places, both are what is billed": () => {
    const effect = {
      kind: "partial",
      places: { 2: { code: "InternalError.Timeout", message: "Slow" } },
    };
    return meet(
      { faults: [onTask(effect)] },
      ["--n", "3"],
      async ({ pipeline, service, result }) => {
        assert.equal(result.code, 3, result.stdout);
        assert.match(result.stdout, /создано: 2\n {3}API вызовов: 1\n.*использовано: 2\n/);
        assert.match(result.stdout, /Иллюстрация 1: сохранено 2 из 3, оплачено 2\n/);
        assert.match(result.stdout, /code: InternalError\.Timeout\n/);
        const made = (await pipeline.images()).filter((name) => name.includes("alibaba"));
        assert.deepEqual(made, ["illustration_01_alibaba_1.png", "illustration_01_alibaba_3.png"]);
        assert.deepEqual([billed(service), savedPictures(pipeline.dir)], [2, 2]);
      },
    );
  },

  "a task the service does not know at first is waited for": () =>
    meet(
      { faults: [onTask({ kind: "unknown-at-first", queries: 2 })] },
      [],
      ({ service, result }) => {
        assert.equal(result.code, 0, result.stdout);
        assert.deepEqual([service.tasks().length, billed(service)], [1, 1]);
      },
    ),

  ...Object.fromEntries(["CANCELED", "CANCELLED"].map((status) => [
    `a task that was cancelled, spelt ${status}: said so, not billed, may be ordered again`,
    () =>
      meet({ faults: [onTask({ kind: "status", status })] }, [], async (met) => {
        assert.equal(met.result.code, 1);
        assert.match(met.result.stdout, /❌ Задача [0-9a-f-]{36} отменена на стороне сервиса\n/);
        assert.match(met.result.stdout, /не удалось, не оплачено/);
        assert.deepEqual(orderStates(met.pipeline.dir), ["canceled"]);
        assert.equal((await met.again(["--indices", "1", "--no-confirm"])).code, 0);
      }),
  ])),

  "time is up: exit 4, the task stays open, the same command waits on, resume fetches it": () => {
    const clock = new QuickClock(1);
    return meet(
      { clock, faults: [onTask({ kind: "duration", ms: 600_000 })] },
      ["--timeout", "1"],
      async ({ pipeline, service, result, again }) => {
        assert.equal(result.code, 4);
        assert.match(result.stdout, /ещё выполняется у сервиса \(задача [0-9a-f-]{36}\).*resume/);
        assert.match(result.stdout, /создано: 0\n {3}API вызовов: 1\n.*использовано: 0\n/);
        const waited = await again(["--indices", "1", "--no-confirm", "--timeout", "1"]);
        assert.equal(waited.code, 4);
        assert.match(waited.stderr, /\[1\] уже в работе, дожидаюсь/);
        assert.match(waited.stderr, /Уже заказаны и оплачены, осталось дождаться: 1/);
        clock.skip(600_000);
        const fetched = await again(["resume"]);
        assert.equal(fetched.code, 0, fetched.stdout);
        assert.match(fetched.stdout, /создано: 1\n {3}API вызовов: 0\n.*использовано: 1\n/);
        assert.deepEqual([createsSent(service), savedPictures(pipeline.dir)], [1, 1]);
        assert.match((await again(["resume"])).stdout, /Незавершённых заказов нет/);
      },
    );
  },

  "a state nobody has heard of counts as running until the time is up": () =>
    meet(
      { faults: [onTask({ kind: "status", status: "SUSPENDED" })] },
      ["--timeout", "2"],
      ({ pipeline, result }) => {
        assert.equal(result.code, 4);
        assert.deepEqual(orderStates(pipeline.dir), ["open"]);
      },
    ),

  "a task the service never shows: may be billed, is not ordered twice, resume asks again": () =>
    withPipeline((pipeline) => {
      const clock = new QuickClock();
      const faults = [onTask({ kind: "unknown-at-first", queries: 10 })];
      return withService(async (service) => {
        const first = await generateHere(pipeline, service, "1", { clock });
        assert.equal(first.code, 4, first.text);
        assert.match(first.text, /❌ Сервис не знает задачу [0-9a-f-]{36}/);
        assert.match(first.text, /возможно, он оплачен\. Повторно заказ не отправлен/);
        const second = await generateHere(pipeline, service, "1", { clock });
        assert.equal(second.code, 4);
        assert.equal(createsSent(service), 1);
        const third = await resumeHere(pipeline, service, { clock });
        assert.equal(third.code, 0, third.text);
        assert.deepEqual([billed(service), savedPictures(pipeline.dir)], [1, 1]);
      }, { clock, faults, maxQueriesPerSecond: 1_000 });
    }),

  "after a day the service has deleted the task: that is said, and the number can be ordered anew":
    () =>
      withPipeline((pipeline) => {
        const clock = new QuickClock();
        return withService(async (service) => {
          const first = await generateHere(pipeline, service, "1", { clock, waitMs: 1_000 });
          assert.equal(first.code, 4);
          clock.skip(29 * 3_600_000);
          const late = await resumeHere(pipeline, service, { clock });
          assert.equal(late.code, 1, late.text);
          assert.match(
            late.text,
            /прошло больше 24 часов: забрать уже нельзя; возможно, это было опл/,
          );
          assert.match(late.text, /❌ Задача [0-9a-f-]{36} удалена сервисом/);
          assert.deepEqual(orderStates(pipeline.dir), ["expired"]);
          assert.equal((await generateHere(pipeline, service, "1", { clock })).code, 0);
          assertSound(pipeline, service);
        }, { clock, durationMs: [60_000, 60_000], maxQueriesPerSecond: 1_000 });
      }),

  "queries that fail in passing are repeated: nothing is lost, nothing is paid twice": () =>
    withPipeline((pipeline) => {
      const clock = new QuickClock();
      const faults = QUERY_TROUBLES.map((effect) => ({ on: "query", do: effect }) as Fault);
      return withService(async (service) => {
        const run = await generateHere(pipeline, service, "1", { clock });
        assert.equal(run.code, 0, run.text);
        const queries = service.log.filter(({ method, taskId }) => method === "GET" && taskId);
        assert.ok(queries.length > faults.length, "every trouble was met, and then an answer");
        assert.deepEqual([createsSent(service), billed(service)], [1, 1]);
      }, { clock, faults, maxQueriesPerSecond: 1_000 });
    }),

  "a key that is refused while a task runs leaves the order for resume": () =>
    withPipeline((pipeline) => {
      const effect = {
        kind: "refuse",
        status: 401,
        code: "InvalidApiKey",
        message: "No.",
      } as const;
      return withService(async (service) => {
        const run = await generateHere(pipeline, service, "1");
        assert.equal(run.code, 4);
        assert.match(run.text, /❌ Ошибка API: 401 - Unauthorized/);
        assert.match(run.text, /ещё выполняется у сервиса/);
        assert.equal((await resumeHere(pipeline, service)).code, 0);
        assertSound(pipeline, service);
      }, { faults: [{ on: "query", do: effect }] });
    }),

  "pictures the service drew in another size are kept and pointed out": () =>
    meet({}, ["--size", "1280*720", "--json"], ({ result, service }) => {
      assert.equal(result.code, 0);
      const [order] = JSON.parse(result.stdout).orders;
      assert.deepEqual([order.candidates[0].width, order.candidates[0].height], [1280, 720]);
      assert.equal(service.tasks()[0]?.size, "1280*720");
    }),
});
