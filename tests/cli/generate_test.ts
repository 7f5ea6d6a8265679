import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test from "node:test";
import { checkPng } from "../../lib/image/png_reader.ts";
import {
  acceptedCreates,
  generateArgs,
  runProgram,
  withPipeline,
  withService,
} from "../support/harness.ts";

test("three chosen illustrations get whole pictures under the documented names, paid once", async () => {
  await withPipeline(async (pipeline) => {
    await withService(async (service, env) => {
      const args = generateArgs(pipeline.dir, "1,3,5", "--size", "1280*720", "--seed", "42");
      const { code, stdout, stderr } = await runProgram(args, { env });
      assert.equal(code, 0, stderr);
      assert.equal(
        stdout,
        "🎉 ГЕНЕРАЦИЯ ЗАВЕРШЕНА!\n📊 Статистика:\n   Изображений создано: 3\n   API вызовов: 3\n" +
          "   Всего изображений использовано: 3\n   Ошибок: 0\n",
      );
      assert.equal(acceptedCreates(service), 3);
      for (const name of ["01", "03", "05"]) {
        const bytes = await readFile(pipeline.image(`illustration_${name}_alibaba.png`));
        assert.deepEqual(checkPng(bytes), { width: 1280, height: 720 });
      }
      assert.equal((await pipeline.images()).length, 10);
    });
  });
});
