import assert from "node:assert/strict";
import { createsSent, filesBelow } from "../support/journals.ts";
import { runProgram, startProgram, withPipeline, withService } from "../support/harness.ts";
import { scenarios } from "../support/scenarios.ts";

const QUESTION = "❓ Продолжить? (y/N): ";

async function answered(input: string, isYes: boolean): Promise<void> {
  await withPipeline((pipeline) =>
    withService(async (service, env) => {
      const before = filesBelow(pipeline.dir);
      const args = ["--pipeline-dir", pipeline.dir, "--indices", "1"];
      const { code, stdout, stderr } = await runProgram(args, { env, input });
      assert.ok(stderr.includes(QUESTION));
      assert.equal(code, isYes ? 0 : 1, stdout + stderr);
      assert.equal(createsSent(service), isYes ? 1 : 0);
      if (isYes) return;
      assert.match(stderr, /Отменено: ничего не отправлено и не оплачено\./);
      assert.equal(stdout, "");
      assert.deepEqual(filesBelow(pipeline.dir), before);
    })
  );
}

scenarios({
  ...Object.fromEntries(
    ["y\n", "YES\n", "д\n", "ДА\r\n", " y"].map((input) => [
      `${JSON.stringify(input)} on standard input means yes`,
      () => answered(input, true),
    ]),
  ),

  ...Object.fromEntries(
    ["n\n", "", "yep\n", "\ny\n"].map((input) => [
      `${JSON.stringify(input)} on standard input means no: nothing sent, nothing changed`,
      () => answered(input, false),
    ]),
  ),

  "before the question stand the details of the run, the number of pictures, the price, its date":
    () =>
      withPipeline((pipeline) =>
        withService(async (service, env) => {
          const args = [
            "--pipeline-dir",
            pipeline.dir,
            "--indices",
            "1-3",
            "--n",
            "2",
            "--seed",
            "42",
          ];
          const program = startProgram([...args, "--size", "16:9", "--watermark"], {
            env,
            input: null,
          });
          await program.seen(QUESTION);
          assert.equal(service.log.length, 0, "nothing may be sent before the answer");
          program.write("n\n");
          const { stderr } = await program.finished;
          for (
            const line of [
              "🎨 Генерация изображений Alibaba WAN",
              "   Пайплайн: pipeline_Цветок Пушкин",
              "   Иллюстрации: 1, 2, 3",
              "   Модель: wan2.5-t2i-preview",
              "   Размер: 1280*720",
              "   Вариантов на картинку: 2",
              "   Расширение промпта: нет",
              "   Водяной знак: да",
              "   Seed: 42",
              "   Изображений: 6",
            ]
          ) assert.ok(stderr.includes(`${line}\n`), `${line}\n---\n${stderr}`);
          assert.match(stderr, /Стоимость: ≈ \$0\.18 \(6 × \$0\.03, цены на 2\d{3}-\d\d-\d\d\)\n/);
        })
      ),

  "a no is a document for programs": () =>
    withPipeline((pipeline) =>
      withService(async (_service, env) => {
        const args = ["--pipeline-dir", pipeline.dir, "--indices", "1", "--json"];
        const { code, stdout } = await runProgram(args, { env, input: "n\n" });
        const document = JSON.parse(stdout);
        assert.deepEqual([code, document.exitCode, document.orders[0].index], [1, 1, 1]);
      })
    ),
}, 4);
