import assert from "node:assert/strict";
import { createsSent, orderStates, savedPictures } from "../support/journals.ts";
import { withPipeline, withService } from "../support/harness.ts";
import { generateHere, type InProcessRun, QuickClock } from "../support/in_process.ts";
import { scenarios } from "../support/scenarios.ts";
import type { Fault, RunningEmulator } from "../../lib/wan/emulator/emulator.ts";
import { CREATE, send } from "../support/loopback.ts";

const SIZE = { width: 1280, height: 720 };

const LOST: Fault = { on: "create", do: { kind: "drop-after" } };

/** A run with a model whose tasks come back without their prompt. */
async function meet(
  indices: string,
  faults: readonly Fault[],
  check: (run: InProcessRun, service: RunningEmulator, dir: string) => Promise<void> | void,
  before: (service: RunningEmulator) => Promise<void> = async () => {},
): Promise<void> {
  const clock = new QuickClock();
  const options = { clock, durationMs: [1_000, 2_000], maxQueriesPerSecond: 1_000 } as const;
  await withPipeline((pipeline) =>
    withService(async (service) => {
      await before(service);
      service.addFaults(faults);
      const request = { model: "wan2.7-image", size: SIZE };
      const run = await generateHere(pipeline, service, indices, { clock, request });
      await check(run, service, pipeline.dir);
    }, options)
  );
}

/** A create of somebody else's with the same account. */
async function orderElsewhere(service: RunningEmulator, size: string): Promise<void> {
  const content = [{ text: "somebody else's" }];
  const body = {
    model: "wan2.7-image",
    input: { messages: [{ role: "user", content }] },
    parameters: { size, n: 1 },
  };
  const url = `${service.baseUrl}/services/aigc/image-generation/generation`;
  const { status } = await send(url, {
    method: "POST",
    headers: CREATE,
    body: JSON.stringify(body),
  });
  assert.equal(status, 200);
}

scenarios({
  "an order whose answer was lost finds its task without a prompt when only one can be it": () =>
    meet("1", [LOST], (run, service, dir) => {
      assert.equal(run.code, 0, run.text);
      assert.deepEqual([createsSent(service), service.tasks().length], [1, 1]);
      assert.equal(savedPictures(dir), 1);
    }),

  "a task of another size is nobody's rival": () =>
    meet(
      "1",
      [LOST],
      (run, service) => {
        assert.equal(run.code, 0, run.text);
        assert.deepEqual([createsSent(service), run.report.saved], [2, 1]);
      },
      (service) => orderElsewhere(service, "1024*1024"),
    ),

  "when two tasks fit, neither is taken and nothing is paid again": () =>
    meet(
      "1",
      [LOST],
      (run, service, dir) => {
        assert.equal(run.code, 4, run.text);
        assert.deepEqual([createsSent(service), run.report.saved], [2, 0]);
        assert.deepEqual(orderStates(dir), ["unknown"]);
      },
      (service) => orderElsewhere(service, "1280*720"),
    ),

  "when two orders fit one task, neither gets it": () =>
    meet("1,2", [LOST, { on: "create", do: { kind: "drop" } }], (run, service, dir) => {
      assert.equal(run.code, 4, run.text);
      assert.deepEqual([service.tasks().length, run.report.saved], [1, 0]);
      assert.deepEqual(orderStates(dir), ["unknown", "unknown"]);
    }),
});
