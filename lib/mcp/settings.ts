/**
 * How the server was started: arguments over environment.
 * @module
 */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { type Environment, fromHome } from "../environment.ts";
import { InputError, reasonOf } from "../errors.ts";
import { MCP_FLAGS, type McpFlags } from "../text/mcp_flags.ts";

/** Settings of a server. */
export interface McpSettings {
  /** Undefined: nobody said; never the current folder, which clients choose as they like. */
  readonly rootDir: string | undefined;
  readonly configPath: string | undefined;
  readonly isRehearsal: boolean;
  /** 0 = any free one; undefined: stdio. */
  readonly httpPort: number | undefined;
  /** From the environment. */
  readonly httpToken: string | undefined;
  /** Whether a person is asked before money is spent, where the client can ask. */
  readonly asksFirst: boolean;
  readonly env: Environment;
}

const MIN_TOKEN_CHARS = 16;
const MAX_PORT = 65_535;

type FlagOptions = {
  [Name in keyof typeof MCP_FLAGS]: {
    type: (typeof MCP_FLAGS)[Name]["value"] extends string ? "string" : "boolean";
  };
};

/** What the arguments of mcp.ts ask for. */
export type McpCommand = { readonly show: "help" | "version" } | { readonly flags: McpFlags };

/**
 * Reads the arguments of mcp.ts.
 * @throws {InputError} `usage`
 */
export function parseMcpArgs(args: readonly string[]): McpCommand {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        ...Object.fromEntries(
          Object.entries(MCP_FLAGS).map(([name, { value }]) => [name, {
            type: value === undefined ? "boolean" : "string",
          }]),
        ) as FlagOptions,
        help: { type: "boolean", short: "h" },
        version: { type: "boolean", short: "V" },
      },
    });
    if (values.help) return { show: "help" };
    return values.version ? { show: "version" } : { flags: values };
  } catch (error) {
    throw new InputError("usage", { text: reasonOf(error) }, error);
  }
}

/**
 * Puts flags and environment together. Only what is needed is read: each variable is a permission.
 * @throws {InputError} `number_invalid`, `token_weak`, `variable_denied`
 */
export function readSettings(flags: McpFlags, env: Environment): McpSettings {
  const root = flags.root ?? env["ALIBABA_PIPELINES_DIR"]?.trim();
  return {
    rootDir: root ? resolve(fromHome(root, env)) : undefined,
    configPath: flags.config,
    isRehearsal: flags.rehearse ?? false,
    httpPort: flags.http === undefined ? undefined : readPort(flags.http),
    httpToken: flags.http === undefined ? undefined : readToken(env["ALIBABA_MCP_TOKEN"]),
    asksFirst: !/^(off|0|no|false)$/i.test(env["ALIBABA_MCP_CONFIRM"]?.trim() ?? ""),
    env,
  };
}

function readPort(text: string): number {
  const port = /^\d{1,5}$/.test(text.trim()) ? Number(text) : NaN;
  if (port >= 0 && port <= MAX_PORT) return port;
  throw new InputError("number_invalid", { flag: "--http", value: text, min: 0, max: MAX_PORT });
}

function readToken(text: string | undefined): string | undefined {
  if (text === undefined || text === "") return undefined;
  if (text.length >= MIN_TOKEN_CHARS && /^[\x21-\x7e]+$/.test(text)) return text;
  throw new InputError("token_weak", { min: MIN_TOKEN_CHARS });
}
