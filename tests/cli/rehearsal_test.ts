import assert from "node:assert/strict";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { generateArgs, runProgram, startProgram, withPipeline } from "../support/harness.ts";
import { assertSpeaksOfNoPayment } from "../support/payment_words.ts";

for (const lang of ["ru", "en"] as const) {
  test(`a rehearsal that is declined, stopped and resumed never speaks of payment: ${lang}`, () =>
    withPipeline(async ({ dir, image }) => {
      const rehearse = ["--pipeline-dir", dir, "--rehearse", "--lang", lang];
      const declined = await runProgram([...rehearse, "--indices", "1"], { input: "n\n" });
      assert.equal(declined.code, 1);
      const stopped = startProgram([...rehearse, "--indices", "1,2", "--no-confirm"]);
      await stopped.seen("[2] 📤");
      stopped.kill("SIGINT");
      const { code, stdout, stderr } = await stopped.finished;
      assert.equal(code, 130, stderr);
      assert.match(stdout, /resume --rehearse/, "the command that fetches what a rehearsal left");
      const resumed = await runProgram(["resume", ...rehearse]);
      assert.equal(resumed.code, 0, resumed.stderr);
      assert.ok(existsSync(image("illustration_01_alibaba.png")));
      const again = await runProgram(["resume", ...rehearse]);
      for (const each of [declined, { stdout, stderr }, resumed, again]) {
        assertSpeaksOfNoPayment(each.stdout + each.stderr);
      }
    }));

  test(`a rehearsal whose service lost its memory speaks of no second payment: ${lang}`, () =>
    withPipeline(async ({ dir }) => {
      const stopped = startProgram(generateArgs(dir, "1", "--rehearse", "--lang", lang));
      await stopped.seen("📤");
      stopped.kill("SIGINT");
      await stopped.finished;
      rmSync(join(dir, ".alibaba", "rehearsal.db"));
      const resume = ["resume", "--pipeline-dir", dir, "--rehearse", "--lang", lang];
      const { code, stdout, stderr } = await runProgram(resume);
      assert.equal(code, 4, stderr);
      assert.match(stdout, /rehearsal\.db/);
      assertSpeaksOfNoPayment(stdout + stderr);
    }));
}
