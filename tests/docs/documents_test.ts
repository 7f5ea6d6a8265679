import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import test from "node:test";
import { DOCUMENTS, readDocument } from "../support/documents.ts";
import { ROOT } from "../support/harness.ts";

/** The history tells of files as they were. */
const HISTORY = "CHANGELOG.md";

test("every file of the project that a document names is there", () => {
  let seen = 0;
  for (const document of DOCUMENTS.filter((name) => name !== HISTORY)) {
    const named = readDocument(document).matchAll(
      /(?<![\p{L}\p{N}_/.-])(?:lib|tests|tools|docs|plugin|examples)(?:\/[\p{L}\p{N}_.-]+)+\/?/gu,
    );
    for (const [path] of named) {
      seen++;
      const exact = path.replace(/[.,]$/, "");
      assert.ok(existsSync(join(ROOT, exact)), `${document}: ${exact}`);
    }
  }
  assert.ok(seen > 200, `${seen} paths`);
});

/** Pages in both languages, by their English name. */
const PAIRS = DOCUMENTS.filter((name) => name.endsWith(".ru.md"))
  .map((name) => [name.replace(".ru.md", ".md"), name] as const);

test("a Russian page sends its readers to Russian pages, or says that a page is in English", () => {
  const russian = new Set(PAIRS.map(([, name]) => name));
  const wrong = PAIRS.flatMap(([, document]) => {
    const text = readDocument(document);
    const links = [
      ...text.matchAll(/(English: )?\[[^\]]*\]\(([^)#\s]+\.md)[^)]*\)( \(англ\.\))?/g),
    ];
    const english = links.filter(([, isSwitch, target = "", isTold]) => {
      const path = join(dirname(document), target).replaceAll("\\", "/");
      return isSwitch === undefined && isTold === undefined && !russian.has(path) &&
        path !== HISTORY;
    });
    return english.map(([all]) => `${document}: ${all}`);
  });
  assert.deepEqual(wrong, []);
});

test("pages in two languages have the same headings, tables and blocks", () => {
  const shape = (document: string) =>
    readDocument(document).split("\n").flatMap((line) => {
      const mark = /^(#+ |```|\|)/.exec(line)?.[1];
      return mark === undefined ? [] : [mark];
    });
  for (const [english, russian] of PAIRS.filter(([name]) => name !== "README.md")) {
    assert.deepEqual(shape(russian), shape(english), russian);
  }
});

test("the list of decisions names every record", () => {
  const index = readDocument("docs/decisions/README.md");
  const records = DOCUMENTS.filter((name) => name.startsWith("docs/decisions/"))
    .map((name) => name.replace("docs/decisions/", "")).filter((name) => name !== "README.md");
  assert.deepEqual(records.filter((name) => !index.includes(`](${name})`)), []);
  assert.ok(records.length > 5, records.join(", "));
});

/** Words that would call a thing by a second name; what the program prints stands in code and is not ours here. */
const SECOND_NAMES =
  /(?<!\p{L})(?:бинарник|архив|служб[аыеу](?!\p{L})|каталог(?!\p{L}*\s+моделей))\p{L}*/giu;

test("Russian pages call each thing by one name: папка, исполняемый файл, хранилище, учебный сервис", () => {
  const found = PAIRS.flatMap(([, document]) => {
    const prose = readDocument(document).replaceAll(/^```[\s\S]*?^```/gm, "")
      .replaceAll(/`[^`\n]*`/g, "");
    return [...prose.matchAll(SECOND_NAMES)].map(([word]) => `${document}: ${word}`);
  });
  assert.deepEqual(found, []);
});

/** What a page of promises names as proof: a file of tests and, after it, the title of one of them. */
const PROOF_REGEXP = /`(tests\/[\w/]+_test\.ts)`(?:<br>|: )((?:“[^”]+”(?:<br>)?)+)/g;

for (const page of ["docs/security.md", "docs/security.ru.md"]) {
  test(`${page}: each promise names a test that exists under exactly that title`, () => {
    const proofs = [...readDocument(page).matchAll(PROOF_REGEXP)].flatMap((
      [, file = "", titles = ""],
    ) => [...titles.matchAll(/“([^”]+)”/g)].map(([, title = ""]) => ({ file, title })));
    for (const { file, title } of proofs) {
      const tests = readFileSync(join(ROOT, file), "utf8");
      const isThere = tests.includes(`"${title}"`) || tests.includes(`\`${title}\``);
      assert.ok(isThere, `${file}: ${title}`);
    }
    assert.ok(proofs.length > 20, `${proofs.length} proofs`);
    const rows = readDocument(page).split("\n").filter((line) =>
      line.startsWith("| ") && !line.includes("---")
    );
    for (const row of rows.filter((line) => line.split(" | ").length > 1)) {
      assert.ok(/tests\//.test(row) || /^\| (promise|обещание) \|/.test(row), `no test: ${row}`);
    }
  });
}

test("both pages of promises name the same tests", () => {
  const [english, russian] = ["docs/security.md", "docs/security.ru.md"].map((page) =>
    [...readDocument(page).matchAll(PROOF_REGEXP)].map(([all]) => all)
  );
  assert.deepEqual(russian, english);
});
