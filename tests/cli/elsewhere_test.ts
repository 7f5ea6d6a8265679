import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { EXIT } from "../../lib/cli/exit_codes.ts";
import {
  acceptedCreates,
  generateArgs,
  runProgram,
  withPipeline,
  withService,
} from "../support/harness.ts";

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

test(
  "a folder that cannot be written to is told with the system's own word for it, before money is spent",
  async () => {
    await withPipeline(({ dir }) =>
      withService(async (service, env) => {
        await mkdir(join(dir, ".alibaba"));
        // Not even the user whom no permission holds can make a file in a file.
        await writeFile(join(dir, ".alibaba", "pictures"), "");
        const { code, stderr } = await runProgram(generateArgs(dir, "1"), { env });
        assert.equal(code, EXIT.failed, stderr);
        assert.match(stderr, /в папку .*pictures нельзя писать: E[A-Z]+\n/);
        assert.equal(acceptedCreates(service), 0);
      })
    );
  },
);
