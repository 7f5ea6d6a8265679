import assert from "node:assert/strict";
import test from "node:test";
import { generateArgs, runProgram, SEVEN, withPipeline, withService } from "../support/harness.ts";

const ODD = [
  { index: 1, prompt: "a flower\0 and what would be lost" },
  { index: 2, prompt: "half a flower \ud83c" },
  ...SEVEN.slice(2),
];

test("a NUL or half a character in a prompt: nothing is sent, the place is named, in both languages", () =>
  withPipeline((pipeline) =>
    withService(async (service, env) => {
      const args = generateArgs(pipeline.dir, "1-3");
      const russian = await runProgram(args, { env });
      assert.equal(russian.code, 2, russian.stdout + russian.stderr);
      assert.match(russian.stderr, /иллюстрация 1: в prompt символ 9 — нулевой \(U\+0000\)/);
      assert.match(russian.stderr, /иллюстрация 2: в prompt символ 15 — половина символа/);
      const english = await runProgram([...args, "--lang", "en"], { env });
      assert.match(english.stderr, /illustration 1: character 9 of prompt is NUL/);
      assert.match(english.stderr, /illustration 2: character 15 of prompt is half of one/);
      assert.equal(service.log.length, 0);
    }), ODD));

test("a size or a choice named like a part of every JavaScript object is refused like any other", () =>
  withPipeline(async (pipeline) => {
    const size = await runProgram(generateArgs(pipeline.dir, "1", "--size", "constructor"));
    assert.equal(size.code, 2);
    assert.match(size.stderr, /--size: «constructor»/);
    const model = await runProgram(["models", "--region", "toString"]);
    assert.equal(model.code, 2);
  }));
