import assert from "node:assert/strict";
import type { Meddling } from "../support/gateway.ts";
import { generateHere, resumeHere } from "../support/in_process.ts";
import {
  billed,
  createsSent,
  journalRows,
  orderStates,
  savedPictures,
} from "../support/journals.ts";
import { scenarios } from "../support/scenarios.ts";
import {
  behind,
  codeBody,
  firstCreates,
  onCreate,
  onCreates,
  PAGE,
  withScene,
} from "../support/settling.ts";

/** Answers that say nothing about whether the task was made. */
const UNCERTAIN: readonly [name: string, answer: NonNullable<Meddling["answer"]>][] = [
  ["500 with a code of its own", { status: 500, body: codeBody("InternalError") }],
  ["500 with any code", { status: 500, body: codeBody("Oops") }],
  ["504 with a code", { status: 504, body: codeBody("GatewayTimeout") }],
  ["an HTML 403", { status: 403, body: PAGE }],
  ["an HTML 408", { status: 408, body: PAGE }],
  ["an HTML 502", { status: 502, body: PAGE }],
  ["a 200 without sense", { status: 200, body: "{}" }],
  ["nothing", "drop"],
];

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
    }, { service: { durationMs: [20_000, 20_000] } }),

  "a 200 that holds a code and no output is a refusal: told as such, free, sent once": () =>
    behind(
      onCreates({
        isPassedOn: false,
        answer: { status: 200, body: codeBody("DataInspectionFailed") },
      }),
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
        answer: { status: 200, body: codeBody("Throttling.RateQuota") },
      }),
      async ({ pipeline, service, clock, baseUrl }) => {
        const run = await generateHere(pipeline, service, "1", { clock, baseUrl });
        assert.equal(run.code, 0, run.text);
        assert.equal(run.events.filter(({ type }) => type === "retrying").length, 2);
      },
    ),

  ...Object.fromEntries([
    ["without `data`", codeBody("").replace('"code":"",', "")],
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
}, 4);
