/**
 * What shells make of what was typed before the program sees it: PowerShell hands `1,3,5` over as three
 * words, other shells put file names in place of `1280*720`.
 */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { joinListWords } from "../../lib/cli/typed_words.ts";
import { runProgram, type TestPipeline, withPipeline } from "../support/harness.ts";

const COMMANDS = new Set(["list", "accept", "keep", "all"]);

const JOINED: readonly (readonly [typed: string, joined: string])[] = [
  ["--indices 1 3 5", "--indices 1,3,5"],
  ["--indices 1 3-5 --n 2", "--indices 1,3-5 --n 2"],
  ["--indices 1, 3, 5", "--indices 1,3,5"],
  ["--indices 1 - 5 8", "--indices 1-5,8"],
  ["--indices=1 3 5", "--indices=1,3,5"],
  ["accept --indices 1 2 --json", "accept --indices 1,2 --json"],
  ["--reference 2 c17 --indices 5 6", "--reference 2,c17 --indices 5,6"],
  ["list --only undecided failed", "list --only undecided,failed"],
  // Neither a command nor a file is part of a list, and a number behind another option is a slip.
  ["--indices 1 3 list", "--indices 1,3 list"],
  ["--indices all list", "--indices all list"],
  ["--only undecided list", "--only undecided list"],
  ["--reference лица.png 5", "--reference лица.png 5"],
  ["--indices 1 a.png b.png", "--indices 1 a.png b.png"],
  ["--n 1 2", "--n 1 2"],
  ["--indices 1 -- 2", "--indices 1 -- 2"],
  ["--indices", "--indices"],
];

test("a list that a shell split is one list again; nothing else is taken for a part of it", () => {
  for (const [typed, joined] of JOINED) {
    assert.equal(joinListWords(typed.split(" "), COMMANDS).join(" "), joined, typed);
  }
});

const env = { ALIBABA_LANG: "ru" };

async function plannedNumbers({ dir }: TestPipeline, ...args: string[]): Promise<number[]> {
  const all = ["--pipeline-dir", dir, "--dry-run", "--json", ...args];
  const { code, stdout, stderr } = await runProgram(all, { env });
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout).orders.map(({ index }: { index: number }) => index);
}

test("numbers that PowerShell split are the ones that are ordered", () =>
  withPipeline(async (pipeline) => {
    assert.deepEqual(await plannedNumbers(pipeline, "--indices", "1", "3", "5-6"), [1, 3, 5, 6]);
    assert.deepEqual(await plannedNumbers(pipeline, "--indices", "1 3"), [1, 3]);
    assert.deepEqual(await plannedNumbers(pipeline, "--indices", "4", "--size", "1280x720"), [4]);
  }));

test("numbers that PowerShell split are the ones that are decided", () =>
  withPipeline(async ({ dir }) => {
    const words = ["keep", "--pipeline-dir", dir, "--indices", "2", "4", "--json"];
    const kept = await runProgram(words, { env });
    assert.equal(kept.code, 0, kept.stderr);
    const decided = JSON.parse(kept.stdout).decided as { index: number }[];
    assert.deepEqual(decided.map(({ index }) => index), [2, 4]);
    const list = ["list", "--pipeline-dir", dir, "--only", "decided", "rejected", "--json"];
    const listed = await runProgram(list, { env });
    const { illustrations } = JSON.parse(listed.stdout);
    assert.deepEqual(illustrations.map(({ index }: { index: number }) => index), [2, 4]);
  }));

const SPLIT: readonly (readonly [typed: readonly string[], word: string, correct: string])[] = [
  [["--size", "1280a720", "1280b720"], "1280b720", "--size 1280x720"],
  [["--indices", "1", "план.txt"], "план.txt", '--indices "1,3,5"'],
  [["--prompt", "Сова", "ночью"], "ночью", '--prompt "Сова ночью"'],
  [["list", "--pipeline-dir", "Мои", "песни"], "песни", '--pipeline-dir "Мои песни"'],
  [["--reference", "a.png", "b.png"], "b.png", '--reference "a.png" --reference "b.png"'],
  [["accept", "--candidate=c1", "c2", "--json"], "c2", '--candidate "c1 c2"'],
];

test("a word too many names the shell's part in it and the form that works everywhere", async () => {
  for (const [typed, word, correct] of SPLIT) {
    for (const lang of ["ru", "en"]) {
      const { code, stderr } = await runProgram(typed, { env: { ALIBABA_LANG: lang } });
      assert.equal(code, 2, stderr);
      const part = lang === "ru" ? "оболочка делит строку по пробелам" : "the shell splits words";
      for (const said of [part, word, correct]) assert.ok(stderr.includes(said), stderr);
    }
  }
});

test("a file's name in a size's place: the shell put it there, and nothing is ordered", () =>
  withPipeline(async ({ dir, home }) => {
    await writeFile(join(home, "1280 обложка 720"), "");
    const args = ["--pipeline-dir", dir, "--indices", "1", "--size", "1280 обложка 720"];
    const { code, stderr } = await runProgram(args, { env, cwd: home });
    assert.equal(code, 2);
    assert.match(stderr, /«1280 обложка 720» — это имя файла: оболочка подставила/);
    assert.match(stderr, /--size 1280x720/);
    assert.ok(!existsSync(join(dir, ".alibaba")));
  }));
