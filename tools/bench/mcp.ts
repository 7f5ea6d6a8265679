/**
 * How long the MCP server takes from its start to the answer of `initialize` and of `tools/list`.
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { bunCommand, denoCommand, PROJECT_ROOT, type ToolCommand } from "../toolchain.ts";

/** Starts that are measured; one more goes before, to warm the caches. */
const STARTS = 15;

/** Medians over all starts. */
export interface McpFigures {
  /** From the start of the process to the answer, in milliseconds. */
  readonly initializeMs: number;
  /** From the start of the process to the list, in milliseconds. */
  readonly listMs: number;
  /** Bytes of the answer to `tools/list`. */
  readonly listBytes: number;
}

const MESSAGES = [
  {
    id: 1,
    method: "initialize",
    params: {
      protocolVersion: "2025-06-18",
      capabilities: {},
      clientInfo: { name: "bench", version: "1" },
    },
  },
  { id: 2, method: "tools/list" },
];

/** Measures one way of starting the server. */
export async function measureMcp(command: readonly [string, ...string[]]): Promise<McpFigures> {
  const starts = [];
  for (let at = 0; at <= STARTS; at++) starts.push(await start(command));
  const warm = starts.slice(1);
  const median = (key: "initializeMs" | "listMs") =>
    warm.map((each) => each[key]).toSorted((a, b) => a - b)[Math.floor(STARTS / 2)] ?? NaN;
  return {
    initializeMs: median("initializeMs"),
    listMs: median("listMs"),
    listBytes: warm[0]?.listBytes ?? NaN,
  };
}

function start([command, ...args]: readonly [string, ...string[]]): Promise<McpFigures> {
  return new Promise((resolve, reject) => {
    const startMs = performance.now();
    const child = spawn(command, args, { stdio: ["pipe", "pipe", "ignore"] });
    let text = "";
    let initializeMs = NaN;
    const send = (at: number) =>
      child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...MESSAGES[at] })}\n`);
    child.stdout.setEncoding("utf8").on("data", (piece: string) => {
      text += piece;
      const lines = text.split("\n");
      if (lines.length === 2 && Number.isNaN(initializeMs)) {
        initializeMs = performance.now() - startMs;
        send(1);
      }
      if (lines.length < 3) return;
      const listMs = performance.now() - startMs;
      child.stdin.end();
      child.once(
        "close",
        () => resolve({ initializeMs, listMs, listBytes: (lines[1] ?? "").length }),
      );
    });
    child.on("error", reject);
    send(0);
  });
}

/** The server as its users start it. */
function mcpCommands(): Readonly<Record<"deno" | "bun", ToolCommand>> {
  const script = join(PROJECT_ROOT, "mcp.ts");
  return {
    deno: [...denoCommand(), "run", "-A", script, "--root", PROJECT_ROOT],
    bun: [...bunCommand(), script, "--root", PROJECT_ROOT],
  };
}

if (import.meta.main) {
  for (const [name, command] of Object.entries(mcpCommands())) {
    const { initializeMs, listMs, listBytes } = await measureMcp(command);
    const figures = `initialize ${initializeMs.toFixed(0)} ms, tools/list ${listMs.toFixed(0)} ms`;
    process.stdout.write(`mcp ${name}: ${figures}, ${listBytes} bytes\n`);
  }
}
