/**
 * A reader of the documents at the keyboard: commands are typed as they stand there, what stands for the
 * reader's own things is replaced, and the program runs against the local service.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { EXIT } from "../../lib/cli/exit_codes.ts";
import { INITIALIZE } from "./first_message.ts";
import { freePort } from "./free_port.ts";
import { ROOT, runProgram, startProgram } from "./harness.ts";

/** What stands in a document, and what the reader puts in its place; the first that fits counts. */
function replacements(home: string): readonly (readonly [string, string])[] {
  return [
    ["/path/to/alibaba-image-generator/", ""], // the folder with the source
    ["/path/to/alibaba-image-generator", "alibaba-image-generator"], // the binary
    ["/path/to/deno", "deno"],
    ["/path/to/bun", "bun"],
    ["/path/to/pipelines", home], // the folder that holds the pipelines
    ["/path/to/pipeline_X", join(home, "pipeline_X")],
  ];
}

/** The program with its arguments, whichever way it was started. */
interface Call {
  readonly script: "main.ts" | "mcp.ts";
  readonly args: readonly string[];
}

const STARTERS: readonly string[] = ["deno", "bun", "node", "alibaba-image-generator"];

/**
 * The program's own arguments in a command; undefined: the command starts something else.
 * @param words replaced already
 */
export function callOf(words: readonly string[]): Call | undefined {
  if (!STARTERS.includes(words[0] ?? "")) return undefined;
  const at = words.findIndex((word) =>
    /^(main\.ts|mcp\.ts|.*alibaba-image-generator(\.mjs)?)$/.test(word)
  );
  if (at < 0) return undefined;
  return { script: words[at] === "mcp.ts" ? "mcp.ts" : "main.ts", args: words.slice(at + 1) };
}

/** A reader with a folder that holds their pipelines, and a key. */
export class Reader {
  /** What `$NAME` stands for, from the assignments typed before. */
  readonly variables = new Map<string, string>();
  readonly #home: string;
  readonly #env: Readonly<Record<string, string>>;
  #taskId = "";

  /**
   * @param home the folder that is worked in
   * @param env with the key, and the address of the local service
   */
  constructor(home: string, env: Readonly<Record<string, string>>) {
    this.#home = home;
    // Nothing is found on PATH: no browser opens.
    this.#env = { ...env, PATH: "" };
  }

  /** Puts the reader's own things in the places of what stands for them. */
  replaced(word: string): string {
    const found = replacements(this.#home).find(([from]) => word.startsWith(from));
    return found === undefined ? word : word.replace(found[0], found[1]);
  }

  /**
   * Runs the program: a server until it says where it listens, all else to its end.
   * @param hasAnswer what stands on standard input is "y"
   */
  async run({ script, args: typed }: Call, line: string, hasAnswer: boolean): Promise<void> {
    const port = String(await freePort());
    const args = typed.map((word, at) => /^--(port|http)$/.test(typed[at - 1] ?? "") ? port : word);
    const options = { env: this.#env, cwd: this.#home, script };
    const isServer = args[0] === "emulator" || args.includes("--http") ||
      (args[0] === "review" && !args.includes("--export"));
    if (isServer) {
      const server = startProgram(args, { ...options, input: null });
      await server.seen("http://127.0.0.1:");
      server.kill("SIGINT");
      const { code, signal, stderr } = await server.finished;
      // It may be stopped before it has begun to listen for signals.
      const isStopped = code === 0 || code === EXIT.interrupted || signal === "SIGINT";
      assert.ok(isStopped, `${line}\n${stderr}`);
      return;
    }
    const needsAnswer = hasAnswer || !args.includes("--no-confirm");
    const { code, stderr } = await runProgram(args, {
      ...options,
      input: needsAnswer ? "y\n" : "",
    });
    // The doctor may well find something: the service here is no real one.
    const allowed: readonly (number | null)[] = args[0] === "doctor"
      ? [EXIT.made, EXIT.failed]
      : [EXIT.made];
    assert.ok(allowed.includes(code), `${line}\nexit ${code}\n${stderr}`);
  }

  /** Starts what an assistant is told to start, and sees it answer as an MCP server. */
  async serves(words: readonly string[], line: string): Promise<void> {
    const call = callOf(words.map((word) => this.replaced(word)));
    assert.ok(call !== undefined, line);
    const options = { env: this.#env, cwd: this.#home, script: call.script, input: null };
    const server = startProgram(call.args, options);
    server.write(`${JSON.stringify(INITIALIZE)}\n`);
    await server.seen('"id":1');
    server.closeInput();
    const { code, stdout } = await server.finished;
    assert.equal(code, 0, line);
    assert.equal(JSON.parse(stdout).result.serverInfo.name, "alibaba-image-generator", line);
  }

  /** What curl would do, at the local service's own address. */
  async fetches(words: readonly string[], line: string): Promise<void> {
    const url = new URL(
      (words.find((word) => word.startsWith("http")) ?? "").replace("TASK_ID", this.#taskId),
    );
    const after = (flag: string) => words.filter((_, at) => words[at - 1] === flag);
    const headers = after("-H").map((text) => text.split(": ") as [string, string]);
    const [body] = after("-d");
    const address = new URL(url.pathname, this.#env["ALIBABA_BASE_URL"]);
    const answer = await fetch(address, {
      headers,
      ...(body === undefined ? {} : { method: "POST", body }),
    });
    const told = await answer.json();
    assert.equal(answer.status, 200, `${line}\n${JSON.stringify(told)}`);
    this.#taskId = String(told.output.task_id);
  }
}

/** Where the project's example stands. */
export const EXAMPLES = join(ROOT, "examples");
