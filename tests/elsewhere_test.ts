import assert from "node:assert/strict";
import test from "node:test";
import { EXIT } from "../lib/cli/exit_codes.ts";
import { generateArgs, runProgram, withPipeline, withService } from "./harness.ts";

test("resume at another address does not call everything saved while a paid picture waits", async () => {
  await withPipeline(async (pipeline) => {
    await withService(async (_slow, env) => {
      const run = await runProgram(generateArgs(pipeline.dir, "3", "--timeout", "1"), { env });
      assert.equal(run.code, EXIT.running, run.stderr);
      await withService(async (_other, otherEnv) => {
        const resumed = await runProgram(["resume", "--pipeline-dir", pipeline.dir], {
          env: otherEnv,
        });
        assert.equal(resumed.code, EXIT.running, resumed.stderr);
        assert.ok(!resumed.stdout.includes("всё оплаченное сохранено"), resumed.stdout);
        assert.ok(resumed.stderr.includes(env["ALIBABA_BASE_URL"] ?? "?"), resumed.stderr);
      });
    }, { durationMs: [60_000, 60_000] });
  });
});
