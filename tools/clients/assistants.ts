/**
 * Three real assistants from npm, each started as its user would, with an empty home and a stand-in for
 * its model.
 * @module
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { denoCommand, fetchedPackages, nodePath, PROJECT_ROOT } from "../toolchain.ts";
import type { Dialect } from "./model_service.ts";

/** How the server is started for an assistant. */
export interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** One of the three. */
export interface Assistant {
  readonly name: string;
  readonly dialect: Dialect;
  /** The command that does one job and ends. */
  start(home: string, modelUrl: string, server: ServerCommand): Promise<Started>;
}

/** What is to be run. */
interface Started {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const VERSIONS = { claude: "2.1.331", codex: "0.169.0", gemini: "0.61.0" } as const;
const TASK = "Do the job.";

/** The server's own command: as the documents tell it, under Deno. */
export function serverCommand(root: string, env: Readonly<Record<string, string>>): ServerCommand {
  const [command, ...head] = denoCommand();
  const args = [...head, "run", "-A", "--no-check", join(PROJECT_ROOT, "mcp.ts"), "--root", root];
  const cache = process.env["DENO_DIR"];
  const path = { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "" };
  return {
    command,
    args,
    env: { ...path, ...cache === undefined ? {} : { DENO_DIR: cache }, ...env },
  };
}

/** The three, fetched when they are not there. */
export const ASSISTANTS: readonly Assistant[] = [
  {
    name: `Claude Code ${VERSIONS.claude}`,
    dialect: "anthropic",
    start: async (home, url, server) => {
      const config = join(home, "mcp.json");
      await writeFile(config, JSON.stringify({ mcpServers: { illustrations: server } }));
      return {
        command: await claudePath(),
        args: [
          ...["-p", TASK, "--mcp-config", config, "--strict-mcp-config"],
          ...["--allowedTools", "mcp__illustrations", "--model", "sonnet"],
        ],
        env: {
          ANTHROPIC_BASE_URL: url,
          ANTHROPIC_API_KEY: "sk-ant-stand-in",
          DISABLE_AUTOUPDATER: "1",
          CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
          // With many tools it lists none until its model searches; ours are few.
          ENABLE_TOOL_SEARCH: "false",
        },
      };
    },
  },
  {
    name: `Codex CLI ${VERSIONS.codex}`,
    dialect: "openai",
    start: async (home, url, server) => {
      await mkdir(join(home, ".codex"));
      await writeFile(join(home, ".codex", "config.toml"), codexConfig(url, server));
      const packages = await fetchedPackages(`codex-${VERSIONS.codex}`, [
        `@openai/codex@${VERSIONS.codex}`,
      ]);
      const script = join(packages, "node_modules", "@openai", "codex", "bin", "codex.js");
      return {
        command: await nodePath("22.23.3"),
        args: [script, "exec", "--skip-git-repo-check", TASK],
        env: { STAND_IN_KEY: "stand-in", CODEX_HOME: join(home, ".codex") },
      };
    },
  },
  {
    name: `Gemini CLI ${VERSIONS.gemini}`,
    dialect: "gemini",
    start: async (home, url, server) => {
      await mkdir(join(home, ".gemini"));
      await writeFile(
        join(home, ".gemini", "settings.json"),
        JSON.stringify({
          security: { auth: { selectedType: "gemini-api-key" } },
          selectedAuthType: "gemini-api-key",
          mcpServers: { illustrations: { ...server, trust: true } },
        }),
      );
      const packages = await fetchedPackages(`gemini-${VERSIONS.gemini}`, [
        `@google/gemini-cli@${VERSIONS.gemini}`,
      ]);
      const script = join(packages, "node_modules", "@google", "gemini-cli", "bundle", "gemini.js");
      return {
        command: await nodePath("22.23.3"),
        args: [script, "-p", TASK, "--yolo", "--skip-trust"],
        env: { GOOGLE_GEMINI_BASE_URL: url, GEMINI_API_KEY: "stand-in" },
      };
    },
  },
];

/**
 * The binary of Claude Code. The package holds one for each machine; its install script, which is not
 * run, would link it.
 */
export async function claudePath(): Promise<string> {
  const packages = await fetchedPackages(`claude-${VERSIONS.claude}`, [
    `@anthropic-ai/claude-code@${VERSIONS.claude}`,
  ]);
  const file = process.platform === "win32" ? "claude.exe" : "claude";
  const scope = join(packages, "node_modules", "@anthropic-ai");
  const path = join(scope, `claude-code-${process.platform}-${process.arch}`, file);
  if (!existsSync(path)) throw new Error(`no Claude Code for this machine: ${path}`);
  return path;
}

function codexConfig(url: string, { command, args, env }: ServerCommand): string {
  const text = (value: string) => JSON.stringify(value);
  const pairs = Object.entries(env).map(([name, value]) => `${name} = ${text(value)}`);
  return [
    'model = "stand-in"',
    'model_provider = "stand-in"',
    'approval_policy = "never"',
    'sandbox_mode = "danger-full-access"',
    "[model_providers.stand-in]",
    'name = "stand-in"',
    `base_url = ${text(`${url}/v1`)}`,
    'wire_api = "responses"',
    'env_key = "STAND_IN_KEY"',
    "[mcp_servers.illustrations]",
    `command = ${text(command)}`,
    `args = [${args.map(text).join(", ")}]`,
    "tool_timeout_sec = 60",
    `env = { ${pairs.join(", ")} }`,
    "",
  ].join("\n");
}

/** Runs an assistant to its end, or until the time is up. */
export function runAssistant(
  { command, args, env }: Started,
  home: string,
  timeoutMs: number,
): Promise<{ readonly code: number | null; readonly said: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: home,
      env: { HOME: home, PATH: process.env["PATH"] ?? "", NO_COLOR: "1", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => said += text);
    }
    const timer = setTimeout(() => child.kill("SIGKILL"), timeoutMs);
    child.on("error", reject);
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ code, said });
    });
  });
}
