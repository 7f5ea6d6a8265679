import assert from "node:assert/strict";
import test from "node:test";
import {
  acceptedCreates,
  generateArgs,
  runProgram,
  SECRET_KEY,
  withPipeline,
  withService,
} from "../support/harness.ts";

test("the key goes to the service alone, never to the host that holds the pictures", async () => {
  await withPipeline(({ dir }) =>
    withService(async (service, env) => {
      const { code, stderr } = await runProgram(generateArgs(dir, "1,2"), { env });
      assert.equal(code, 0, stderr);
      const shown = (host: "api" | "pictures") =>
        service.log.filter((entry) => entry.host === host).map((entry) => entry.hasAuthorization);
      assert.deepEqual(shown("pictures"), [false, false]);
      assert.ok(shown("api").length > 2 && shown("api").every(Boolean));
    })
  );
});

test("no flag takes the key: it would stand in the list of processes and in the shell's history", async () => {
  await withPipeline(({ dir }) =>
    withService(async (service, env) => {
      for (const flag of ["--api-key", "--key", "--alibaba-api-key"]) {
        const args = generateArgs(dir, "1", flag, SECRET_KEY);
        const { code, stdout, stderr } = await runProgram(args, { env });
        assert.equal(code, 2, flag);
        assert.ok(!(stdout + stderr).includes(SECRET_KEY), flag);
      }
      assert.equal(acceptedCreates(service), 0);
    })
  );
});
