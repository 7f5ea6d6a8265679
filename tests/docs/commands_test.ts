import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { BUN_TARGETS } from "../../tools/build/artefacts.ts";
import { EXAMPLE } from "../../tools/rehearse.ts";
import { TOOL_VERSIONS } from "../../tools/toolchain.ts";
import {
  type Command,
  commandsOf,
  DOCUMENTS,
  fences,
  readDocument,
  shellWords,
} from "../support/documents.ts";
import { generateArgs, ROOT, runProgram, withService } from "../support/harness.ts";
import { callOf, EXAMPLES, Reader } from "../support/typed_commands.ts";

const LONG = { timeout: 180_000 };

/** A server in an assistant's settings; one that is reached by HTTP has no command. */
interface Server {
  readonly command?: string;
  readonly args: readonly string[];
}

/** Readers at once: the machines that run this have two processors. */
const READERS = 2;

const TASKS: Readonly<Record<string, { readonly command: string }>> =
  JSON.parse(readFileSync(join(ROOT, "deno.json"), "utf8")).tasks;

/** Commands that are not run here, why, and what of them is checked all the same. */
const NOT_RUN: readonly (readonly [RegExp, string, ((line: string) => void)?])[] = [
  [/^git clone REPOSITORY_URL /, "the address is what the reader's page shows"],
  [/^cd alibaba-image-generator$/, "the folder that the clone makes"],
  [/^(sha256sum|shasum -a 256) --check --ignore-missing SHA256SUMS$/, "nothing was downloaded"],
  [/^\(Get-FileHash /, "nothing was downloaded", (line) => {
    const names = [...line.matchAll(/generator-([a-z0-9-]+)\.exe/g)].map(([, target]) => target);
    assert.ok(
      names.length > 0 && names.every((name) => name !== undefined && name in BUN_TARGETS),
      line,
    );
  }],
];

/** Tools of a developer: `deno task ok` would run this test; each has tests of its own, or is a tool of others. */
const DEVELOPING =
  /^(npx -y )?(deno|bun)(@[\d.]+)? (task|test|check|fmt|lint|install|publish|run -A tools\/)/;

/** The tasks, files and versions that a developer's command names are there. */
function checkNames(line: string): void {
  const words = shellWords(line, new Map()).map(({ text }) => text);
  const task = words[words.indexOf("task") + 1] ?? "";
  if (words.includes("task")) assert.ok(task in TASKS, `${line}: no task ${task}`);
  for (const [, tool = "", version] of line.matchAll(/\b(deno|bun|node)@([\d.]+)/g)) {
    assert.equal(version, TOOL_VERSIONS[tool as keyof typeof TOOL_VERSIONS], line);
  }
  for (const name of words.filter((word) => /\.tsx?$/.test(word))) {
    assert.ok(existsSync(join(ROOT, name)), `${line}: no file ${name}`);
  }
}

/** @returns whether the command could be typed, or is known not to be */
async function type(reader: Reader, { line }: Command): Promise<boolean> {
  const assigned = /^(?:export )?\$?(\w+) ?= ?"([^"]*)"$/.exec(line);
  if (assigned !== null) {
    reader.variables.set(assigned[1] ?? "", reader.replaced(assigned[2] ?? ""));
    return true;
  }
  const hasAnswer = line.startsWith("echo y | ");
  const words = shellWords(line.replace(/^echo y \| /, ""), reader.variables).map(({ text }) =>
    text
  );
  const call = callOf(words.map((word) => reader.replaced(word)));
  if (DEVELOPING.test(line)) checkNames(line);
  else if (call !== undefined) await reader.run(call, line, hasAnswer);
  else if (line.startsWith("claude mcp add ")) {
    await reader.serves(words.slice(words.indexOf("--") + 1), line);
  } else if (words[0] === "curl") await reader.fetches(words, line);
  else {
    const known = NOT_RUN.find(([pattern]) => pattern.test(line));
    known?.[2]?.(line);
    return known !== undefined;
  }
  return true;
}

/** Commands that differ in their language alone are typed once; what sets a variable, each time. */
function once(): (command: Command) => boolean {
  const seen = new Set<string>();
  return ({ line }) => {
    const key = line.replace(" --lang en", "").replace(/(--edit|--reason) "[^"]*"/, "$1");
    if (/^\S+ ?= ?"/.test(line)) return true;
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  };
}

/** A folder of the test's own, and the service. */
async function inFolder(
  act: (home: string, env: Record<string, string>) => Promise<void>,
): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), "читатель документов "));
  try {
    await withService((_service, env) => act(home, env));
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** A copy of the example in which every number has a candidate. */
async function drawnPipeline(home: string, env: Record<string, string>): Promise<string> {
  const dir = join(home, "pipeline_X");
  await cp(join(EXAMPLES, EXAMPLE), dir, {
    recursive: true,
    filter: (path) => !path.slice(EXAMPLES.length).includes("alibaba"),
  });
  const { code, stderr } = await runProgram(generateArgs(dir, "all"), { env });
  assert.equal(code, 0, stderr);
  return dir;
}

test(
  "every command of every document does what it is there for, as it is written",
  LONG,
  () =>
    inFolder(async (home, env) => {
      const drawn = await drawnPipeline(home, env);
      const isNew = once();
      const waiting = DOCUMENTS.map((name) => ({ name, commands: commandsOf(name).filter(isNew) }))
        .filter(({ commands }) => commands.length > 0);
      const unknown: string[] = [];
      let typed = 0;
      const read = async () => {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
          const own = join(home, next.name.replaceAll("/", " "));
          await cp(drawn, join(own, "pipeline_X"), { recursive: true });
          await cp(drawn, join(own, "examples", EXAMPLE), { recursive: true });
          const reader = new Reader(own, env);
          for (const command of next.commands) {
            typed++;
            if (!await type(reader, command)) unknown.push(`${next.name}: ${command.line}`);
          }
        }
      };
      await Promise.all(Array.from({ length: READERS }, read));
      assert.deepEqual(unknown, [], "neither typed nor in the list of those that cannot be");
      assert.ok(typed > 40, `${typed} commands`);
    }),
);

test("each reason not to run a command still has its command", () => {
  const lines = DOCUMENTS.flatMap(commandsOf).map(({ line }) => line);
  for (const [pattern, reason] of NOT_RUN) {
    assert.ok(lines.some((line) => pattern.test(line)), `${pattern}: ${reason}`);
  }
});

test(
  "what assistants are told to start answers as an MCP server",
  LONG,
  () =>
    inFolder(async (home, env) => {
      const reader = new Reader(home, env);
      const settings = DOCUMENTS.flatMap((name) => fences(readDocument(name)))
        .filter(({ language }) => language === "json").map(({ body }) => JSON.parse(body));
      const started = new Set<string>();
      for (const { mcpServers, servers } of settings) {
        for (const { command, args } of Object.values<Server>(mcpServers ?? servers ?? {})) {
          if (command === undefined) continue;
          assert.match(command, /^\/path\/to\//, "absolute: such programs have another PATH");
          const words = [command, ...args];
          if (started.has(words.join(" "))) continue;
          started.add(words.join(" "));
          await reader.serves(words, words.join(" "));
        }
      }
      assert.ok(started.size >= 3, `${started.size} settings`);
    }),
);

test("no shell takes a word of the program's commands for something else", () => {
  let seen = 0;
  for (const { document, line } of DOCUMENTS.flatMap(commandsOf)) {
    const words = shellWords(line.replace(/^echo y \| /, ""), new Map());
    if (!/^(deno|bun|node|alibaba-image-generator)$/.test(words[0]?.text ?? "")) continue;
    seen++;
    for (const { bare } of words) {
      // zsh looks for files that * and ? fit, PowerShell splits at commas.
      assert.doesNotMatch(bare, /[*?,()[\]{}]/, `${document}: ${line}`);
    }
  }
  assert.ok(seen > 50, `${seen} commands`);
});

test("a command that is shown to be typed is marked as one", () => {
  let seen = 0;
  for (const name of DOCUMENTS) {
    for (const { language, body } of fences(readDocument(name))) {
      if (["", "text"].includes(language)) {
        seen++;
        assert.doesNotMatch(body, /^(deno|bun|npx|npm|curl|git|claude|main\.ts) /m, name);
      }
    }
  }
  assert.ok(seen > 10, `${seen} blocks`);
});

test("tasks that a document speaks of are there", () => {
  let seen = 0;
  for (const name of DOCUMENTS.filter((each) => each !== "CHANGELOG.md")) {
    for (
      const [, task = ""] of readDocument(name).matchAll(/\bdeno(?:@[\d.]+)? task ([a-z][\w:]*)/g)
    ) {
      seen++;
      assert.ok(task in TASKS, `${name}: ${task}`);
    }
  }
  assert.ok(seen > 20, `${seen} tasks`);
});
