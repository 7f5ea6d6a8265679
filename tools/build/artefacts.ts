/**
 * The artefacts and how each is made.
 * @module
 */
import { createHash } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { chmod, mkdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { PROGRAM, VERSION } from "../../lib/version.ts";
import { bunCommand, mustRun, PROJECT_ROOT } from "../toolchain.ts";

/** The folder of finished artefacts. */
export const DIST = join(PROJECT_ROOT, "dist");

/** The one-file script's name. */
export const BUNDLE_FILE = `${PROGRAM}.mjs`;

/**
 * Machines that get a binary with Bun in it, and the endings of the files. Those for x64 need SSE 4.2
 * (Intel since 2008, AMD since 2011); those with `musl` are for Alpine Linux and its kin.
 */
export const BUN_TARGETS = {
  "linux-x64": "",
  "linux-arm64": "",
  "linux-x64-musl": "",
  "linux-arm64-musl": "",
  "darwin-x64": "",
  "darwin-arm64": "",
  "windows-x64": ".exe",
} as const;

/** One of {@link BUN_TARGETS}. */
export type BunTarget = keyof typeof BUN_TARGETS;

/** Machines that get a binary with Deno in it, as Deno names them. Deno is not made for musl. */
export const DENO_TARGETS = {
  "linux-x64": "x86_64-unknown-linux-gnu",
  "linux-arm64": "aarch64-unknown-linux-gnu",
  "darwin-x64": "x86_64-apple-darwin",
  "darwin-arm64": "aarch64-apple-darwin",
  "windows-x64": "x86_64-pc-windows-msvc",
} as const;

/** One of {@link DENO_TARGETS}. */
export type DenoTarget = keyof typeof DENO_TARGETS;

/**
 * The base binary for a machine, as Bun names it: for x64 the one that does without AVX2. In Bun 1.4.5
 * it is, byte for byte, the ordinary one; were they to part again, ours would still start everywhere.
 */
function bunBaseOf(target: BunTarget): string {
  return target.includes("-x64") ? `bun-${target}-baseline` : `bun-${target}`;
}

async function bun(args: readonly string[]): Promise<void> {
  const [command, ...head] = bunCommand();
  await mustRun(command, [...head, ...args]);
}

/** Bun bundles from node_modules only; the lock file decides what is in there. */
export async function requireModules(): Promise<void> {
  if (existsSync(join(PROJECT_ROOT, "node_modules", "zod"))) return;
  await bun(["install", "--frozen-lockfile", "--ignore-scripts"]);
}

/**
 * Makes the one-file script that runs on Deno, Bun and Node.
 * @returns its path
 */
export async function buildBundle(folder: string): Promise<string> {
  await requireModules();
  await mkdir(folder, { recursive: true });
  const script = join(PROJECT_ROOT, "tools", "build", "one_file.ts");
  const entry = join(PROJECT_ROOT, "tools", "build", "entry.ts");
  await bun([script, entry, folder, BUNDLE_FILE]);
  const path = join(folder, BUNDLE_FILE);
  await chmod(path, 0o755);
  return path;
}

/**
 * Makes a binary that holds Bun and the program, for any of the targets.
 * @param base binary; Bun takes itself where it is the base that is named, and fetches any other
 * @returns its path
 */
export async function buildBinary(
  target: BunTarget,
  folder: string,
  base: string = bunBaseOf(target),
): Promise<string> {
  await requireModules();
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${PROGRAM}-${target}${BUN_TARGETS[target]}`);
  await bun([
    "build",
    join(PROJECT_ROOT, "main.ts"),
    "--compile",
    "--minify",
    "--bytecode",
    "--format=esm",
    // What a command does not need is not even read.
    "--splitting",
    `--target=${base}`,
    // A stranger's .env or bunfig.toml in the current folder is none of the program's settings.
    "--no-compile-autoload-dotenv",
    "--no-compile-autoload-bunfig",
    `--outfile=${path}`,
  ]);
  return path;
}

/** The targets asked for, or all. @throws {Error} for a name that is none */
export function chosenTargets<T extends string>(
  all: Readonly<Record<T, string>>,
  asked: readonly string[],
): T[] {
  const names = Object.keys(all) as T[];
  const odd = asked.find((name) => !names.some((each) => each === name));
  if (odd !== undefined) throw new Error(`${odd} is none of ${names.join(", ")}`);
  return asked.length === 0 ? names : names.filter((name) => asked.includes(name));
}

/** What is known of a finished file. */
export interface FileFacts {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Measures a finished file. */
export async function factsOf(path: string): Promise<FileFacts> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return { name: basename(path), bytes: (await stat(path)).size, sha256: hash.digest("hex") };
}

/** A line for people about a finished file. */
export function factsLine({ name, bytes }: FileFacts): string {
  const size = bytes < 10_000_000
    ? `${(bytes / 1_000).toFixed(0)} kB`
    : `${(bytes / 1_000_000).toFixed(1)} MB`;
  return `${size.padStart(9)}  ${name}  (${VERSION})`;
}
