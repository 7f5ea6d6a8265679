import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import test from "node:test";
import { EXIT } from "../lib/cli/exit_codes.ts";
import { helpText, mcpSection } from "../tools/docs.ts";
import { cleanEnv, ROOT, runProgram, startProgram, withService } from "./support/harness.ts";

const READMES = [["README.md", "en"], ["README.ru.md", "ru"]] as const;

/** Documents whose links must lead somewhere. */
const LINKED = [
  "README.md",
  "README.ru.md",
  "CHANGELOG.md",
  ...readdirSync(join(ROOT, "docs")).filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

function read(name: string): string {
  return readFileSync(join(ROOT, name), "utf8");
}

function block(text: string, marker: string): string {
  const match = new RegExp(`<!-- ${marker} -->\n\`\`\`text\n([\\s\\S]*?)\`\`\``).exec(text);
  assert.ok(match, `no block after <!-- ${marker} -->`);
  return match[1] ?? "";
}

/** Commands of the `sh` blocks, comments and blank lines left out. */
function commands(text: string): string[] {
  return [...text.matchAll(/```sh\n([\s\S]*?)```/g)]
    .flatMap(([, body = ""]) => body.split("\n"))
    .filter((line) => line.trim() !== "" && !line.startsWith("#"));
}

test("the help that is answered at once is the one the parser of arguments makes", async () => {
  for (const lang of ["ru", "en"] as const) {
    const { stdout, code } = await runProgram(["-h"], { env: { ALIBABA_LANG: lang } });
    assert.equal(stdout, `${helpText(lang)}\n`, "run: deno task docs");
    assert.equal(code, 0);
  }
});

for (const [name, lang] of READMES) {
  test(`${name} quotes the help and the models as the program prints them`, async () => {
    const text = read(name);
    for (
      const [marker, args] of [["help", ["--help"]], ["models", [
        "models",
        "--region",
        "all",
      ]]] as const
    ) {
      const { stdout } = await runProgram([...args, "--lang", lang]);
      assert.equal(block(text, marker), stdout, `run: deno task docs (${marker})`);
    }
  });

  test(`${name} lists the exit codes the program has, and no others`, () => {
    const section = read(name).split("<!-- exit-codes -->")[1]?.split("\n## ")[0] ?? "";
    const rows = [...section.matchAll(/^\| (\d+) \|(.*)\|$/gm)];
    const told = rows.flatMap(([, code, text = ""]) => [
      Number(code),
      ...[...text.matchAll(/\b(143)\b/g)].map(([found]) => Number(found)),
    ]);
    assert.deepEqual(told.sort((a, b) => a - b), Object.values(EXIT).sort((a, b) => a - b));
  });
}

test("the READMEs quote the setup for assistants as its document tells it", () => {
  for (const [name] of READMES) {
    const section = mcpSection(read(join("docs", name.replace("README", "mcp"))));
    assert.ok(
      section.length > 2_000 && read(name).includes(section),
      `${name}: run: deno task docs`,
    );
  }
});

test("both READMEs have the same sections and the same commands", () => {
  const [english = "", russian = ""] = READMES.map(([name]) => read(name));
  const levels = (text: string) => [...text.matchAll(/^#+ /gm)].map(([mark]) => mark);
  assert.deepEqual(levels(english), levels(russian));
  const plain = (text: string) => commands(text).map((line) => line.replace(" --lang en", ""));
  assert.deepEqual(plain(english), plain(russian));
});

test("every link of the documents leads to a file that is there", () => {
  for (const name of LINKED) {
    for (const [, target = ""] of read(name).matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)) {
      if (/^(https?|vscode|cursor):/.test(target)) continue;
      assert.ok(existsSync(join(ROOT, dirname(name), target)), `${name}: ${target}`);
    }
  }
});

test("the dependency tables name every package the program uses", () => {
  const { dependencies, devDependencies } = JSON.parse(read("package.json"));
  const packages = Object.keys({ ...dependencies, ...devDependencies });
  for (const [name] of READMES) {
    const section = read(name).split(/^## (?:Dependencies|Зависимости)$/m)[1]?.split("\n## ")[0] ??
      "";
    for (const each of packages) assert.ok(section.includes(`\`${each}\``), `${name}: ${each}`);
  }
});

/** Splits a command line; the READMEs quote nothing but "$DIR". */
function words(line: string, dir: string): string[] {
  return line.split(" ").map((word) => word === '"$DIR"' ? dir : word);
}

async function execute(line: string, home: string, env: Record<string, string>): Promise<void> {
  const pipeline = join(home, "examples", "pipeline_ЦветокПушкинМНеороманс");
  const isPiped = line.startsWith("echo y | ");
  const [runtime, ...rest] = words(line.replace(/^echo y \| /, ""), pipeline);
  assert.deepEqual([runtime, ...rest.slice(0, 3)], ["deno", "run", "-A", "main.ts"], line);
  // The port of the README may be taken on the machine that runs the tests.
  const args = rest.slice(3).map((word, at, all) => all[at - 1] === "--port" ? "0" : word);
  const options = { env: cleanEnv({ ...env, PATH: "" }), cwd: home };
  if (args[0] === "emulator" || args[0] === "review") {
    const server = startProgram(args, { ...options, input: null });
    await server.seen("http://127.0.0.1:");
    server.kill("SIGINT");
    const { code, stderr } = await server.finished;
    assert.ok(code === 0 || code === EXIT.interrupted, `${line}\n${stderr}`);
    return;
  }
  const needsAnswer = isPiped || !args.includes("--no-confirm");
  const { code, stderr } = await runProgram(args, { ...options, input: needsAnswer ? "y\n" : "" });
  // The doctor may well find something: the service here is no real one.
  const allowed = args[0] === "doctor" ? [EXIT.made, EXIT.failed] : [EXIT.made];
  assert.ok(allowed.includes(code as 0 | 1), `${line}\nexit ${code}\n${stderr}`);
}

test("every command of the README works on the example pipeline as it is written", async () => {
  const home = await mkdtemp(join(tmpdir(), "читатель README "));
  const { tasks } = JSON.parse(read("deno.json"));
  try {
    await cp(join(ROOT, "examples"), join(home, "examples"), {
      recursive: true,
      filter: (path) => !path.slice(ROOT.length).includes("alibaba"),
    });
    await withService(async (_service, env) => {
      for (const line of commands(read("README.md"))) {
        const task = /^(?:npx -y deno@[\d.]+|deno) task (\S+)$/.exec(line)?.[1];
        if (task !== undefined) assert.ok(task in tasks, line);
        else await execute(line, home, env);
      }
    });
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  }
});
