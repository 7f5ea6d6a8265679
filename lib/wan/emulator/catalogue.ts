/**
 * Which models the emulated service has, and what it says of the others.
 * @module
 */
import { type Model, MODELS, UNKNOWN_MODEL_LIMITS } from "../models.ts";
import type { EmulatedRegion, EmulatorOptions } from "./options.ts";

/** What one model may be asked at once. */
export interface ModelLimits {
  /** Creates a second. */
  readonly perSecond: number;
  /** Running tasks. */
  readonly concurrent: number;
}

/** Models of the same service that this interface does not serve (sources of 2026). */
const NEW_PROTOCOL_MODELS = ["wan2.6-t2i", "wan2.6-image", "wan2.7-image", "wan2.7-image-pro"];
const SYNCHRONOUS_MODELS = [
  "qwen-image-2.0",
  "qwen-image-2.0-pro",
  "qwen-image-max",
  "z-image-turbo",
];

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
        const documented = { perSecond: row.rate.count, concurrent: row.maxOpenTasks };
        this.#limits.set(row.name, limits === "documented" ? documented : limits);
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
    return this.#limits.get(name) ?? { perSecond: rate.count, concurrent: maxOpenTasks };
  }

  /** Whether a name is served here, elsewhere, only synchronously, or not at all. */
  standingOf(name: string): ModelStanding {
    if (this.#models.has(name)) return "served";
    if (NEW_PROTOCOL_MODELS.includes(name)) return "other-path";
    return SYNCHRONOUS_MODELS.includes(name) ? "synchronous" : "unknown";
  }
}
