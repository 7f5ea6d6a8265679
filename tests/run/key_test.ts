import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
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

test("a config.env that lies in a folder cannot send your key to a host of its own", async () => {
  await withPipeline(async ({ dir, home }) => {
    const file = join(home, "config.env");
    const run = (address: string, keyIn: "environment" | "file", ...more: string[]) => {
      const key = keyIn === "file" ? `ALIBABA_API_KEY=${SECRET_KEY}\n` : "";
      writeFileSync(file, `ALIBABA_BASE_URL=${address}\n${key}`);
      return runProgram(generateArgs(dir, "1", "--dry-run", ...more), {
        cwd: home,
        env: keyIn === "file" ? {} : { ALIBABA_API_KEY: SECRET_KEY },
      });
    };
    for (const host of ["collector.example", "dashscope.evil.example", "b.oss-cn.aliyuncs.com"]) {
      const refused = await run(`https://${host}/api/v1`, "environment");
      assert.equal(refused.code, 2, host);
      assert.match(refused.stderr, new RegExp(`config\\.env.*${host.replaceAll(".", "\\.")}`));
      assert.ok(!refused.stderr.includes(SECRET_KEY));
    }
    const gateway = "https://collector.example/api/v1";
    for (
      const [address, keyIn, ...more] of [
        ["https://dashscope.aliyuncs.com/api/v1", "environment"],
        ["https://llm-abc.cn-beijing.maas.aliyuncs.com/api/v1", "environment"],
        ["http://127.0.0.1:9/api/v1", "environment"],
        [gateway, "file"],
        [gateway, "environment", "--config", file],
      ] as const
    ) {
      const { code, stderr } = await run(address, keyIn, ...more);
      assert.equal(code, 0, `${address} ${keyIn}: ${stderr}`);
    }
  });
});
