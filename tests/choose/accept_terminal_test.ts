import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import test from "node:test";
import { makeOrder, snapshot } from "../support/choices.ts";
import { bytesOf, cleanEnv, scriptCommand, solidPng, withPipeline } from "../support/harness.ts";

/** `script` of util-linux gives a program a terminal; where there is none, a person has to try. */
const hasTerminal = spawnSync("script", ["--version"], { encoding: "utf8" })
  .stdout?.includes("util-linux") ?? false;

/** Runs the program on a terminal and types a line as soon as it asks. */
function onTerminal(args: readonly string[], question: string, answer: string) {
  const { command, args: head } = scriptCommand("main.ts");
  const line = [command, ...head, ...args].map((each) => `'${each}'`).join(" ");
  const child = spawn("script", ["-qec", line, "/dev/null"], {
    env: cleanEnv({ TERM: "xterm", ALIBABA_LANG: "ru" }),
    stdio: ["pipe", "pipe", "inherit"],
  });
  let shown = "";
  let isAnswered = false;
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    shown += text;
    if (isAnswered || !shown.includes(question)) return;
    isAnswered = true;
    child.stdin.write(`${answer}\n`);
  });
  return new Promise<{ code: number | null; shown: string }>((resolve) => {
    child.on("close", (code) => resolve({ code, shown }));
  });
}

test(
  "on a terminal a person is shown the candidates and chooses one",
  { skip: !hasTerminal },
  async () => {
    await withPipeline(async (pipeline) => {
      await makeOrder(pipeline.dir, { index: 3, greys: [201, 202] });
      const args = ["accept", "--pipeline-dir", pipeline.dir, "--index", "3"];
      const before = snapshot(pipeline.dir);
      const declined = await onTerminal(args, "Какой поставить?", "");
      assert.equal(declined.code, 1, declined.shown);
      assert.deepEqual(snapshot(pipeline.dir), before);
      const { code, shown } = await onTerminal(args, "Какой поставить?", "c2");
      assert.equal(code, 0, shown);
      assert.match(shown, /c1 .*illustration_03_alibaba_1\.png/);
      assert.equal(
        await bytesOf(pipeline.image("illustration_03.png")),
        Buffer.from(solidPng(64, 36, 202)).toString("base64"),
      );
    });
  },
);
