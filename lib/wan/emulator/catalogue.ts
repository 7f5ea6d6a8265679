/**
 * Which models the emulated service has, and what it says of the others.
 * @module
 */
import { isSynchronousOnly } from "../closed_models.ts";
import { type Model, MODELS, type Protocol, UNKNOWN_MODEL_LIMITS } from "../models.ts";
import type { EmulatedRegion, EmulatorOptions } from "./options.ts";

/** What one model may be asked at once. */
export interface ModelLimits {
  /** Creates in a window. */
  readonly perWindow: number;
  readonly windowMs: number;
  /** Running tasks. */
  readonly concurrent: number;
}

/** What the service makes of a model name. */
export type ModelStanding = "served" | "other-path" | "synchronous" | "unknown";

/** The models of one emulator. */
export class Catalogue {
  readonly #models = new Map<string, Model>();
  readonly #limits = new Map<string, ModelLimits>();

  constructor({ region, limits = "documented" }: EmulatorOptions) {
    const regions: readonly EmulatedRegion[] = region ? [region] : ["singapore", "beijing"];
    for (const model of MODELS) {
      for (const name of regions) {
        const row = model.regions[name];
        if (row === undefined) continue;
        this.#models.set(row.name, model);
        this.#limits.set(row.name, {
          perWindow: limits === "documented" ? row.rate.count : limits.perSecond,
          windowMs: limits === "documented" ? row.rate.windowMs : 1_000,
          concurrent: limits === "documented" ? row.maxOpenTasks : limits.concurrent,
        });
      }
    }
  }

  /** The names that are served. */
  get names(): readonly string[] {
    return [...this.#models.keys()];
  }

  /** The catalogue's row for a served name. */
  find(name: string): Model | undefined {
    return this.#models.get(name);
  }

  /** How fast and how often at once a model may be asked. */
  limitsOf(name: string): ModelLimits {
    const { rate, maxOpenTasks } = UNKNOWN_MODEL_LIMITS;
    return this.#limits.get(name) ??
      { perWindow: rate.count, windowMs: rate.windowMs, concurrent: maxOpenTasks };
  }

  /** Whether a name is served by a protocol, by the other one, only synchronously, or not at all. */
  standingOf(name: string, protocol: Protocol): ModelStanding {
    const model = this.#models.get(name);
    if (model !== undefined) return model.protocol === protocol ? "served" : "other-path";
    return isSynchronousOnly(name) ? "synchronous" : "unknown";
  }
}
