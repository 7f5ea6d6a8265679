import assert from "node:assert/strict";
import test from "node:test";
import { openPipeline } from "../../lib/pipeline/folder.ts";
import { runJson } from "../../lib/text/run_json.ts";
import type { Fault } from "../../lib/wan/emulator/emulator.ts";
import { generateArgs, runProgram, withPipeline, withService } from "../support/harness.ts";
import { generateHere } from "../support/in_process.ts";
import { itemOf, overStdio } from "../support/mcp_client.ts";
import { assertSpeaksOfNoPayment } from "../support/payment_words.ts";

const MODERATED = { code: "DataInspectionFailed", message: "Inappropriate." };

/** Of four pictures the first has an address of no use, moderation refuses the second and the third. */
const FAULTS: readonly Fault[] = [
  { on: "task", do: { kind: "partial", places: { 2: MODERATED, 3: MODERATED } } },
  { on: "query", times: 0, do: { kind: "address", place: 1, address: "oss://bucket/key.png" } },
];

interface ToldError {
  readonly place?: number;
  readonly code: string;
  readonly text: string;
  readonly remedy?: string;
}

test("programs are told why each picture of an order is missing, people each reason once", () =>
  withPipeline((pipeline) =>
    withService(async (_, env) => {
      const args = generateArgs(pipeline.dir, "1", "--n", "4", "--json");
      const { code, stdout } = await runProgram(args, { env });
      assert.equal(code, 4, stdout);
      const [order] = JSON.parse(stdout).orders;
      const errors: readonly ToldError[] = order.errors;
      assert.deepEqual(errors.map(({ place, code }) => [place, code]), [
        [1, "address_odd"],
        [2, "DataInspectionFailed"],
        [3, "DataInspectionFailed"],
      ]);
      for (const { text, remedy } of errors) assert.ok(text && remedy, stdout);
      const { place: _place, ...first } = errors[0] ?? {};
      assert.deepEqual(order.error, first, "the field that there always was says the first");
      assert.equal(order.candidates.length, 1);
      assert.deepEqual(
        order.refused.map(({ place }: ToldError) => place),
        [2, 3],
      );
      const { stdout: told } = await runProgram(["resume", "--pipeline-dir", pipeline.dir], {
        env,
      });
      assert.equal(told.split("Адрес картинки не http(s)").length, 2, told);
      assert.equal(told.split("400 - DataInspectionFailed").length, 2, told);
    }, { faults: FAULTS })
  ));

const REFUSED_FIRST: Fault = {
  on: "task",
  do: { kind: "partial", places: { 1: MODERATED } },
};

/** The first of two pictures is refused; by what becomes of the second. */
const AFTER_A_REFUSAL: Readonly<Record<string, [readonly Fault[], readonly string[]]>> = {
  "was saved": [[REFUSED_FIRST], ["DataInspectionFailed"]],
  "could not be downloaded": [
    [
      REFUSED_FIRST,
      { on: "query", times: 0, do: { kind: "address", place: 2, address: "oss://bucket/key.png" } },
    ],
    ["DataInspectionFailed", "address_odd"],
  ],
};

for (const [name, [faults, codes]] of Object.entries(AFTER_A_REFUSAL)) {
  test(`programs that read only the first reason learn of a refused picture whose neighbour ${name}`, () =>
    withPipeline(({ dir }) =>
      withService(async (_, env) => {
        const args = generateArgs(dir, "1", "--n", "2", "--json");
        const { stdout } = await runProgram(args, { env });
        const [{ error, errors }] = JSON.parse(stdout).orders;
        assert.deepEqual(errors.map(({ code }: ToldError) => code), codes);
        const { place, ...first } = errors[0];
        assert.equal(place, 1);
        assert.deepEqual(error, { ...first, message: MODERATED.message }, stdout);
      }, { faults })
    ));
}

test("an assistant is told why each picture of an order is missing", () =>
  withPipeline(({ home }) =>
    withService(async (_, env) => {
      const session = await overStdio({ root: home, env });
      const reply = await session.call("regenerate_illustration", {
        pipeline: "pipeline_Цветок Пушкин",
        indices: [1],
        n: 4,
      });
      await session.close();
      const item = itemOf(reply, 1);
      assert.equal(item.error?.code, "address_odd", reply.text);
      assert.deepEqual(item.errors?.map(({ place, code }) => [place, code]), [
        [1, "address_odd"],
        [2, "DataInspectionFailed"],
        [3, "DataInspectionFailed"],
      ]);
      assert.match(reply.text, /picture 1: address_odd/);
      assert.match(reply.text, /picture 3: DataInspectionFailed/);
      assert.equal(reply.text.split("#1: What to do:").length, 3, "each remedy once");
    }, { faults: FAULTS })
  ));

test("one failure is told as one: no list beside it", () =>
  withPipeline(({ home, dir }) =>
    withService(async (_, env) => {
      const { stdout } = await runProgram(generateArgs(dir, "1", "--json"), { env });
      const [order] = JSON.parse(stdout).orders;
      assert.deepEqual(order.errors.map(({ code }: ToldError) => code), ["DataInspectionFailed"]);
      const { place: _place, ...told } = order.errors[0];
      const { status, message, requestId, ...error } = order.error;
      assert.deepEqual(error, told);
      assert.deepEqual([status, message], [200, MODERATED.message], "what the service said");
      assert.equal(typeof requestId, "string");
      const session = await overStdio({ root: home, env });
      const reply = await session.call("wait_for_illustrations", {
        pipeline: "pipeline_Цветок Пушкин",
        indices: [1],
      });
      await session.close();
      assert.equal(itemOf(reply, 1).error?.code, "DataInspectionFailed");
      assert.equal(itemOf(reply, 1).errors, undefined);
    }, { faults: [{ on: "task", times: 0, do: { kind: "fail", ...MODERATED } }] })
  ));

/** What can befall a rehearsal's order as it can a paid one. */
const TROUBLES: Readonly<Record<string, readonly Fault[]>> = {
  "a picture without a usable address": FAULTS,
  "a refused order": [
    { on: "create", do: { kind: "refuse", status: 400, code: "InvalidParameter", message: "No." } },
  ],
  "a refused key": [
    { on: "create", do: { kind: "refuse", status: 401, code: "InvalidApiKey", message: "No." } },
  ],
  "a task that failed": [{ on: "task", do: { kind: "fail", ...MODERATED } }],
  "a task that was cancelled": [{ on: "task", do: { kind: "status", status: "CANCELED" } }],
};

for (const [name, faults] of Object.entries(TROUBLES)) {
  test(`a rehearsal that meets ${name} says nothing of payment, to people and to programs`, () =>
    withPipeline((pipeline) =>
      withService(async (service) => {
        const options = { isRehearsal: true, request: { n: 4 } };
        const { report, text } = await generateHere(pipeline, service, "1", options);
        assert.match(text, /Решение: /, "something went wrong");
        assertSpeaksOfNoPayment(text);
        const opened = await openPipeline(pipeline.dir);
        for (const lang of ["ru", "en"] as const) {
          const json = JSON.parse(runJson(opened, report, [], lang, 1));
          for (const { error, errors } of json.orders) {
            assertSpeaksOfNoPayment(JSON.stringify([error, errors]));
          }
        }
      }, { faults })
    ));
}
