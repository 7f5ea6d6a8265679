import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { EXIT } from "../../lib/cli/exit_codes.ts";
import { buildProgram } from "../../lib/cli/program.ts";
import { processTerminal } from "../../lib/cli/terminal.ts";
import { helpText } from "../../tools/docs.ts";
import { DOCUMENTS, readDocument } from "../support/documents.ts";
import { ROOT, runProgram } from "../support/harness.ts";

const REFERENCES = [["docs/reference.md", "en"], ["docs/reference.ru.md", "ru"]] as const;

function block(text: string, marker: string): string {
  const match = new RegExp(`<!-- ${marker} -->\n\`\`\`text\n([\\s\\S]*?)\`\`\``).exec(text);
  assert.ok(match, `no block after <!-- ${marker} -->`);
  return match[1] ?? "";
}

test("the help that is answered at once is the one the parser of arguments makes", async () => {
  for (const lang of ["ru", "en"] as const) {
    const { stdout, code } = await runProgram(["-h"], { env: { ALIBABA_LANG: lang } });
    assert.equal(stdout, `${helpText(lang)}\n`, "run: deno task docs");
    assert.equal(code, 0);
  }
});

for (const [name, lang] of REFERENCES) {
  test(`${name} quotes the help and the models as the program prints them`, async () => {
    const text = readDocument(name);
    const help = await runProgram(["--help", "--lang", lang]);
    assert.equal(block(text, "help"), help.stdout, "run: deno task docs");
    const models = await runProgram(["models", "--region", "all", "--lang", lang]);
    assert.equal(block(text, "models"), models.stdout, "run: deno task docs");
  });

  test(`${name} lists the exit codes the program has, and no others`, () => {
    const section = readDocument(name).split("<!-- exit-codes -->")[1]?.split("\n## ")[0] ?? "";
    const rows = [...section.matchAll(/^\| (\d+) \|(.*)\|$/gm)];
    const told = rows.flatMap(([, code, text = ""]) => [
      Number(code),
      ...[...text.matchAll(/\b(129|143|149)\b/g)].map(([found]) => Number(found)),
    ]);
    assert.deepEqual(told.sort((a, b) => a - b), Object.values(EXIT).sort((a, b) => a - b));
  });
}

test("both references have the same sections, tables and flags", () => {
  const [english = "", russian = ""] = REFERENCES.map(([name]) => readDocument(name));
  const shape = (text: string) =>
    text.split("\n").filter((line) => /^(#+ |\||<!-- )/.test(line)).map((line) =>
      line.startsWith("#") ? line.split(" ")[0] : line[0]
    );
  assert.deepEqual(shape(russian), shape(english));
  const flags = (
    text: string,
  ) => [...new Set([...text.matchAll(/`(--[a-z-]+)/g)].map(([, f]) => f))];
  assert.deepEqual(flags(russian).sort(), flags(english).sort());
});

test("the dependency tables name every package the program uses", () => {
  const { dependencies, devDependencies } = JSON.parse(
    readFileSync(join(ROOT, "package.json"), "utf8"),
  );
  const packages = Object.keys({ ...dependencies, ...devDependencies });
  assert.ok(packages.length > 5, `${packages.length} packages`);
  for (const [name] of REFERENCES) {
    const section = readDocument(name).split(/^## (?:Dependencies|Зависимости)$/m)[1]
      ?.split("\n## ")[0] ?? "";
    for (const each of packages) assert.ok(section.includes(`\`${each}\``), `${name}: ${each}`);
  }
});

/** Flags of other programs, and of tasks, that the documents speak of. */
const FOREIGN_FLAGS: readonly string[] = [
  "--fresh", // tools/rehearse.ts
  "--fill", // tools/bench.ts and its parts
  "--runs", // tools/proof.ts
  "--plugin-dir", // claude
  "--tags", // git
  "--repo", // gh
  "--compile-executable-path", // bun
  "--no-prompt", // deno
  ...["--trial", "--every", "--only", "--runtime", "--calls", "--pairs"], // tools/proof.ts
];

const PROGRAM = buildProgram(processTerminal("en"), () => {});

/** What of the documents must be true today: decisions and the history tell of other times. */
const CURRENT = DOCUMENTS.filter((name) => /^(README|docs\/(?!decisions))/.test(name));

const flagsOf = (command: typeof PROGRAM) =>
  command.options.flatMap(({ short, long }) => [short, long]);

test("a flag that a document names is one the program has", () => {
  const known = new Set([PROGRAM, ...PROGRAM.commands].flatMap(flagsOf));
  for (const flag of ["--help", "--root", "--http"]) known.add(flag);
  let seen = 0;
  for (const name of CURRENT) {
    for (
      const [, flag = ""] of readDocument(name).matchAll(/`[^`\n]*?(?<![\w-])(--[a-z][a-z-]*)/g)
    ) {
      const isForeign = FOREIGN_FLAGS.includes(flag) || /^--(allow|deny)-/.test(flag);
      seen++;
      assert.ok(known.has(flag) || isForeign, `${name}: ${flag}`);
    }
  }
  assert.ok(seen > 100, `${seen} flags`);
});

test("a command that a document names in passing has the flags it is named with", () => {
  let seen = 0;
  for (const name of CURRENT) {
    for (const [, span = ""] of readDocument(name).matchAll(/(?<!`)`([^`\n]+)`(?!`)/g)) {
      const words = span.replace(/^(alibaba-image-generator|deno run -A main\.ts) /, "").split(" ");
      const command = PROGRAM.commands.find((each) => each.name() === words[0]);
      if (command === undefined) continue;
      const known = new Set([...flagsOf(command), "--help"]);
      for (const flag of words.filter((word) => word.startsWith("--"))) {
        seen++;
        assert.ok(known.has(flag), `${name}: ${span}`);
      }
    }
  }
  assert.ok(seen > 20, `${seen} flags`);
});
