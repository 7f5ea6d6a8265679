import assert from "node:assert/strict";
import test from "node:test";
import { generateArgs, runProgram, withPipeline } from "../support/harness.ts";

test("a slip of the finger is answered with what was meant, in the session's language", async () => {
  const cases: readonly (readonly [args: string[], ru: string, en: string])[] = [
    [["revew"], "нет такой команды: «revew»; может быть, review?", "did you mean review?"],
    [["lsit"], "нет такой команды: «lsit»; может быть, list?", "did you mean list?"],
    [["xyzzy"], "нет такой команды: «xyzzy»\n", 'there is no command "xyzzy"\n'],
    [["list", "--indics", "3"], "--indics; может быть, --indices?", "did you mean --indices?"],
    [["--indcies=3"], "--indcies; может быть, --indices?", "did you mean --indices?"],
    [
      ["doctor", "--rehearse"],
      "у команды doctor нет параметра --rehearse\n   Решение: Все параметры: doctor --help.",
      "the command doctor has no option --rehearse\n   What to do: All options: doctor --help.",
    ],
    [
      ["models", "--pipeline-dir", "x"],
      "у команды models нет параметра --pipeline-dir\n",
      "the command models has no option --pipeline-dir\n",
    ],
    [["accept", "c17"], "лишнее слово: «c17»", 'unexpected word "c17"'],
  ];
  for (const [args, ru, en] of cases) {
    for (const [lang, text] of [["ru", ru], ["en", en]] as const) {
      const { code, stderr, stdout } = await runProgram(args, { env: { ALIBABA_LANG: lang } });
      assert.equal(code, 2, args.join(" "));
      assert.ok(stderr.includes(text), `${args.join(" ")}: ${stderr}`);
      assert.equal(stdout, "");
    }
  }
});

test("a size or a prompt that cannot be used is answered with what can", () =>
  withPipeline(async ({ dir }) => {
    const cases: readonly (readonly [args: string[], ru: string, en: string])[] = [
      [["--size", "5:7"], "соотношение из списка: 1:1, 2:3, 3:2,", "one of the ratios 1:1, 2:3,"],
      [["--prompt", ""], "параметру --prompt нужно значение", "option --prompt needs a value"],
      [["--n", "5"], "от 1 до 4 (модель wan2.5-t2i-preview)", "1 to 4 (model wan2.5-t2i-preview)"],
    ];
    for (const [args, ru, en] of cases) {
      for (const [lang, text] of [["ru", ru], ["en", en]] as const) {
        const all = generateArgs(dir, "1", "--rehearse", "--lang", lang, ...args);
        const { code, stderr } = await runProgram(all);
        assert.equal(code, 2, args.join(" "));
        assert.ok(stderr.includes(text), stderr);
      }
    }
  }));
