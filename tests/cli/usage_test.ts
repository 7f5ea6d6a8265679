import assert from "node:assert/strict";
import test from "node:test";
import { runProgram } from "../support/harness.ts";

test("a slip of the finger is answered with what was meant, in the session's language", async () => {
  const cases: readonly (readonly [args: string[], ru: string, en: string])[] = [
    [["revew"], "нет такой команды: «revew»; может быть, review?", "did you mean review?"],
    [["lsit"], "нет такой команды: «lsit»; может быть, list?", "did you mean list?"],
    [["xyzzy"], "нет такой команды: «xyzzy»\n", 'there is no command "xyzzy"\n'],
    [["list", "--indics", "3"], "--indics; может быть, --indices?", "did you mean --indices?"],
    [["--indcies=3"], "--indcies; может быть, --indices?", "did you mean --indices?"],
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
