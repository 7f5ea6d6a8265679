import assert from "node:assert/strict";
import test from "node:test";
import { forSeveral, grouped } from "../../lib/text/grouped_findings.ts";
import { findingLines } from "../../lib/text/finding_lines.ts";
import type { Finding } from "../../lib/errors.ts";
import { explainFinding } from "../../lib/text/explain.ts";

const other = (index: number, size: string): Finding => ({
  code: "frame_size_differs",
  facts: { name: `illustration_${index}.png`, index, size, filmSize: "1280×720" },
});

test("sixty frames of one other size are one thing to know, one of a third size another", () => {
  const findings = Array.from({ length: 60 }, (_, at) => other(at + 1, "512×512"));
  const lines = findingLines(grouped([...findings, other(70, "64×64")]), "en");
  assert.deepEqual(lines, [
    "⚠️  illustration_1.png … (1-60): 512×512, while the other frames are 1280×720",
    "   To match the film: --indices 1-60 --size fit, then accept.",
    "⚠️  illustration_70.png: 64×64, while the other frames are 1280×720",
    "   To match the film: --indices 70 --size fit, then accept.",
  ]);
});

test("what is to be typed for several numbers can be typed as it is shown", () => {
  const crowd = (index: number): Finding => ({
    code: "frames_crowded",
    facts: { index, count: 2, names: `illustration_${index}.png, x.png` },
  });
  const [line, remedy = ""] = findingLines(grouped([crowd(1), crowd(2), crowd(5)]), "en");
  assert.match(
    line ?? "",
    /numbers 1-2, 5: 2 frames instead of one \(illustration_1\.png, x\.png, …\)/,
  );
  assert.match(remedy, /accept --indices 1-2,5;/);
  assert.equal(forSeveral("undo --index 3."), "undo --index 3.");
});

test("findings without a number, and those of another weight, stay apart", () => {
  const odd = (name: string): Finding => ({ code: "frame_unnumbered", facts: { name } });
  assert.equal(grouped([odd("a.png"), odd("b.png")]).length, 2);
  const weighed = [{ ...other(1, "1×1"), status: "note" }, { ...other(2, "1×1"), status: "wrong" }];
  assert.equal(grouped(weighed).length, 2);
});

test("missing frames are counted by the words, and what orders them can be typed as it stands", () => {
  const told = (indices: string, lang: "ru" | "en") => {
    const { line, remedy } = explainFinding({ code: "frames_missing", facts: { indices } }, lang);
    return `${line}. ${remedy}`;
  };
  assert.equal(
    told("7", "ru"),
    "нет кадра для номера 7: остальные кадры сдвинутся. Закажите его: --indices 7.",
  );
  assert.equal(
    told("7", "en"),
    "no frame for number 7: the frames after it shift. Order it: --indices 7.",
  );
  assert.match(told("1-3, 5", "ru"), /нет кадров для номеров 1-3, 5: .*их: --indices 1-3,5\.$/);
  assert.match(told("1-3, 5", "en"), /no frames for numbers 1-3, 5: .*them: --indices 1-3,5\.$/);
});
