import assert from "node:assert/strict";
import test from "node:test";
import { cutToWidth, textWidth, wrapLine } from "../../lib/text/width.ts";

test("a text takes the columns that a terminal gives it", () => {
  const widths = { "abc": 3, "Ёжик": 4, "⚠️": 2, "👩‍👩‍👧": 2, "图像": 4, "e\u0301": 1, "✅ ok": 5 };
  for (const [text, width] of Object.entries(widths)) assert.equal(textWidth(text), width, text);
});

test("a line breaks at its words, indented like the first, and nothing of it is lost", () => {
  const line = "❌ Номер 3: у иллюстрации 3 нет варианта 9, а варианты показывает list";
  const wrapped = wrapLine(line, 30);
  assert.ok(wrapped.length > 2);
  assert.ok(wrapped.every((each) => textWidth(each) <= 30), wrapped.join("\n"));
  assert.ok(wrapped.slice(1).every((each) => /^ {3}\S/.test(each)), wrapped.join("\n"));
  assert.equal(wrapped.map((each) => each.trim()).join(" "), line);
});

test("the signs that lines begin with are no words, the note's letter included", () => {
  for (const sign of ["❌", "⚠️ ", "ℹ️ ", "•", "[12]"]) {
    const [first = "", second = ""] = wrapLine(
      `  ${sign} there is no settings file here at all`,
      24,
    );
    assert.match(first, /there/);
    const indent = textWidth(`  ${sign} `);
    assert.equal(second.search(/\S/), indent, `${sign}: ${second}`);
  }
});

test("a path stays whole, with its blanks, so that it can be copied and clicked", () => {
  const path = "/home/me/мои фильмы/pipeline Цветок/images/illustration_03.png";
  assert.ok(wrapLine(`   Previous picture: o1, ${path}`, 40, [path]).includes(`   ${path}`));
});

test("what is cut to a window says so and fits", () => {
  assert.equal(cutToWidth("Картина 3", 20), "Картина 3");
  assert.equal(cutToWidth("Картина третья", 8), "Картина…");
  assert.ok(textWidth(cutToWidth("图像图像图像", 7)) <= 7);
});
