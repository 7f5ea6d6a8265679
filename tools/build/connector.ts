/**
 * The one-file script as assistants take it in: an `.mcpb` bundle for desktops, a plugin folder for
 * Claude Code.
 * @module
 */
import { existsSync } from "node:fs";
import { copyFile, cp, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PROMPTS } from "../../lib/mcp/prompts.ts";
import { TOOLS } from "../../lib/mcp/tools.ts";
import { PROGRAM, VERSION } from "../../lib/version.ts";
import { DEFAULT_BASE_URL } from "../../lib/wan/regions.ts";
import { devTool, devToolCommand } from "../dev_tools.ts";
import { mustRun, PROJECT_ROOT } from "../toolchain.ts";
import { BUNDLE_FILE } from "./artefacts.ts";
import { LICENSE_FILES, PLUGIN_FOLDER } from "./release_folder.ts";

/** The bundle's name. */
export const MCPB_FILE = `${PROGRAM}.mcpb`;

/** Folder of the script inside both. */
export const SERVER_FOLDER = "server";

/** What a desktop asks its user before it starts the server. */
const USER_CONFIG = {
  pipelines_dir: {
    type: "directory",
    title: "Pipelines folder",
    description: "The folder that holds your pipelines. Nothing outside of it can be reached.",
    required: true,
  },
  api_key: {
    type: "string",
    title: "Alibaba Cloud API key",
    description: "From Model Studio. It is kept by the desktop and sent to the service alone.",
    sensitive: true,
    required: true,
  },
  base_url: {
    type: "string",
    title: "Address of the service",
    description: "Singapore by default; each region has its own keys.",
    default: DEFAULT_BASE_URL,
    required: false,
  },
} as const;

async function copyPapers(folder: string): Promise<void> {
  for (const name of LICENSE_FILES) await copyFile(join(PROJECT_ROOT, name), join(folder, name));
}

/** The manifest of the bundle. */
export function mcpbManifest() {
  return {
    manifest_version: "0.3",
    name: PROGRAM,
    display_name: "Alibaba WAN illustrations",
    version: VERSION,
    description: "Regenerates and reviews the illustrations of video projects",
    long_description:
      "Looks at the pictures of an illustrated video, orders new candidates from Alibaba's WAN models after telling the price, compares them, and puts the chosen one in place. Everything that was paid for or replaced is kept.",
    author: { name: PROGRAM },
    license: "MIT",
    keywords: ["illustrations", "film", "wan", "alibaba"],
    server: {
      type: "node",
      entry_point: `${SERVER_FOLDER}/${BUNDLE_FILE}`,
      mcp_config: {
        command: "node",
        args: [`\${__dirname}/${SERVER_FOLDER}/${BUNDLE_FILE}`, "mcp"],
        env: {
          ALIBABA_API_KEY: "${user_config.api_key}",
          ALIBABA_BASE_URL: "${user_config.base_url}",
          ALIBABA_PIPELINES_DIR: "${user_config.pipelines_dir}",
        },
      },
    },
    tools: TOOLS.map(({ name, description }) => ({ name, description })),
    prompts_generated: PROMPTS.length > 0,
    user_config: USER_CONFIG,
    compatibility: { platforms: ["darwin", "win32", "linux"], runtimes: { node: ">=22.5" } },
  };
}

/**
 * Packs the bundle; its own tool validates it first.
 * @param script the one-file script
 * @returns the path of the bundle
 */
export async function buildMcpb(script: string, folder: string): Promise<string> {
  const aside = join(folder, "mcpb-parts");
  await rm(aside, { recursive: true, force: true });
  await mkdir(join(aside, SERVER_FOLDER), { recursive: true });
  await copyFile(script, join(aside, SERVER_FOLDER, BUNDLE_FILE));
  await copyPapers(aside);
  await writeFile(join(aside, "manifest.json"), `${JSON.stringify(mcpbManifest(), null, 2)}\n`);
  const path = join(folder, MCPB_FILE);
  const tool = await devTool("mcpb");
  const { command, args } = devToolCommand(tool);
  await mustRun(command, [...args, "validate", join(aside, "manifest.json")], { cwd: tool.home });
  await mustRun(command, [...args, "pack", aside, path], { cwd: tool.home });
  await rm(aside, { recursive: true, force: true });
  return path;
}

/**
 * Unpacks a bundle as a desktop would.
 * @returns the folder
 */
export async function unpackMcpb(path: string, folder: string): Promise<string> {
  const tool = await devTool("mcpb");
  const { command, args } = devToolCommand(tool);
  await mustRun(command, [...args, "unpack", path, folder], { cwd: tool.home });
  return folder;
}

/**
 * Puts the plugin folder together.
 * @param script the one-file script
 * @returns its path
 */
export async function buildPlugin(script: string, folder: string): Promise<string> {
  const path = join(folder, PLUGIN_FOLDER);
  if (existsSync(path)) await rm(path, { recursive: true });
  await cp(join(PROJECT_ROOT, "plugin"), path, { recursive: true });
  await mkdir(join(path, SERVER_FOLDER), { recursive: true });
  await copyFile(script, join(path, SERVER_FOLDER, BUNDLE_FILE));
  await copyPapers(path);
  return path;
}
