/**
 * Artefacts for tests: built once for a state of the sources, whichever runtime asks first.
 * @module
 */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder, PROJECT_ROOT, TOOL_VERSIONS } from "../toolchain.ts";
import { buildBinary, buildBundle, BUN_TARGETS, BUNDLE_FILE, type BunTarget } from "./artefacts.ts";
import { PROGRAM } from "../../lib/version.ts";

/** What was built. */
export interface CachedArtefacts {
  /** The one-file script. */
  readonly bundle: string;
  /** Bun's binary for this machine. */
  readonly binary: string;
}

/** All that an artefact is made of. */
const SOURCES = ["lib", "main.ts", "mcp.ts", "tools/build", "package.json", "bun.lock"];

let building: Promise<CachedArtefacts> | undefined;

/**
 * The artefacts of the sources as they are now.
 * @throws {Error} when they cannot be built
 */
export function cachedArtefacts(): Promise<CachedArtefacts> {
  return building ??= build();
}

async function build(): Promise<CachedArtefacts> {
  const home = join(cacheFolder(), "artefacts");
  const name = sourceHash();
  const folder = join(home, name);
  const target = hostTarget();
  if (!existsSync(folder)) {
    await mkdir(home, { recursive: true });
    const aside = await mkdtemp(join(home, "part-"));
    await buildBundle(aside);
    // From the Bun that builds it, so that tests fetch nothing: byte for byte the base of a release.
    await buildBinary(target, aside, `bun-${target}`);
    if (existsSync(folder)) await rm(aside, { recursive: true, force: true });
    else await rename(aside, folder);
    await forgetOthers(home, name);
  }
  return {
    bundle: join(folder, BUNDLE_FILE),
    binary: join(folder, `${PROGRAM}-${target}${BUN_TARGETS[target]}`),
  };
}

function hostTarget(): BunTarget {
  const system = process.platform === "win32" ? "windows" : process.platform;
  const name = `${system}-${process.arch}`;
  if (name in BUN_TARGETS) return name as BunTarget;
  throw new Error(`no binary is built for ${name}`);
}

function sourceHash(): string {
  const hash = createHash("sha256").update(TOOL_VERSIONS.bun);
  for (const path of SOURCES.flatMap((name) => filesOf(name)).sort()) {
    hash.update(`\0${path}\0`).update(readFileSync(join(PROJECT_ROOT, path)));
  }
  return hash.digest("hex").slice(0, 16);
}

function filesOf(name: string): string[] {
  const path = join(PROJECT_ROOT, name);
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [name];
  return readdirSync(path, { recursive: true, encoding: "utf8" })
    .map((inside) => join(name, inside))
    .filter((inside) => statSync(join(PROJECT_ROOT, inside)).isFile());
}

/** Each holds a binary of a hundred megabytes. */
async function forgetOthers(home: string, name: string): Promise<void> {
  for (const other of await readdir(home)) {
    const isOld = other !== name &&
      Date.now() - statSync(join(home, other)).mtimeMs > FORGET_AFTER_MS;
    if (isOld) await rm(join(home, other), { recursive: true, force: true });
  }
}

/** A suite that runs beside this one may still use what it built. */
const FORGET_AFTER_MS = 10 * 60_000;
