import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import {
  decodeIllustrations,
  withFormerPrompts,
  withPrompts,
} from "../../lib/pipeline/illustrations_edit.ts";
import { makeOrder } from "../support/choices.ts";
import { runProgram, solidPng, withPipeline } from "../support/harness.ts";

const NEW = { prompt: 'Роза "в книге"\nна столе 🌹', negativePrompt: "мутно" };

/** Shapes that earlier steps and people really write. */
const SHAPES: Readonly<Record<string, string>> = {
  "indented, with fields of other tools":
    '{\n  "metadata": {"x": [1, {"prompt": "not this"}]},\n  "illustrations": [\n' +
    '    {"index": 1, "prompt": "один", "negative_prompt": "a"},\n    {\n' +
    '      "prompt" : "old",\n      "index": 2,\n      "negative_prompt":"b",\n' +
    '      "seconds": 1.50,\n      "big": 12345678901234567890\n    }\n  ]\n}\n',
  "CRLF, tabs, a byte order mark and no newline at the end":
    '\uFEFF{\r\n\t"illustrations": [\r\n\t\t{ "index": 2, "prompt": "old", "negative_prompt": "b" }\r\n\t]\r\n}',
  "a bare list in one line": '[{"index":2,"prompt":"old","negative_prompt":"b"},{"index":3}]',
  "without a negative prompt":
    '{"illustrations": [\n  {\n    "index": 2,\n    "prompt": "old",\n    "title": "t"\n  }\n]}',
  "prompt first, none negative": '[{"prompt": "old", "index": 2}]',
  "without any prompt": '[{"index": 2, "title": "t"}]',
  "a null for the negative prompt": '[{"index": 2, "negative_prompt": null, "prompt": null}]',
  "a repeated key, the last counts": '[{"index": 2, "prompt": "first", "prompt": "old"}]',
  "escapes that must stay":
    '[{"index": 2, "title": "\\u0426\\/\\"", "prompt": "a\\\\", "x": "}]"}]',
};

for (const [shape, text] of Object.entries(SHAPES)) {
  test(`writing a prompt changes two values only and can be taken back: ${shape}`, () => {
    const written = withPrompts(text, 2, NEW);
    const entryOf = (json: string) => {
      const root = JSON.parse(json.replace(/^\uFEFF/, ""));
      return (root.illustrations ?? root).find((each: { index: number }) => each.index === 2);
    };
    const { prompt, negative_prompt: negative, ...rest } = entryOf(written);
    assert.equal(prompt, NEW.prompt);
    assert.equal(negative, NEW.negativePrompt);
    const { prompt: _, negative_prompt: __, ...formerRest } = entryOf(text);
    assert.deepEqual(rest, formerRest);
    assert.equal(withFormerPrompts(written, 2, text), text);
  });
}

test("every character outside the two values stays", () => {
  const text = SHAPES["indented, with fields of other tools"] ?? "";
  const written = withPrompts(text, 2, { prompt: "new", negativePrompt: "c" });
  assert.equal(written, text.replace('"old"', '"new"').replace('"b"', '"c"'));
});

test("a file that escapes every letter goes on doing so", () => {
  const text = '[{"index": 2, "title": "\\u0426", "prompt": "old"}]';
  const written = withPrompts(text, 2, { prompt: "Роза", negativePrompt: undefined });
  assert.match(written, /"\\u0420\\u043e\\u0437\\u0430"/);
  assert.doesNotMatch(written, /Роза/);
});

test("a candidate without a negative prompt empties the recorded one, and adds none", () => {
  const none = { prompt: "old", negativePrompt: undefined };
  assert.equal(
    withPrompts('[{"index": 2, "prompt": "old", "negative_prompt": "b"}]', 2, none),
    '[{"index": 2, "prompt": "old", "negative_prompt": ""}]',
  );
  assert.equal(
    withPrompts('[{"index": 2, "prompt": "old"}]', 2, none),
    '[{"index": 2, "prompt": "old"}]',
  );
});

test("text that is not UTF-8 is refused rather than harmed", () => {
  const bytes = Uint8Array.of(0x5b, 0xcf, 0xf0, 0x5d);
  assert.throws(() => decodeIllustrations(bytes, "x"), { code: "illustrations_not_utf8" });
});

test("accept --save-prompt writes what was sent; a picture of unknown origin has no prompt", async () => {
  await withPipeline(async (pipeline) => {
    const path = join(pipeline.dir, "illustrations.json");
    await makeOrder(pipeline.dir, { index: 3, greys: [250], prompt: "Новая роза" });
    const text = await readFile(path, "utf8");
    const args = ["accept", "--pipeline-dir", pipeline.dir, "--index", "3", "--save-prompt"];
    const { code, stderr } = await runProgram(args);
    assert.equal(code, 0, stderr);
    const expected = text
      .replace('"A flower in an old book, scene 3"', '"Новая роза"')
      .split('"text, watermark"').map((part, at) => at === 2 ? `${part}"blurry"` : part)
      .reduce((all, part, at) => all + (at === 0 || at === 3 ? "" : '"text, watermark"') + part);
    assert.equal(await readFile(path, "utf8"), expected);
    const extern = join(pipeline.home, "чужая.png");
    await writeFile(extern, solidPng(64, 36, 3));
    const refused = await runProgram([...args, "--candidate", extern, "--json"]);
    assert.equal(JSON.parse(refused.stdout).error.code, "prompt_unrecorded");
    assert.equal(await readFile(path, "utf8"), expected);
  });
});
