import assert from "node:assert/strict";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
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
  SECRET_KEY,
  type TestPipeline,
  withPipeline,
  withService,
} from "../support/harness.ts";
import { generateHere, type InProcessRun, QuickClock } from "../support/in_process.ts";
import { scenarios } from "../support/scenarios.ts";

interface Met {
  readonly pipeline: TestPipeline;
  readonly service: RunningEmulator;
  readonly result: Finished;
}

/** Spawns the documented command against a service that misbehaves. */
async function meet(
  options: EmulatorOptions,
  args: readonly string[],
  check: (met: Met) => Promise<void> | void,
): Promise<void> {
  await withPipeline((pipeline) =>
    withService(async (service, env) => {
      const [indices = "1", ...more] = args;
      const result = await runProgram(generateArgs(pipeline.dir, indices, ...more), { env });
      await check({ pipeline, service, result });
      assertSound(pipeline, service, result);
    }, options)
  );
}

/** Runs inside the process, on a quick clock. */
async function meetHere(
  faults: readonly Fault[],
  check: (
    run: InProcessRun,
    service: RunningEmulator,
    clock: QuickClock,
    pipeline: TestPipeline,
  ) => Promise<void> | void,
  timeouts = {},
): Promise<void> {
  const clock = new QuickClock();
  const options = {
    clock,
    faults,
    durationMs: [1_000, 2_000],
    maxQueriesPerSecond: 1_000,
  } as const;
  await withPipeline((pipeline) =>
    withService(async (service) => {
      const run = await generateHere(pipeline, service, "1", { clock, timeouts });
      await check(run, service, clock, pipeline);
      assertSound(pipeline, service);
    }, options)
  );
}

const refuse = (
  status: number,
  code: string,
  message: string,
  headers?: Record<string, string>,
): Fault["do"] & { kind: "refuse" } => ({
  kind: "refuse",
  status,
  code,
  message,
  ...(headers === undefined ? {} : { headers }),
});

const onCreate = (effect: Fault["do"], more: object = {}): Fault =>
  ({ on: "create", do: effect, ...more }) as Fault;

/** A port that nobody listens on. */
async function deadPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Refusals that pass: the order is made in the end, and paid once. */
const PASSING: readonly [status: number, code: string, message: string][] = [
  [429, "Throttling", "Requests throttling triggered."],
  [429, "Throttling.RateQuota", "Requests rate limit exceeded, please try again later."],
  [429, "LimitRequests", "You have exceeded your request limit."],
  [429, "limit_requests", "You have exceeded your request limit."],
  [429, "Throttling.BurstRate", "Request rate increased too quickly, please slow down."],
  [429, "Throttling.Concurrency", "Too many concurrent requests."],
  [
    429,
    "Throttling.AllocationQuota",
    "Allocated quota exceeded, please increase your quota limit.",
  ],
  [500, "ModelServingError", "Model serving error, please try again later."],
  [503, "ServiceUnavailable", "The service is temporarily unavailable."],
  [503, "ModelUnavailable", "Model is unavailable, please try again later."],
];

/** Refusals with 429 that no waiting helps against. */
const EXHAUSTED: readonly [code: string, message: string, headers?: Record<string, string>][] = [
  ["Throttling.AllocationQuota", "Free allocated quota exceeded."],
  ["insufficient_quota", "Your token-plan 1-month quota has been exhausted."],
  ["Throttling.AllocationQuota", "Allocated quota exceeded, please wait.", {
    "retry-after": "1849295",
  }],
  ["Throttling.RateQuota", "Too many.", { "retry-after": "61" }],
  ["CommodityNotPurchased", "Commodity has not been purchased."],
  ["PrepaidBillOverdue", "The prepaid bill is overdue."],
  ["PostpaidBillOverdue", "The postpaid bill is overdue."],
];

/** Refusals that are final, each with its documented first line and what helps. */
const FINAL: readonly [status: number, code: string, line: string, remedy: RegExp][] = [
  [403, "AccessDenied", "❌ Ошибка API: 403 - AccessDenied", /права в консоли/],
  [403, "AccessDenied.Unpurchased", "❌ Ошибка API: 403 - AccessDenied.Unpurchased", /активируйте/],
  [403, "AllocationQuota.FreeTierOnly", "❌ Ошибка API: 403 - AllocationQuota", /Бесплатная квота/],
  [400, "DataInspectionFailed", "❌ Ошибка API: 400 - DataInspectionFailed", /Измените промпт/],
  [400, "IPInfringementSuspect", "❌ Ошибка API: 400 - IPInfringementSuspect", /Измените промпт/],
  [400, "Arrearage", "❌ Ошибка API: 400 - Arrearage", /Пополните счёт/],
];

const nothingMade = ({ pipeline, service, result }: Met) => {
  assert.equal(result.code, 1, result.stdout + result.stderr);
  assert.match(result.stdout, /Изображений создано: 0\n {3}API вызовов: 0\n/);
  assert.equal(service.tasks().length, 0);
  assert.deepEqual(orderStates(pipeline.dir).filter((state) => state !== "dropped"), ["failed"]);
};

scenarios({
  "a wrong key: the documented line and its remedy, nothing bought": () =>
    meet({ apiKey: "another" }, ["1"], (met) => {
      nothingMade(met);
      assert.match(met.result.stdout, /\n {3}❌ Ошибка API: 401 - Unauthorized\n/);
      assert.match(met.result.stdout, /code: InvalidApiKey\n/);
      assert.match(met.result.stdout, /message: Invalid API-key provided/);
      assert.match(met.result.stdout, /request_id: [0-9a-f-]{36}\n/);
      assert.match(met.result.stdout, /Решение: Проверьте правильность ALIBABA_API_KEY/);
    }),

  "a refused key that the service repeats in its message is not shown or written down": () =>
    meet(
      {
        faults: [onCreate(refuse(401, "InvalidApiKey", `Incorrect key provided: ${SECRET_KEY}`))],
      },
      ["1"],
      (met) => {
        nothingMade(met);
        assert.match(met.result.stdout, /Incorrect key provided: …/);
      },
    ),

  "a refusal that every order would meet stops the others before they are sent": () =>
    meet(
      {
        faults: [onCreate(refuse(400, "Arrearage", "Access denied."), { times: 0 })],
      },
      ["all", "--model", "wan2.2-t2i-flash"],
      ({ service, result, pipeline }) => {
        assert.equal(result.code, 1);
        assert.ok(createsSent(service) <= 2, `${createsSent(service)} creates were sent`);
        assert.equal(orderStates(pipeline.dir).filter((state) => state === "dropped").length, 5);
        assert.match(
          result.stdout,
          /Иллюстраци[яи] (?:[\d, -]+[-, ])?7: не отправлено, не оплачено\n/,
        );
      },
    ),

  "one forbidden prompt does not stop the others": () =>
    meet(
      {
        faults: [
          onCreate(refuse(400, "DataInspectionFailed", "Input data may contain…"), {
            match: { prompt: "scene 3" },
          }),
        ],
      },
      ["1,3,5"],
      async ({ pipeline, service, result }) => {
        assert.equal(result.code, 3);
        assert.match(result.stdout, /Ошибок: 1\n\nИллюстрация 3: не удалось, не оплачено\n/);
        assert.deepEqual([service.tasks().length, billed(service)], [2, 2]);
        const made = (await pipeline.images()).filter((name) => name.includes("alibaba"));
        assert.deepEqual(made, ["illustration_01_alibaba.png", "illustration_05_alibaba.png"]);
      },
    ),

  ...Object.fromEntries(FINAL.map(([status, code, line, remedy]) => [
    `${status} ${code}: documented line, remedy, one request, nothing bought`,
    () =>
      meet({ faults: [onCreate(refuse(status, code, "Said so."))] }, ["1"], (met) => {
        nothingMade(met);
        assert.ok(met.result.stdout.includes(`   ${line}`), met.result.stdout);
        assert.match(met.result.stdout, remedy);
        assert.match(met.result.stdout, /message: Said so\./);
        assert.equal(createsSent(met.service), 1);
      }),
  ])),

  ...Object.fromEntries([400, 404].map((status) => [
    `an unknown model, refused with ${status}, points to the catalogue and the region's names`,
    () =>
      meet({ unknownModel: status as 400 | 404 }, ["1", "--model", "wan9-t2i"], (met) => {
        nothingMade(met);
        assert.match(met.result.stderr, /модель wan9-t2i программе неизвестна/);
        assert.match(met.result.stdout, new RegExp(`❌ Ошибка API: ${status} - `));
        assert.match(met.result.stdout, /Решение: Этой модели нет в регионе.*models/);
      }),
  ])),

  "nobody listens there: the line says so, and that nothing was paid": () =>
    withPipeline((pipeline) =>
      withService(async (service) => {
        const env = {
          ALIBABA_API_KEY: SECRET_KEY,
          ALIBABA_BASE_URL: `http://127.0.0.1:${await deadPort()}/api/v1`,
        };
        const result = await runProgram(generateArgs(pipeline.dir, "1-7"), { env });
        assert.equal(result.code, 1);
        assert.match(result.stdout, /❌ Нет связи с 127\.0\.0\.1:\d+: ECONNREFUSED\n/);
        assert.match(result.stdout, /Запрос не ушёл, ничего не оплачено/);
        assert.match(result.stdout, /API вызовов: 0\n/);
        assertSound(pipeline, service, result);
      })
    ),

  "an answer lost after the order was accepted: its task is found in the list and not paid twice":
    () =>
      meet({ faults: [onCreate({ kind: "drop-after" })] }, ["1", "--n", "2"], (met) => {
        assert.equal(met.result.code, 0, met.result.stdout + met.result.stderr);
        assert.deepEqual([met.service.tasks().length, billed(met.service)], [1, 2]);
        assert.equal(savedPictures(met.pipeline.dir), 2);
        assert.match(met.result.stdout, /API вызовов: 1\n/);
        assert.match(met.result.stderr, /ответ потерян, ищу задачу/);
        assert.match(met.result.stderr, /задача найдена: [0-9a-f-]{36}/);
      }),

  "three answers lost at once: each order finds its own task": () =>
    meet({ faults: [onCreate({ kind: "drop-after" }, { times: 3 })] }, ["1-3"], (met) => {
      assert.equal(met.result.code, 0, met.result.stdout + met.result.stderr);
      assert.deepEqual([met.service.tasks().length, createsSent(met.service)], [3, 3]);
      assert.equal(savedPictures(met.pipeline.dir), 3);
    }),

  ...Object.fromEntries(
    ([["dropped", { kind: "drop" }], ["answered with garbage", { kind: "garbage" }], [
      "answered with a gateway's page",
      { kind: "html", status: 502 },
    ], [
      "refused with 500 InternalError",
      refuse(500, "InternalError", "Try again later."),
    ]] as const)
      .map(([name, effect]) => [
        `a create ${name} is sent again only when the task list proves that nothing was made`,
        () =>
          meetHere([onCreate(effect)], (run, service, clock) => {
            assert.equal(run.code, 0, run.text);
            assert.deepEqual([createsSent(service), service.tasks().length], [2, 1]);
            const creates = service.log.filter(({ method }) => method === "POST");
            const apartMs = (creates[1]?.atMs ?? 0) - (creates[0]?.atMs ?? 0);
            assert.ok(apartMs >= 60_000, `sent again after ${apartMs} ms`);
            assert.ok(clock.now() - (creates[0]?.atMs ?? 0) < 150_000);
          }),
      ]),
  ),

  "a create that is never answered ends by itself and is settled": () =>
    meetHere([onCreate({ kind: "hang" })], (run, service) => {
      assert.equal(run.code, 0, run.text);
      assert.deepEqual([createsSent(service), service.tasks().length], [2, 1]);
    }, { createMs: 150 }),

  ...Object.fromEntries(PASSING.map(([status, code, message]) => [
    `${status} ${code} passes: waited out, made, paid once`,
    () =>
      meetHere([onCreate(refuse(status, code, message), { times: 2 })], (run, service) => {
        assert.equal(run.code, 0, run.text);
        assert.deepEqual([createsSent(service), service.tasks().length], [3, 1]);
        assert.deepEqual(run.events.filter(({ type }) => type === "retrying").length, 2);
      }),
  ])),

  ...Object.fromEntries(EXHAUSTED.map(([code, message, headers]) => [
    `429 ${code} (${message}${headers === undefined ? "" : " later"}) is reported at once`,
    () =>
      meetHere([onCreate(refuse(429, code, message, headers))], (run, service) => {
        assert.equal(run.code, 1, run.text);
        assert.equal(createsSent(service), 1);
        assert.match(run.text, /❌ Ошибка API: 429 - RateLimitExceeded/);
        assert.ok(run.text.includes(`message: ${message}`));
        assert.match(run.text, /Решение: /);
        assert.match(run.text, /не удалось, не оплачено/);
      }),
  ])),

  "the pause the service asks for is kept": () =>
    meetHere(
      [onCreate(refuse(429, "Throttling", "Slow.", { "retry-after": "45" }))],
      (run, _service, clock) => {
        assert.equal(run.code, 0, run.text);
        assert.ok(clock.waitsMs.some((waitMs) => waitMs >= 45_000 && waitMs < 50_000));
      },
    ),

  "a throttle that never ends is given up after about a minute and a half": () =>
    meetHere(
      [onCreate(refuse(429, "Throttling.RateQuota", "Too many."), { times: 0 })],
      (run, service) => {
        assert.equal(run.code, 1);
        assert.match(run.text, /❌ Ошибка API: 429 - RateLimitExceeded/);
        assert.match(run.text, /Уменьшите частоту запросов/);
        assert.equal(createsSent(service), 8);
        assert.equal(service.tasks().length, 0);
      },
    ),
}, 6);
