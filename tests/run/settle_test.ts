import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EmulatorOptions, Fault, RunningEmulator } from "../../lib/wan/emulator/emulator.ts";
import { type Meddling, type Passing, startGateway } from "../support/gateway.ts";
import {
  makePipeline,
  SECRET_KEY,
  SEVEN,
  type TestPipeline,
  withPipeline,
  withService,
} from "../support/harness.ts";
import { generateHere, QuickClock, resumeHere } from "../support/in_process.ts";
import {
  assertSound,
  billed,
  createsSent,
  journalRows,
  orderStates,
  savedPictures,
} from "../support/journals.ts";
import { scenarios } from "../support/scenarios.ts";

interface Scene {
  readonly pipeline: TestPipeline;
  readonly service: RunningEmulator;
  readonly clock: QuickClock;
}

/** The service on a quick clock, so that minutes of settling pass in seconds. */
async function withScene(
  act: (scene: Scene) => Promise<void>,
  options: EmulatorOptions = {},
  illustrations = SEVEN,
  clock = new QuickClock(),
): Promise<void> {
  const quick = { clock, durationMs: [1_000, 2_000], maxQueriesPerSecond: 1_000, ...options };
  await withPipeline((pipeline) =>
    withService(async (service) => {
      await act({ pipeline, service, clock });
      assertSound(pipeline, service);
    }, quick as EmulatorOptions), illustrations);
}

/** A scene with something between the program and the service. */
function behind(
  meddle: (passing: Passing) => Meddling | undefined,
  act: (scene: Scene & { readonly baseUrl: string }) => Promise<void>,
  options: EmulatorOptions = {},
  illustrations = SEVEN,
  clock = new QuickClock(),
): Promise<void> {
  return withScene(
    async (scene) => {
      const gateway = await startGateway(scene.service, meddle);
      try {
        await act({ ...scene, baseUrl: gateway.baseUrl });
      } finally {
        await gateway.close();
      }
    },
    options,
    illustrations,
    clock,
  );
}

/**
 * For runs that must see each other alive: they beat by the machine's time, and on a much quicker
 * clock each would take the other for dead.
 */
const slowerClock = () => new QuickClock(4);

/** All answers are lost, and the first create is overtaken by the second: time alone misleads. */
function withOvertaken(
  act: (scene: Scene & { baseUrl: string; isHeld: Promise<void> }) => Promise<void>,
): Promise<void> {
  const { promise: isHeld, resolve: held } = Promise.withResolvers<void>();
  const { promise: isOvertaken, resolve: overtaken } = Promise.withResolvers<void>();
  let creates = 0;
  return behind(
    ({ kind }) => {
      if (kind !== "create") return undefined;
      if (++creates > 1) {
        setTimeout(overtaken, 50);
        return { answer: "drop" };
      }
      held();
      return { after: isOvertaken, answer: "drop" };
    },
    (scene) => act({ ...scene, isHeld }),
    {},
    SEVEN,
    slowerClock(),
  );
}

const onCreate = (effect: Fault["do"], more: object = {}): Fault =>
  ({ on: "create", do: effect, ...more }) as Fault;

const onCreates = (meddling: Meddling) => ({ kind }: Passing) =>
  kind === "create" ? meddling : undefined;

/** Meddles with the first so many creates. */
function firstCreates(count: number, meddling: Meddling) {
  let left = count;
  return ({ kind }: Passing) => kind === "create" && left-- > 0 ? meddling : undefined;
}

const json = (code: string) => JSON.stringify({ code, message: "Said so.", request_id: "r-1" });
const PAGE = "<html><body>Forbidden</body></html>";

/** Answers that say nothing about whether the task was made. */
const UNCERTAIN: readonly [name: string, answer: NonNullable<Meddling["answer"]>][] = [
  ["500 with a code of its own", { status: 500, body: json("InternalError") }],
  ["500 with any code", { status: 500, body: json("Oops") }],
  ["504 with a code", { status: 504, body: json("GatewayTimeout") }],
  ["an HTML 403", { status: 403, body: PAGE }],
  ["an HTML 408", { status: 408, body: PAGE }],
  ["an HTML 502", { status: 502, body: PAGE }],
  ["a 200 without sense", { status: 200, body: "{}" }],
  ["nothing", "drop"],
];

/** A task of somebody else with the same key, made straight at the service. */
async function strangersTask(service: RunningEmulator, prompt: string): Promise<void> {
  const answer = await fetch(`${service.baseUrl}/services/aigc/text2image/image-synthesis`, {
    method: "POST",
    headers: {
      "authorization": `Bearer ${SECRET_KEY}`,
      "content-type": "application/json",
      "x-dashscope-async": "enable",
    },
    body: JSON.stringify({
      model: "wan2.5-t2i-preview",
      input: { prompt },
      parameters: { size: "1024*1024", n: 1 },
    }),
  });
  assert.equal(answer.status, 200, await answer.text());
}

const taskIds = ({ dir }: TestPipeline) =>
  journalRows(dir, "SELECT task_id FROM orders ORDER BY id").map((row) => row["task_id"]);

scenarios({
  ...Object.fromEntries(UNCERTAIN.map(([name, answer]) => [
    `every create is accepted and answered with ${name}: four orders, four tasks, four pictures`,
    () =>
      behind(onCreates({ answer }), async ({ pipeline, service, clock, baseUrl }) => {
        const run = await generateHere(pipeline, service, "1-4", { clock, baseUrl });
        assert.equal(run.code, 0, run.text);
        assert.deepEqual([createsSent(service), service.tasks().length, billed(service)], [
          4,
          4,
          4,
        ]);
        assert.equal(savedPictures(pipeline.dir), 4);
        assert.match(run.text, /API вызовов: 4\n/);
        assert.equal(run.events.filter(({ type }) => type === "located").length, 4);
      }),
  ])),

  ...Object.fromEntries(UNCERTAIN.map(([name, answer]) => [
    `a create that never reached the service is answered with ${name}: sent again, four of four`,
    () =>
      behind(
        firstCreates(1, { isPassedOn: false, answer }),
        async ({ pipeline, service, clock, baseUrl }) => {
          const run = await generateHere(pipeline, service, "1-4", { clock, baseUrl });
          assert.equal(run.code, 0, run.text);
          assert.deepEqual([service.tasks().length, savedPictures(pipeline.dir)], [4, 4]);
          assert.match(run.text, /API вызовов: 4\n/);
          assert.equal(run.events.filter(({ type }) => type === "absent").length, 1);
        },
      ),
  ])),

  "a create that is lost every time is sent three times, then told as free; a later run makes it":
    () =>
      withScene(async ({ pipeline, service, clock }) => {
        service.addFaults([onCreate({ kind: "drop" }, { times: 3 })]);
        const run = await generateHere(pipeline, service, "1", { clock });
        assert.equal(run.code, 1, run.text);
        assert.deepEqual([createsSent(service), service.tasks().length], [3, 0]);
        assert.match(run.text, /не удалось, не оплачено\n {3}❌ Сервис не принял заказ/);
        assert.match(run.text, /--again не нужен/);
        const [row] = journalRows(pipeline.dir, "SELECT state, failure_code, sends FROM orders");
        assert.deepEqual({ ...row }, { state: "failed", failure_code: "never_accepted", sends: 3 });
        const later = await generateHere(pipeline, service, "1", { clock });
        assert.equal(later.code, 0, later.text);
        assert.equal(service.tasks().length, 1);
      }),

  "resume proves that nothing was made, says so, and sends nothing": () =>
    withScene(async ({ pipeline, service, clock }) => {
      service.addFaults([onCreate({ kind: "drop" })]);
      const first = await generateHere(pipeline, service, "1", { clock, waitMs: 2_000 });
      assert.equal(first.code, 4, first.text);
      assert.match(first.text, /по списку его задач пока не понять, принят ли заказ/);
      assert.deepEqual(orderStates(pipeline.dir), ["unknown"]);
      const resumed = await resumeHere(pipeline, service, { clock });
      assert.equal(createsSent(service), 1, "resume never sends");
      assert.match(resumed.text, /❌ Сервис не принял заказ.*\n.*Ничего не оплачено/);
      assert.deepEqual(orderStates(pipeline.dir), ["failed"]);
      const again = await generateHere(pipeline, service, "1", { clock });
      assert.equal(again.code, 0, again.text);
      assert.equal(service.tasks().length, 1);
    }),

  "an order that an earlier run lost is not sent by a run of other numbers": () =>
    withScene(async ({ pipeline, service, clock }) => {
      service.addFaults([onCreate({ kind: "drop" })]);
      await generateHere(pipeline, service, "1", { clock, waitMs: 2_000 });
      const other = await generateHere(pipeline, service, "2", { clock });
      assert.deepEqual([createsSent(service), service.tasks().length], [2, 1]);
      assert.deepEqual(orderStates(pipeline.dir), ["failed", "settled"]);
      assert.match(other.text, /Иллюстрация 1: не удалось, не оплачено/);
    }),

  "resume adopts what was accepted": () =>
    withScene(async ({ pipeline, service, clock }) => {
      service.addFaults([onCreate({ kind: "drop-after" })]);
      const first = await generateHere(pipeline, service, "1", { clock, waitMs: 2_000 });
      assert.equal(first.code, 4, first.text);
      const resumed = await resumeHere(pipeline, service, { clock });
      assert.equal(resumed.code, 0, resumed.text);
      assert.deepEqual([createsSent(service), savedPictures(pipeline.dir)], [1, 1]);
    }, { durationMs: [20_000, 20_000] }),

  "a 200 that holds a code and no output is a refusal: told as such, free, sent once": () =>
    behind(
      onCreates({ isPassedOn: false, answer: { status: 200, body: json("DataInspectionFailed") } }),
      async ({ pipeline, service, clock, baseUrl }) => {
        const run = await generateHere(pipeline, service, "1", { clock, baseUrl });
        assert.equal(run.code, 1, run.text);
        assert.match(run.text, /❌ Ошибка API: 400 - DataInspectionFailed/);
        assert.deepEqual(run.events.filter(({ type }) => type === "answer-lost"), []);
        assert.deepEqual(orderStates(pipeline.dir), ["failed"]);
      },
    ),

  "a 200 that says that there is no room now is waited out": () =>
    behind(
      firstCreates(2, {
        isPassedOn: false,
        answer: { status: 200, body: json("Throttling.RateQuota") },
      }),
      async ({ pipeline, service, clock, baseUrl }) => {
        const run = await generateHere(pipeline, service, "1", { clock, baseUrl });
        assert.equal(run.code, 0, run.text);
        assert.equal(run.events.filter(({ type }) => type === "retrying").length, 2);
      },
    ),

  ...Object.fromEntries([
    ["without `data`", json("").replace('"code":"",', "")],
    ["with `data: null`", '{"data":null,"total_page":1}'],
  ].map(([name = "", body = ""]) => [
    `a task list ${name} is no empty list: nothing is proven by it and nothing sent again`,
    () =>
      behind(
        ({ kind }) =>
          kind === "create"
            ? { answer: "drop" }
            : kind === "list"
            ? { isPassedOn: false, answer: { status: 200, body } }
            : undefined,
        async ({ pipeline, service, clock, baseUrl }) => {
          const run = await generateHere(pipeline, service, "1", { clock, baseUrl });
          assert.equal(run.code, 4, run.text);
          assert.equal(createsSent(service), 1);
          assert.deepEqual(orderStates(pipeline.dir), ["unknown"]);
          const resumed = await resumeHere(pipeline, service, { clock });
          assert.equal(resumed.report.elsewhere.length, 1, "it lives at the gateway's address");
        },
      ),
  ])),

  "a lost order does not take the task of its twin whose answer is on its way": () => {
    const { promise: isMade, resolve: made } = Promise.withResolvers<void>();
    let creates = 0;
    return behind(
      ({ kind }) => {
        if (kind !== "create") return undefined;
        return ++creates === 1 ? { isPassedOn: false, answer: "drop" } : { until: isMade };
      },
      async ({ pipeline, service, clock, baseUrl }) => {
        const running = generateHere(pipeline, service, "1,2", { clock, baseUrl });
        // The twin's task is finished, so its prompt can be read, long before it is answered.
        while (service.tasks()[0]?.status !== "SUCCEEDED") await clock.wait(500);
        await clock.wait(15_000);
        made();
        const run = await running;
        assert.equal(run.code, 0, run.text);
        assert.deepEqual([service.tasks().length, savedPictures(pipeline.dir)], [2, 2]);
        assert.equal(new Set(taskIds(pipeline)).size, 2);
      },
      {},
      [1, 2].map((index) => ({ index, title: "Двойник", prompt: "The very same flower" })),
    );
  },

  "a lost order does not take the task of its twin that another process is sending": () => {
    const { promise: isMade, resolve: made } = Promise.withResolvers<void>();
    let creates = 0;
    return behind(
      ({ kind }) => {
        if (kind !== "create") return undefined;
        return ++creates === 1 ? { isPassedOn: false, answer: "drop" } : { until: isMade };
      },
      async ({ pipeline, service, clock, baseUrl }) => {
        const lost = generateHere(pipeline, service, "1", { clock, baseUrl });
        while (creates === 0) await clock.wait(200);
        const twin = generateHere(pipeline, service, "2", { clock, baseUrl });
        while (service.tasks()[0]?.status !== "SUCCEEDED") await clock.wait(500);
        await clock.wait(8_000);
        assert.deepEqual(taskIds(pipeline), [null, null], "nobody has taken it");
        made();
        // Not the exit code: hearts beat by the machine's clock, so on a quick one the other run of
        // this pipeline seems dead, and its order one to be fetched.
        for (const { report, text } of await Promise.all([lost, twin])) {
          assert.deepEqual(report.outcomes.map(({ result }) => result), ["made"], text);
        }
        assert.deepEqual([service.tasks().length, savedPictures(pipeline.dir)], [2, 2]);
      },
      {},
      [1, 2].map((index) => ({ index, title: "Двойник", prompt: "The very same flower" })),
      slowerClock(),
    );
  },

  "equal prompts of other sizes are told apart by the picture, not by time alone": () =>
    withOvertaken(async ({ pipeline, service, clock, baseUrl, isHeld }) => {
      const square = generateHere(pipeline, service, "1", { clock, baseUrl });
      await isHeld;
      await clock.wait(9_000);
      const request = { size: { width: 1280, height: 720 } };
      await Promise.all([
        square,
        generateHere(pipeline, service, "1", { clock, baseUrl, request }),
      ]);
      assert.equal(service.tasks().length, 2);
      const rows = journalRows(
        pipeline.dir,
        `SELECT orders.width AS asked, pictures.width AS made FROM orders
         JOIN pictures ON order_id = orders.id`,
      );
      assert.equal(rows.length, 2);
      for (const { asked, made } of rows) assert.equal(asked, made);
    }),

  "two pipelines with the same prompt whose answers were lost each get a task of their own": () =>
    withOvertaken(async ({ pipeline, service, clock, baseUrl, isHeld }) => {
      const stateHome = mkdtempSync(join(tmpdir(), "состояние "));
      const other = await makePipeline(pipeline.home, SEVEN, "pipeline_Второй");
      const first = generateHere(pipeline, service, "1", { clock, baseUrl, stateHome });
      await isHeld;
      await clock.wait(9_000);
      const second = generateHere(other, service, "1", { clock, baseUrl, stateHome });
      for (const { code, text } of await Promise.all([first, second])) assert.equal(code, 0, text);
      assert.equal(service.tasks().length, 2);
      assert.notDeepEqual(taskIds(pipeline), taskIds(other));
      rmSync(stateHome, { recursive: true, force: true });
    }),

  "a task the ledger knows as this order's is its own even while it runs": () =>
    withScene(async ({ pipeline, service, clock }) => {
      const stateHome = mkdtempSync(join(tmpdir(), "состояние "));
      const stop = new AbortController();
      const first = generateHere(pipeline, service, "1", { clock, stateHome, stop: stop.signal });
      while (service.tasks().length === 0) await clock.wait(1_000);
      await clock.wait(5_000);
      stop.abort();
      await first;
      // As if the journal had not been written any more: only the ledger knows.
      const { DatabaseSync } = await import("node:sqlite");
      const db = new DatabaseSync(join(pipeline.dir, ".alibaba", "journal.db"));
      db.exec("UPDATE orders SET state = 'unknown', task_id = NULL, accepted_at_ms = NULL");
      db.close();
      const resumed = await resumeHere(pipeline, service, { clock, stateHome });
      assert.equal(resumed.code, 0, resumed.text);
      const located = resumed.events.findIndex(({ type }) => type === "located");
      assert.ok(located >= 0);
      assert.equal(service.tasks().length, 1);
      rmSync(stateHome, { recursive: true, force: true });
    }, { durationMs: [30_000, 30_000] }),

  "somebody else's finished task of another prompt proves nothing against us": () =>
    withScene(async ({ pipeline, service, clock }) => {
      service.addFaults([onCreate({ kind: "drop" })]);
      const running = generateHere(pipeline, service, "1", { clock });
      while (createsSent(service) === 0) await clock.wait(100);
      await strangersTask(service, "Somebody else's castle");
      const run = await running;
      assert.equal(run.code, 0, run.text);
      assert.equal(service.tasks().length, 2);
    }),

  "somebody else's task that goes on running is waited for a minute, then the order is unknown":
    () =>
      withScene(async ({ pipeline, service, clock }) => {
        service.addFaults([
          onCreate({ kind: "drop" }),
          { on: "task", do: { kind: "duration", ms: 3_600_000 } },
        ]);
        const running = generateHere(pipeline, service, "1", { clock });
        while (createsSent(service) === 0) await clock.wait(100);
        const beganAtMs = clock.now();
        await strangersTask(service, "Somebody else's castle");
        const run = await running;
        assert.equal(run.code, 4, run.text);
        assert.ok(clock.now() - beganAtMs < 200_000, `${clock.now() - beganAtMs} ms`);
        assert.deepEqual(orderStates(pipeline.dir), ["unknown"]);
        assert.equal(createsSent(service), 2, "the stranger's and ours, once");
      }),

  "many lost answers are settled by few readings of the list": () =>
    withScene(async ({ pipeline, service, clock }) => {
      service.addFaults([onCreate({ kind: "drop-after" }, { times: 7 })]);
      const run = await generateHere(pipeline, service, "all", { clock });
      assert.equal(run.code, 0, run.text);
      assert.deepEqual([service.tasks().length, savedPictures(pipeline.dir)], [7, 7]);
      const lists = service.log.filter(({ path }) => /\/tasks\/\?/.test(path));
      assert.ok(lists.length <= 15, `${lists.length} lists were read`);
    }),

  ...Object.fromEntries(
    ([["an HTML 404", { status: 404, body: PAGE }], ["a login page", { status: 200, body: PAGE }], [
      "a redirect",
      { status: 302, body: "" },
    ]] as const).map(([name, answer]) => [
      `an address that answers everything with ${name} is not the service: said, nothing counts as sent`,
      () =>
        behind(
          () => ({ isPassedOn: false, answer }),
          async ({ pipeline, service, clock, baseUrl }) => {
            const run = await generateHere(pipeline, service, "1-7", { clock, baseUrl });
            assert.equal(run.code, 1, run.text);
            assert.match(run.text, /отвечает не так, как сервис Alibaba/);
            assert.match(
              run.text,
              /Ответ пришёл не от Alibaba, .*: заказ не принят, ничего не оплачено/,
            );
            assert.ok(!/unknown|open|sending/.test(orderStates(pipeline.dir).join()));
          },
        ),
    ]),
  ),

  "a service that has spoken before is not taken for another when it falls silent": () => {
    let hasSpoken = false;
    return behind(
      ({ kind }) => {
        if (kind === "create" || hasSpoken) return { answer: { status: 404, body: PAGE } };
        hasSpoken = kind === "list";
        return undefined;
      },
      async ({ pipeline, service, clock, baseUrl }) => {
        const run = await generateHere(pipeline, service, "1", { clock, baseUrl });
        assert.ok(hasSpoken);
        assert.equal(run.code, 4, run.text);
        assert.deepEqual(orderStates(pipeline.dir), ["unknown"]);
      },
      { durationMs: [60_000, 60_000] },
    );
  },

  ...Object.fromEntries(
    ([[400, "Throttling.AllocationQuota"], [429, "Throttling.AllocationQuota"], [
      403,
      "AllocationQuota.FreeTierOnly",
    ]] as const).map(([status, code]) => [
      `a used-up free quota told as HTTP ${status} stops the run, with its own remedy`,
      () =>
        withScene(async ({ pipeline, service, clock }) => {
          const message = "Free allocated quota exceeded.";
          service.addFaults([onCreate({ kind: "refuse", status, code, message }, { times: 0 })]);
          const run = await generateHere(pipeline, service, "all", {
            clock,
            request: { model: "wan2.2-t2i-flash" },
          });
          assert.equal(run.code, 1, run.text);
          assert.ok(createsSent(service) <= 2, `${createsSent(service)} creates were sent`);
          assert.match(run.text, /pay-as-you-go.*выберите другую модель/);
        }),
    ]),
  ),

  "a used-up free quota told inside a failed task stops the run": () =>
    withScene(async ({ pipeline, service, clock }) => {
      const code = "Throttling.AllocationQuota";
      const message = "Free allocated quota exceeded.";
      service.addFaults([{ on: "task", times: 0, do: { kind: "fail", code, message } }]);
      const run = await generateHere(pipeline, service, "all", {
        clock,
        request: { model: "wan2.2-t2i-flash" },
      });
      assert.equal(run.code, 1, run.text);
      assert.ok(createsSent(service) <= 3, `${createsSent(service)} creates were sent`);
      assert.match(run.text, /не удалось, не оплачено/);
      assert.match(run.text, /pay-as-you-go/);
      assert.match(run.text, /Иллюстраци[яи] (?:[\d, -]+[-, ])?7: не отправлено, не оплачено/);
    }),
}, 4);
