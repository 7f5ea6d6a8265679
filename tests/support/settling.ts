/**
 * A pipeline and a service on a quick clock, with something between them where a test wants it: for
 * answers that are lost or say nothing, and what a run makes of them.
 */
import type { EmulatorOptions, Fault, RunningEmulator } from "../../lib/wan/emulator/emulator.ts";
import { type Meddling, type Passing, startGateway } from "./gateway.ts";
import { SEVEN, type TestPipeline, withPipeline, withService } from "./harness.ts";
import { QuickClock } from "./in_process.ts";
import { assertSound } from "./journals.ts";

/** What a test is given. */
export interface Scene {
  readonly pipeline: TestPipeline;
  readonly service: RunningEmulator;
  readonly clock: QuickClock;
}

/** How a scene differs from seven illustrations and a service that draws in two seconds. */
export interface SceneOptions {
  readonly service?: EmulatorOptions;
  readonly illustrations?: typeof SEVEN;
  readonly clock?: QuickClock;
}

/** The service on a quick clock, so that minutes of settling pass in seconds. */
export async function withScene(
  act: (scene: Scene) => Promise<void>,
  { service: more = {}, illustrations = SEVEN, clock = new QuickClock() }: SceneOptions = {},
): Promise<void> {
  const options: EmulatorOptions = {
    clock,
    durationMs: [1_000, 2_000],
    maxQueriesPerSecond: 1_000,
    ...more,
  };
  await withPipeline((pipeline) =>
    withService(async (service) => {
      await act({ pipeline, service, clock });
      assertSound(pipeline, service);
    }, options), illustrations);
}

/** A scene with something between the program and the service. */
export function behind(
  meddle: (passing: Passing) => Meddling | undefined,
  act: (scene: Scene & { readonly baseUrl: string }) => Promise<void>,
  options: SceneOptions = {},
): Promise<void> {
  return withScene(async (scene) => {
    const gateway = await startGateway(scene.service, meddle);
    try {
      await act({ ...scene, baseUrl: gateway.baseUrl });
    } finally {
      await gateway.close();
    }
  }, options);
}

/** Makes a fault of a create. */
export const onCreate = (effect: Fault["do"], more: object = {}): Fault =>
  ({ on: "create", do: effect, ...more }) as Fault;

/** Meddles with every create. */
export const onCreates = (meddling: Meddling) => ({ kind }: Passing) =>
  kind === "create" ? meddling : undefined;

/** Meddles with the first so many creates. */
export function firstCreates(count: number, meddling: Meddling) {
  let left = count;
  return ({ kind }: Passing) => kind === "create" && left-- > 0 ? meddling : undefined;
}

/** An answer's body with a code in the service's own shape. */
export const codeBody = (code: string) =>
  JSON.stringify({ code, message: "Said so.", request_id: "r-1" });

/** What somebody else's server answers. */
export const PAGE = "<html><body>Forbidden</body></html>";
