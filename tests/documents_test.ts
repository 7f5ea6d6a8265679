import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import test from "node:test";
import { ROOT } from "./support/harness.ts";

const read = (name: string) => readFileSync(join(ROOT, name), "utf8").replaceAll("\r\n", "\n");

/** The history tells of files as they were. */
const HISTORY = "CHANGELOG.md";

/** Made by a tool out of the words of others. */
const NOTICES = "THIRD_PARTY_NOTICES.md";

/** Everything written for people, the READMEs first. */
const DOCUMENTS: readonly string[] = [
  ...readdirSync(ROOT).filter((name) => name.endsWith(".md") && name !== NOTICES),
  ...["docs", "plugin"].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".md"))
      .map((name) => `${folder}/${name.split(sep).join("/")}`)
  ),
];

test("every file of the project that a document names is there", () => {
  let seen = 0;
  for (const document of DOCUMENTS.filter((name) => name !== HISTORY)) {
    const named = read(document).matchAll(
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

/** As sites make the anchor of a heading: lower case, no punctuation, hyphens for spaces. */
function anchorOf(heading: string): string {
  const text = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1").replaceAll("`", "");
  return text.toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, "").trim().replaceAll(" ", "-");
}

function anchorsOf(document: string): ReadonlySet<string> {
  return new Set(
    [...read(document).matchAll(/^#+ (.+)$/gm)].map(([, text = ""]) => anchorOf(text)),
  );
}

test("every link between the documents leads to a file and to a heading that are there", () => {
  let seen = 0;
  for (const document of DOCUMENTS) {
    for (
      const [, target = "", anchor] of read(document).matchAll(/\]\(([^)#\s]*)(?:#([^)\s]+))?\)/g)
    ) {
      if (/^[a-z]+:/.test(target)) continue;
      seen++;
      const path = target === "" ? document : join(dirname(document), target);
      assert.ok(existsSync(join(ROOT, path)), `${document}: ${target}`);
      if (anchor === undefined || !path.endsWith(".md")) continue;
      assert.ok(
        anchorsOf(path).has(decodeURIComponent(anchor)),
        `${document}: ${target}#${anchor}`,
      );
    }
  }
  assert.ok(seen > 40, `${seen} links`);
});

/** Pages in both languages, by their English name. */
const PAIRS = DOCUMENTS.filter((name) => name.endsWith(".ru.md"))
  .map((name) => [name.replace(".ru.md", ".md"), name] as const);

test("a Russian page sends its readers to Russian pages, or says that a page is in English", () => {
  const russian = new Set(PAIRS.map(([, name]) => name));
  const wrong = PAIRS.flatMap(([, document]) => {
    const text = read(document);
    const links = [
      ...text.matchAll(/(English: )?\[[^\]]*\]\(([^)#\s]+\.md)[^)]*\)( \(англ\.\))?/g),
    ];
    const english = links.filter(([, isSwitch, target = "", isTold]) => {
      const path = join(dirname(document), target).split(sep).join("/");
      return isSwitch === undefined && isTold === undefined && !russian.has(path) &&
        path !== HISTORY;
    });
    return [...english.map(([all]) => all), ...text.match(/\S*\/help\/zh\/\S*/g) ?? []]
      .map((link) => `${document}: ${link}`);
  });
  assert.deepEqual(wrong, []);
});

test("pages in two languages have the same headings, tables and blocks", () => {
  const shape = (document: string) =>
    read(document).split("\n").flatMap((line) => {
      const mark = /^(#+ |```|\|)/.exec(line)?.[1];
      return mark === undefined ? [] : [mark];
    });
  for (const [english, russian] of PAIRS.filter(([name]) => name !== "README.md")) {
    assert.deepEqual(shape(russian), shape(english), russian);
  }
});

/** What a page of promises names as proof: a file of tests and, after it, the title of one of them. */
const PROOF_REGEXP = /`(tests\/[\w/]+_test\.ts)`(?:<br>|: )((?:“[^”]+”(?:<br>)?)+)/g;

for (const page of ["docs/security.md", "docs/security.ru.md"]) {
  test(`${page}: each promise names a test that exists under exactly that title`, () => {
    const proofs = [...read(page).matchAll(PROOF_REGEXP)].flatMap(([, file = "", titles = ""]) =>
      [...titles.matchAll(/“([^”]+)”/g)].map(([, title = ""]) => ({ file, title }))
    );
    for (const { file, title } of proofs) {
      assert.ok(read(file).includes(`"${title}"`), `${file}: ${title}`);
    }
    assert.ok(proofs.length > 20, `${proofs.length} proofs`);
    const rows = read(page).split("\n").filter((line) =>
      line.startsWith("| ") && !line.includes("---")
    );
    for (const row of rows.filter((line) => line.split(" | ").length > 1)) {
      assert.ok(/tests\//.test(row) || /^\| (promise|обещание) \|/.test(row), `no test: ${row}`);
    }
  });
}

test("both pages of promises name the same tests", () => {
  const [english, russian] = ["docs/security.md", "docs/security.ru.md"].map((page) =>
    [...read(page).matchAll(PROOF_REGEXP)].map(([all]) => all)
  );
  assert.deepEqual(russian, english);
});
