/**
 * Where the one-file script begins. It runs before anything else is evaluated, so that a Node that
 * is too old gets a sentence and not the stack trace of a missing builtin. Nothing but words is imported at the top.
 * @module
 */
import { NODE_TOO_OLD } from "../../lib/text/runtime_texts.ts";

/** `node:sqlite` exists from here on, behind a flag. */
const FIRST_NODE = [22, 5] as const;

/** From here on it needs no flag. */
const FIRST_NODE_WITHOUT_FLAG = [22, 13] as const;

const SQLITE_FLAG = "--experimental-sqlite";

async function start(): Promise<void> {
  const { deno, bun, node } = process.versions;
  const isNode = deno === undefined && bun === undefined;
  if (isNode && isBefore(node, FIRST_NODE)) {
    process.stderr.write(`${NODE_TOO_OLD[isEnglish() ? "en" : "ru"](node)}\n`);
    process.exit(2);
  }
  if (
    isNode && isBefore(node, FIRST_NODE_WITHOUT_FLAG) && !process.execArgv.includes(SQLITE_FLAG)
  ) {
    return startAgain();
  }
  if (isNode) silenceSqliteWarning();
  const { startCommandLine } = await import("../../lib/cli/start.ts");
  const code = await startCommandLine(process.argv.slice(2));
  if (code !== undefined) process.exit(code);
}

function isBefore(version: string, [major, minor]: readonly [number, number]): boolean {
  const [thisMajor = 0, thisMinor = 0] = version.split(".").map(Number);
  return thisMajor < major || (thisMajor === major && thisMinor < minor);
}

function isEnglish(): boolean {
  const { argv, env } = process;
  const at = argv.lastIndexOf("--lang");
  const flag = at < 0 ? argv.find((arg) => arg.startsWith("--lang="))?.slice(7) : argv[at + 1];
  return (flag ?? env["ALIBABA_LANG"]) === "en";
}

/** Node 22.5 to 22.12 offer the database only to a process that was started with the flag. */
async function startAgain(): Promise<void> {
  const { spawn } = await import("node:child_process");
  const args = [...process.execArgv, SQLITE_FLAG, ...process.argv.slice(1)];
  const child = spawn(process.execPath, args, { stdio: "inherit" });
  // A terminal sends Ctrl-C to both; what is sent to this process alone is handed on.
  process.on("SIGINT", () => {});
  const handedOn = ["SIGTERM", "SIGHUP", "SIGBREAK"] as const;
  const isWindows = process.platform === "win32";
  for (const name of handedOn) {
    if (name !== "SIGBREAK" || isWindows) process.on(name, () => child.kill(name));
  }
  child.on("exit", (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

/** The database is in daily use; the notice would stand between people and the program's talk. */
function silenceSqliteWarning(): void {
  const emit = process.emitWarning;
  process.emitWarning = ((warning: string | Error, ...rest: unknown[]) => {
    if (String(warning).includes("SQLite is an experimental feature")) return;
    Reflect.apply(emit, process, [warning, ...rest]);
  }) as typeof process.emitWarning;
}

await start();
