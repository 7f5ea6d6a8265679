import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { savedPictures } from "../support/journals.ts";
import {
  generateArgs,
  runProgram,
  SECRET_KEY,
  startProgram,
  type TestPipeline,
  withPipeline,
} from "../support/harness.ts";
import { send } from "../support/loopback.ts";
import { scenarios } from "../support/scenarios.ts";

/** Starts `emulator` on a free port, gives its address to `act`, ends it with Ctrl-C. */
async function withCommand(
  flags: readonly string[],
  act: (env: Record<string, string>) => Promise<void>,
): Promise<void> {
  const args = ["emulator", "--port", "0", "--json", "--duration", "0.1-0.2", ...flags];
  const emulator = startProgram(args);
  try {
    await emulator.seen(/"pictureOrigin": "[^"]+"/);
    const baseUrl = /"baseUrl": "([^"]+)"/.exec(emulator.output())?.[1] ?? "";
    await act({ ALIBABA_API_KEY: SECRET_KEY, ALIBABA_BASE_URL: baseUrl });
  } finally {
    emulator.kill("SIGINT");
    assert.equal((await emulator.finished).code, 0);
  }
}

const run = (pipeline: TestPipeline, env: Record<string, string>, ...args: string[]) =>
  runProgram(generateArgs(pipeline.dir, "1", ...args), { env });

scenarios({
  "the rehearsal service on a port serves the documented command, until Ctrl-C": () =>
    withPipeline((pipeline) =>
      withCommand([], async (env) => {
        const { code, stdout } = await run(pipeline, env, "--n", "2");
        assert.equal(code, 0, stdout);
        assert.equal(savedPictures(pipeline.dir), 2);
        const base = new URL(env["ALIBABA_BASE_URL"] ?? "").origin;
        const log = JSON.parse((await send(`${base}/emulator/log`)).text);
        assert.ok(log.some(({ host }: { host: string }) => host === "pictures"));
        assert.ok(!JSON.stringify(log).includes(SECRET_KEY));
      })
    ),

  "faults come from a file, a task list outlives the service": () =>
    withPipeline(async (pipeline) => {
      const state = join(pipeline.home, "память.json");
      const faults = join(pipeline.home, "сбои.json");
      writeFileSync(faults, '[{"on": "picture", "times": 0, "do": {"kind": "missing"}}]');
      await withCommand(["--state", state, "--duration", "30"], async (env) => {
        assert.equal((await run(pipeline, env, "--timeout", "1")).code, 4);
      });
      await withCommand(["--faults", faults], async (env) => {
        const { stdout } = await run(pipeline, env);
        assert.match(stdout, /изображения: 404/);
      });
    }),

  "an unknown model as 404, surplus tasks refused, newer sizes: on request": () =>
    withPipeline((pipeline) =>
      withCommand(["--unknown-model", "404", "--strict-sizes"], async (env) => {
        assert.match(
          (await run(pipeline, env, "--model", "wan9")).stdout,
          /API: 404 - ModelNotFound/,
        );
        const small = await run(pipeline, env, "--size", "800*800");
        assert.match(small.stdout, /API: 400 - InvalidParameter/);
      })
    ),

  "wrong flags of the service are refused by name": async () => {
    const wrong = async (args: readonly string[], said: RegExp) => {
      const { code, stderr } = await runProgram(["emulator", ...args]);
      assert.equal(code, 2, stderr);
      assert.match(stderr, said);
    };
    await wrong(["--port", "70000"], /--port: «70000»/);
    await wrong(["--duration", "быстро"], /--duration: «быстро»/);
    await wrong(["--overflow", "x"], /--overflow: «x» — допустимо: pending, refuse/);
    await wrong(["--unknown-model", "500"], /--unknown-model: «500» — допустимо: 400, 404/);
    await wrong(["--faults", "нет.json"], /нет\.json: ENOENT/);
  },
});
