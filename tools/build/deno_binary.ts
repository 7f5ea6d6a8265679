/**
 * Binaries that hold Deno and the one-file script.
 *
 * Deno fetches its base binary for each machine from its own site. Where that cannot be reached,
 * DENORT_BIN may name any file to stand in for it: that proves the build, not the binary, so what
 * comes out says in its name what it is and is never listed among the artefacts.
 * @module
 */
import { join } from "node:path";
import { PROGRAM } from "../../lib/version.ts";
import { denoCommand, mustRun } from "../toolchain.ts";
import { BUN_TARGETS, DENO_TARGETS, type DenoTarget } from "./artefacts.ts";
import { COMPILED_PERMISSIONS } from "./permissions.ts";
import { STAND_IN_PREFIX } from "./release_folder.ts";

/** A finished binary. */
export interface DenoBinary {
  readonly path: string;
  /** What Deno says is inside, as lines. */
  readonly inside: string;
  /** It holds whatever DENORT_BIN named, not Deno's own base. */
  readonly isStandIn: boolean;
}

/**
 * Compiles the one-file script for one machine.
 * @param env where DENORT_BIN may stand
 * @throws {Error} with what Deno said, when it cannot
 */
export async function buildDenoBinary(
  target: DenoTarget,
  script: string,
  folder: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<DenoBinary> {
  const isStandIn = (env["DENORT_BIN"] ?? "") !== "";
  const name = `${PROGRAM}-deno-${target}${BUN_TARGETS[target]}`;
  const path = join(folder, isStandIn ? `${STAND_IN_PREFIX}${name}` : name);
  const [command, ...head] = denoCommand();
  const { stderr } = await mustRun(command, [
    ...head,
    "compile",
    "--no-config",
    "--no-check",
    "--no-remote",
    "--no-npm",
    ...COMPILED_PERMISSIONS,
    `--target=${DENO_TARGETS[target]}`,
    `--output=${path}`,
    script,
  ], { env: { ...env, NO_COLOR: "1" } });
  return { path, inside: stderr.slice(stderr.indexOf("Embedded Files")).trim(), isStandIn };
}
