import assert from "node:assert/strict";
import test from "node:test";
import type { Fault } from "../../lib/wan/emulator/emulator.ts";
import { generateArgs, runProgram, withPipeline, withService } from "../support/harness.ts";

const FAILS: Fault["do"] = { kind: "fail", code: "DataInspectionFailed", message: "No." };

/** The first line of a run's report, by what became of its orders. */
const HEADS: readonly (readonly [
  name: string,
  faults: readonly Fault[],
  args: readonly string[],
  code: number,
  ru: string,
  en: string,
])[] = [
  [
    "some of it was made",
    [{ on: "task", match: { prompt: "scene 1" }, do: FAILS }],
    [],
    3,
    "🎉 ГЕНЕРАЦИЯ ЗАВЕРШЕНА!",
    "🎉 GENERATION FINISHED!",
  ],
  [
    "every order failed",
    [{ on: "task", times: 0, do: FAILS }],
    [],
    1,
    "❌ НИ ОДНОГО ИЗОБРАЖЕНИЯ НЕ СОЗДАНО",
    "❌ NO IMAGES WERE CREATED",
  ],
  [
    "everything is still at the service",
    [{ on: "task", times: 0, do: { kind: "duration", ms: 60_000 } }],
    ["--timeout", "1"],
    4,
    "⏳ ГЕНЕРАЦИЯ НЕ ЗАВЕРШЕНА",
    "⏳ GENERATION NOT FINISHED",
  ],
];

for (const [name, faults, args, expected, ru, en] of HEADS) {
  test(`only what was made is celebrated: ${name}`, async () => {
    for (const [lang, head, statistics] of [["ru", ru, "Статистика"], ["en", en, "Statistics"]]) {
      await withPipeline(({ dir }) =>
        withService(async (_, env) => {
          const all = generateArgs(dir, "1,2", "--lang", lang ?? "", ...args);
          const { code, stdout } = await runProgram(all, { env });
          assert.equal(code, expected, stdout);
          // What reads the documented numbers finds them, whatever became of the orders.
          assert.ok(stdout.startsWith(`${head}\n📊 ${statistics}:\n   `), stdout);
        }, { faults })
      );
    }
  });
}

test("a wrong key is told once for all that was not sent because of it", () =>
  withPipeline(({ dir }) =>
    withService(async (_, env) => {
      const args = (lang: string) => generateArgs(dir, "all", "--concurrency", "1", "--lang", lang);
      const { stdout } = await runProgram(args("ru"), { env });
      assert.match(stdout, /\nИллюстрация 1: не удалось, не оплачено\n/);
      assert.match(stdout, /\nИллюстрации 2-7: не отправлено, не оплачено\n/);
      assert.equal(stdout.match(/401 - Unauthorized/g)?.length, 2, stdout);
      const english = await runProgram(args("en"), { env });
      assert.match(english.stdout, /\nIllustrations 2-7: not sent, nothing was charged\n/);
    }, {
      faults: [{
        on: "create",
        times: 0,
        do: { kind: "refuse", status: 401, code: "InvalidApiKey", message: "No." },
      }],
    })
  ));
