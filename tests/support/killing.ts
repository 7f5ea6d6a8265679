/**
 * The program killed or stopped while it talks to a service that sees what it reached.
 */
import assert from "node:assert/strict";
import type { EmulatorOptions, RunningEmulator } from "../../lib/wan/emulator/emulator.ts";
import { type Started, type TestPipeline, withPipeline, withService } from "./harness.ts";
import { HoldingTransport, JumpingClock } from "./jumping_clock.ts";
import { assertSound, billed, savedPictures } from "./journals.ts";

/** A pipeline and a service, and how to reach it. */
export interface Both {
  readonly pipeline: TestPipeline;
  readonly service: RunningEmulator;
  readonly env: Record<string, string>;
  /** The service's; it goes at its own pace until the test waits on it. */
  readonly clock: JumpingClock;
}

/** Makes both, gives them to `act`, ends them. */
export async function withBoth(
  act: (both: Both) => Promise<void>,
  options: EmulatorOptions = {},
): Promise<void> {
  const clock = new JumpingClock();
  await withPipeline((pipeline) =>
    withService((service, env) => act({ pipeline, service, env, clock }), {
      clock,
      durationMs: [100, 900],
      maxQueriesPerSecond: 1_000,
      ...options,
    })
  );
}

/** Demands that what the service made and billed is saved, and that nothing was ordered twice. */
export function assertNothingLost({ pipeline, service }: Both): void {
  const tasks = service.tasks();
  assert.equal(new Set(tasks.map(({ prompt }) => prompt)).size, tasks.length, "paid twice");
  assert.equal(tasks.length === 0 ? 0 : savedPictures(pipeline.dir), billed(service));
  assertSound(pipeline, service);
}

/** Kills the program when the moment has come; false when it ended before. */
export async function killWhen(program: Started, hasCome: () => boolean): Promise<boolean> {
  let isOver = false;
  void program.finished.then(() => isOver = true);
  while (!hasCome() && !isOver) await breath();
  if (!isOver) program.kill("SIGKILL");
  const { signal } = await program.finished;
  return signal === "SIGKILL";
}

/** How a run inside this process shares the service's clock. */
export function onClock({ clock }: Both) {
  return { clock, transport: new HoldingTransport(clock) };
}

/** Pictures that were asked for, whether or not they came. */
export function picturesBegun({ log }: RunningEmulator): number {
  return log.filter(({ host }) => host === "pictures").length;
}

/** Lets everybody else go on. */
export function breath(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 2));
}
