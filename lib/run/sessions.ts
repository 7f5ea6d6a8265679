/**
 * The services a long-lived process talks to: opened when first needed, one an address and key, so
 * that everything the process does keeps to the limits together.
 * @module
 */
import type { Config } from "../config.ts";
import { sha256Of } from "../digest.ts";
import type { Environment } from "../environment.ts";
import type { Destination } from "../wan/service_settings.ts";
import type { Session } from "./context.ts";
import { openService, type ServiceAccess } from "./service_access.ts";
import { type Clock, systemClock } from "../wan/pacing.ts";

/** The open services of a process. */
export class Sessions {
  readonly clock: Clock;
  readonly #env: Environment;
  readonly #open = new Map<string, Promise<ServiceAccess>>();

  /** @param env proxies are read from it */
  constructor(env: Environment, clock: Clock = systemClock) {
    this.#env = env;
    this.clock = clock;
  }

  /**
   * The service of these settings.
   * @param pipelineDir a rehearsal remembers its tasks there
   * @throws {InputError} `key_missing`
   */
  async session(to: Destination, config: Config, pipelineDir: string): Promise<Session> {
    const key = to.isRehearsal
      ? `rehearsal ${pipelineDir}`
      : `${to.baseUrl} ${digest(config.apiKey?.value ?? "")}`;
    const known = this.#open.get(key);
    if (known !== undefined) return (await known).session;
    const access = openService(to, { config, env: this.#env, pipelineDir, clock: this.clock });
    this.#open.set(key, access);
    try {
      return (await access).session;
    } catch (error) {
      this.#open.delete(key);
      throw error;
    }
  }

  /** Ends all connections. */
  async close(): Promise<void> {
    const open = await Promise.allSettled(this.#open.values());
    this.#open.clear();
    await Promise.all(
      open.map((each) => each.status === "fulfilled" ? each.value.close() : undefined),
    );
  }
}

/** The key itself need not stand in one more place. */
function digest(key: string): string {
  return sha256Of(key);
}
