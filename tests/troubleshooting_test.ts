import test from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { headingOf } from "../tools/build/symptoms.ts";
import { ROOT } from "./support/harness.ts";

const DOCUMENTS = [["troubleshooting.md", "en"], ["troubleshooting.ru.md", "ru"]] as const;

const read = (name: string) => readFileSync(join(ROOT, "docs", name), "utf8");
const symptoms = (text: string) => [...text.matchAll(/<!-- (.+) -->\n### `(.+)`\n/g)];

for (const [name, lang] of DOCUMENTS) {
  test(`${name}: whoever looks for the line the program wrote finds exactly that line`, () => {
    const found = symptoms(read(name));
    assert.ok(found.length > 15);
    for (const [, mark = "", heading] of found) {
      const line = headingOf(mark, lang);
      assert.equal(heading, line, mark);
      assert.doesNotMatch(line, /undefined/);
    }
  });
}

test("both languages explain the same symptoms", () => {
  const [english, russian] = DOCUMENTS.map(([name]) =>
    symptoms(read(name)).map(([, mark]) => mark)
  );
  assert.deepEqual(russian, english);
  const headings = DOCUMENTS.map(([name]) => read(name).split("\n### ").length);
  assert.equal(headings[0], headings[1]);
});
