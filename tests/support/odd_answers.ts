/**
 * Runs against a service whose answers a test writes itself, and what is looked at afterwards.
 */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type TestPipeline, withPipeline } from "./harness.ts";
import { type InProcessOptions, QuickClock } from "./in_process.ts";
import { type Script, type ScriptedService, withScript } from "./scripted_service.ts";

/** Options of a run on a quick clock of its own. */
export const onQuickClock = (more: InProcessOptions = {}): InProcessOptions => ({
  clock: new QuickClock(),
  ...more,
});

/** Gives `act` a pipeline and the service that answers as the script says. */
export function meet(
  script: Script,
  act: (pipeline: TestPipeline, service: ScriptedService) => Promise<void>,
): Promise<void> {
  return withPipeline((pipeline) => withScript(script, (service) => act(pipeline, service)));
}

/** The candidates that stand in `images/`, by name. */
export const namesOf = (pipeline: TestPipeline) =>
  readdirSync(join(pipeline.dir, "images")).filter((name) => name.includes("alibaba")).sort();

/** Their bytes, sorted, so that the order of the places does not count. */
export const bytesIn = (pipeline: TestPipeline) =>
  namesOf(pipeline).map((name) => readFileSync(pipeline.image(name)).toString("base64")).sort();

/** Bytes as a test can compare and show them. */
export const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");

/** Nothing that people read may show a hole or the inside of JavaScript. */
export function assertReadable(text: string): void {
  assert.doesNotMatch(text, /undefined|NaN|\[object|function |native code|Непредвиденная/, text);
}
