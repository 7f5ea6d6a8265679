/**
 * Heavy tools that only tests use: never among the project's own dependencies, but put by npm into a
 * cache folder outside the project when they are first needed. Their versions stand here.
 */
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder, hasPackages, mustRun } from "./toolchain.ts";

/** The tools: package, version, and the script to run. */
const DEV_TOOLS = {
  conformance: {
    package: "@modelcontextprotocol/conformance",
    version: "0.1.16",
    script: "dist/index.js",
  },
  inspector: {
    package: "@modelcontextprotocol/inspector",
    version: "2.12.0",
    script: "clients/launcher/build/index.js",
  },
  mcpb: {
    package: "@anthropic-ai/mcpb",
    version: "2.1.2",
    script: "dist/cli/cli.js",
  },
} as const;

/** The tools' names. */
export const DEV_TOOL_NAMES = Object.keys(DEV_TOOLS) as (keyof typeof DEV_TOOLS)[];

/** Whether a tool is there already. */
export function hasDevTool(name: keyof typeof DEV_TOOLS): boolean {
  return hasPackages(`${name}-${DEV_TOOLS[name].version}`);
}

/** A tool that can be had. */
export interface DevTool {
  /** Its script, absolute. */
  readonly script: string;
  /** The folder it is installed in; run it from there. */
  readonly home: string;
}

/**
 * Finds a tool, installing it when it is not there.
 * @throws {Error} when npm cannot fetch it
 */
export async function devTool(name: keyof typeof DEV_TOOLS): Promise<DevTool> {
  const { package: packageName, version, script } = DEV_TOOLS[name];
  const folder = join(cacheFolder(), "tools");
  const home = join(folder, `${name}-${version}`);
  const tool = {
    home,
    script: join(home, "node_modules", ...packageName.split("/"), ...script.split("/")),
  };
  if (existsSync(tool.script)) return tool;
  await mkdir(folder, { recursive: true });
  // Installed aside and renamed, so that an interrupted download is never taken for a tool.
  const aside = await mkdtemp(join(folder, "part-"));
  try {
    await install(aside, `${packageName}@${version}`);
    if (!existsSync(home)) await rename(aside, home);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
  return tool;
}

async function install(folder: string, what: string): Promise<void> {
  const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const args = ["install", ...quiet, "--prefix", folder, what];
  const isWindows = process.platform === "win32";
  if (isWindows) await mustRun("cmd.exe", ["/d", "/c", "npm", ...args], { cwd: folder });
  else await mustRun("npm", args, { cwd: folder });
}

/** How this runtime runs a tool's script, apart from the project's own settings. */
export function devToolCommand({ script }: DevTool): { command: string; args: string[] } {
  const isDeno = "deno" in process.versions;
  const head = ["run", "-A", "--no-check", "--no-config", "--node-modules-dir=manual"];
  return { command: process.execPath, args: isDeno ? [...head, script] : [script] };
}
