import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import test from "node:test";
import { NPX, quotedLines } from "../../tools/docs.ts";
import { commandsOf, DOCUMENTS, fences, readDocument } from "../support/documents.ts";
import { ROOT, runProgram } from "../support/harness.ts";

const READMES = [["README.md", "en"], ["README.ru.md", "ru"]] as const;

/** The longest that a first look may be. */
const MAX_LINES = 200;

for (const [name, lang] of READMES) {
  test(`${name} can be read at one sitting, and shows the page in its reader's language`, () => {
    const text = readDocument(name);
    assert.ok(text.trimEnd().split("\n").length <= MAX_LINES, `${text.split("\n").length} lines`);
    assert.ok(text.includes(`](docs/review.${lang}.png)`));
  });

  test(`${name} quotes what the first command really prints, and no warning`, async () => {
    const cwd = await mkdtemp(join(tmpdir(), "первый взгляд "));
    try {
      const args = lang === "en" ? ["--lang", "en"] : [];
      const options = { script: "tools/rehearse.ts", cwd, env: NPX };
      const { stdout, stderr } = await runProgram(args, options);
      const told = quotedLines(`${stdout}\n${stderr}`);
      assert.ok(told.length >= 5 && told.length <= 8, told.join("\n"));
      const shown = readDocument(name).split("<!-- session -->\n```text\n")[1]?.split("```")[0];
      assert.equal(shown, `${told.join("\n")}\n`, "run: deno task docs");
      assert.doesNotMatch(shown, /⚠️|❌/);
    } finally {
      await rm(cwd, { recursive: true, force: true, maxRetries: 3 });
    }
  });
}

test("both READMEs have the same sections, blocks and commands", () => {
  const [english = "", russian = ""] = READMES.map(([name]) => readDocument(name));
  const levels = (text: string) =>
    [...text.matchAll(/^#+ |^<!-- \S+ -->$/gm)].map(([mark]) => mark);
  assert.deepEqual(levels(russian), levels(english));
  const rows = (text: string) => text.split("\n").filter((line) => line.startsWith("|")).length;
  assert.equal(rows(russian), rows(english), "rows of tables");
  const commands = (name: string) =>
    commandsOf(name).map(({ line }) =>
      line.replace(" --lang en", "").replace(/--edit "[^"]+"/, "--edit")
    );
  assert.deepEqual(commands("README.ru.md"), commands("README.md"));
});

test("a newcomer's two commands stand in each README, the English one prints English", () => {
  for (const [name, lang] of READMES) {
    const lines = commandsOf(name).map(({ line }) => line);
    const rehearse = `npx -y deno@2.9.6 task rehearse${lang === "en" ? " --lang en" : ""}`;
    assert.ok(lines.includes(rehearse), name);
    assert.ok(lines.includes("npx -y deno@2.9.6 task ok"), name);
  }
});

test("the READMEs give assistants the setting that the document about them begins with", () => {
  for (const [name] of READMES) {
    const settings = (document: string) =>
      fences(readDocument(document)).filter(({ language }) => language === "json")
        .map(({ body }) => JSON.parse(body));
    const [first] = settings(`docs/${name.replace("README", "mcp")}`);
    assert.deepEqual(settings(name), [first], name);
    assert.match(first.mcpServers.illustrations.command, /^\/path\/to\/alibaba-image-generator$/);
  }
});

test("no block that tools fill is empty", () => {
  let [filled, blocks] = [0, 0];
  for (const name of DOCUMENTS) {
    const text = readDocument(name);
    for (const [, marker, after = ""] of text.matchAll(/^<!-- ([a-z-]+) -->\n\s*([^\n]*)/gm)) {
      filled++;
      assert.match(after, /^(```|\|)/, `${name}: ${marker}`);
    }
    for (const { language, body } of fences(text)) {
      blocks++;
      assert.notEqual(body.trim(), "", `${name}: an empty block of ${language || "text"}`);
    }
  }
  assert.ok(filled > 5 && blocks > 50, `${filled} filled by tools, ${blocks} in all`);
});

test("the failures of the READMEs begin as the program writes them", () => {
  for (const [name] of READMES) {
    const rows = [...readDocument(name).matchAll(/^\| `(❌ [^`]+?)(?: …)?` \|/gm)];
    assert.equal(rows.length, 5, name);
    // What stands there, a test of that document compares with the program.
    const symptoms = readDocument(`docs/${name.replace("README", "troubleshooting")}`);
    for (const [, line] of rows) {
      assert.ok(symptoms.includes(`\n### \`${line}`), `${name}: ${line}`);
    }
  }
});

/** Pages beside the documents on the site that shows the repository. */
const SITE_PAGES: readonly string[] = ["../../releases/latest"];

test("every link of the documents leads to a file, and to a heading, that is there", () => {
  let [files, anchors] = [0, 0];
  for (const name of DOCUMENTS) {
    for (
      const [, target = "", anchor] of readDocument(name).matchAll(/\]\(([^)#]*)(?:#([^)]*))?\)/g)
    ) {
      if (/^(https?|vscode|cursor):/.test(target) || SITE_PAGES.includes(target)) continue;
      const path = target === "" ? name : join(dirname(name), target);
      files++;
      assert.ok(existsSync(join(ROOT, path)), `${name}: ${target}`);
      if (anchor === undefined) continue;
      anchors++;
      const headings = [...readDocument(path).matchAll(/^#+ (.+)$/gm)].map(([, text = ""]) =>
        text.toLowerCase().replaceAll(/[^\p{L}\p{N} _-]/gu, "").replaceAll(" ", "-")
      );
      assert.ok(headings.includes(anchor), `${name}: ${target}#${anchor}`);
    }
  }
  assert.ok(files > 50 && anchors > 5, `${files} links, ${anchors} to headings`);
});

test("Russian documents lead to pages that their readers can read", () => {
  for (const name of DOCUMENTS.filter((each) => each.endsWith(".ru.md"))) {
    assert.doesNotMatch(readDocument(name), /\/help\/zh\//, name);
  }
});
