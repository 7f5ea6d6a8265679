import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { acceptedCreates, runProgram, SECRET_KEY, withService } from "../support/harness.ts";
import { scenarios } from "../support/scenarios.ts";
import type { Fault, RunningEmulator } from "../../lib/wan/emulator/emulator.ts";

/** Runs the command with a state folder of its own. */
async function paid(
  args: readonly string[],
  check: (
    seen: { code: number | null; stdout: string; stderr: string },
    service: RunningEmulator,
  ) => void,
  faults: readonly Fault[] = [],
  input = "",
): Promise<void> {
  const state = await mkdtemp(join(tmpdir(), "состояние "));
  try {
    await withService(async (service, env) => {
      const all = ["doctor", "--paid", ...args];
      const seen = await runProgram(all, { env: { ...env, XDG_STATE_HOME: state }, input });
      assert.ok(!(seen.stdout + seen.stderr).includes(SECRET_KEY), "the key is never shown");
      check(seen, service);
    }, { faults, region: "singapore" });
  } finally {
    await rm(state, { recursive: true, force: true, maxRetries: 3 });
  }
}

scenarios({
  "the whole chain is seen with one picture of the cheapest model, at its price, after a yes": () =>
    paid(
      [],
      ({ code, stdout, stderr }, service) => {
        assert.equal(code, 0, stderr);
        assert.match(stderr, /модель wan2\.2-t2i-flash, ≈ \$0\.025 \(1 × \$0\.025/);
        assert.equal((stdout.match(/✅/g) ?? []).length, 5, stdout);
        const path = /Картинка: (.*\.png)/.exec(stdout)?.[1] ?? "";
        assert.match(path, /paid-checks/);
        assert.equal(acceptedCreates(service), 1);
      },
      [],
      "да\n",
    ),

  "without a yes nothing is ordered": () =>
    paid(
      [],
      ({ code, stderr }, service) => {
        assert.deepEqual([code, acceptedCreates(service)], [1, 0]);
        assert.match(stderr, /ничего не отправлено и не оплачено/);
      },
      [],
      "нет\n",
    ),

  "what did not work is told with the service's words, and what did": () =>
    paid(["--no-confirm", "--json"], ({ code, stdout }) => {
      const { seen, missing, text } = JSON.parse(stdout);
      assert.deepEqual([code, seen, missing], [1, ["accepted"], [
        "finished",
        "fetched",
        "size",
        "billed",
      ]]);
      assert.match(text, /InternalError/);
    }, [{ on: "task", do: { kind: "fail", code: "InternalError", message: "Broken." } }]),

  "a key that is refused costs no order": () =>
    paid(
      ["--no-confirm"],
      ({ code }, service) => assert.deepEqual([code, acceptedCreates(service)], [1, 0]),
      [{
        on: "query",
        times: 0,
        do: { kind: "refuse", status: 401, code: "InvalidApiKey", message: "Invalid." },
      }],
    ),
});
