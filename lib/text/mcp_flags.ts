/**
 * The flags of the MCP server, spelled once: for `mcp.ts`, for the command `mcp`, and for the help of
 * both.
 * @module
 */

interface McpFlag {
  /** What follows the flag; undefined: nothing. */
  readonly value: string | undefined;
  /** Lines of `mcp.ts --help`. */
  readonly help: readonly string[];
}

/** Flags by name; a name is also that of the flag's description in `FLAG_TEXTS`. */
export const MCP_FLAGS = {
  root: { value: "dir", help: ["folder with the pipelines (or ALIBABA_PIPELINES_DIR)"] },
  config: {
    value: "file",
    help: ["settings file (default: config.env in the root folder, if there is one)"],
  },
  rehearse: {
    value: undefined,
    help: ["use the built-in rehearsal service: real files, no key, no cost"],
  },
  http: {
    value: "port",
    help: [
      "Streamable HTTP on 127.0.0.1 instead; the token is printed,",
      "or taken from ALIBABA_MCP_TOKEN",
    ],
  },
} as const satisfies Readonly<Record<string, McpFlag>>;

type Flags = typeof MCP_FLAGS;

/** Flags as they were typed. */
export type McpFlags = {
  readonly [Name in keyof Flags]?:
    | (Flags[Name]["value"] extends string ? string : boolean)
    | undefined;
};

const entries: [name: string, flag: McpFlag][] = Object.entries(MCP_FLAGS);

const spelling = ([name, { value }]: (typeof entries)[number], isLoud: boolean) =>
  value === undefined ? `--${name}` : `--${name} ${isLoud ? value.toUpperCase() : `<${value}>`}`;

/** How the command line's parser wants each flag spelled, with its name: `--root <dir>`. */
export const MCP_FLAG_SPELLINGS = Object.fromEntries(
  entries.map((entry) => [spelling(entry, false), entry[0]]),
) as Readonly<Record<string, keyof Flags>>;

/** Columns before the descriptions. */
const INDENT = 18;

/** What `mcp.ts --help` prints. */
export const MCP_USAGE = `Usage: mcp.ts ${
  entries.map((each) => `[${spelling(each, true)}]`).join(" ")
}

MCP server for regenerating illustrations. Speaks MCP on stdin and stdout.

${
  entries.map((each) =>
    `  ${spelling(each, true)}`.padEnd(INDENT) + each[1].help.join(`\n${" ".repeat(INDENT)}`)
  ).join("\n")
}
  --version, --help

ALIBABA_MCP_CONFIRM=off: do not ask before spending, even if the client can ask.`;
