/**
 * The service's settings as a server reads them.
 * @module
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Config, loadConfig } from "../config.ts";
import type { McpSettings } from "./settings.ts";

/**
 * Reads the service's settings anew, so that a key that was just added counts. A config.env in the
 * current folder is not read: whoever chooses that folder could name an address for the user's key.
 * @throws {InputError} as {@link loadConfig}
 */
export function readConfig({ configPath, rootDir, env }: McpSettings): Config {
  if (configPath !== undefined) return loadConfig(configPath, env);
  const inRoot = rootDir === undefined ? undefined : join(rootDir, "config.env");
  return loadConfig(inRoot !== undefined && existsSync(inRoot) ? inRoot : null, env);
}
