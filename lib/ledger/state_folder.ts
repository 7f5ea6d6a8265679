/**
 * Where programs keep what is theirs for a user and not for a folder: the platform's state folder.
 * Source: XDG Base Directory Specification; Apple's File System Programming Guide; Microsoft's
 * KNOWNFOLDERID.
 * @module
 */
import { isAbsolute, join } from "node:path";
import type { Environment } from "../environment.ts";

/** This program's folder inside the platform's. */
const OWN_FOLDER = "alibaba-image-generator";

/** Variables that name a state folder, on any platform. */
export const STATE_VARIABLES = ["XDG_STATE_HOME", "HOME", "LOCALAPPDATA"] as const;

/**
 * This program's state folder. A set XDG_STATE_HOME is obeyed on every platform.
 * @param env a variable that may not be read counts as unset
 * @returns an absolute path, whether or not it exists; undefined: the environment does not tell
 */
export function stateFolder(
  env: Environment,
  platform: NodeJS.Platform = process.platform,
): string | undefined {
  const named = env["XDG_STATE_HOME"];
  const base = named !== undefined && isAbsolute(named) ? named : platformFolder(env, platform);
  return base === undefined ? undefined : join(base, OWN_FOLDER);
}

function platformFolder(env: Environment, platform: NodeJS.Platform): string | undefined {
  if (platform === "win32") return env["LOCALAPPDATA"] || undefined;
  const home = env["HOME"];
  if (!home) return undefined;
  return platform === "darwin"
    ? join(home, "Library", "Application Support")
    : join(home, ".local", "state");
}
