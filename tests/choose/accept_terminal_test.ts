import assert from "node:assert/strict";
import test from "node:test";
import { makeOrder, snapshot } from "../support/choices.ts";
import { bytesOf, solidPng, withPipeline } from "../support/harness.ts";
import { onTerminal, withoutTerminal } from "../support/pseudo_terminal.ts";

test(
  "on a terminal a person is shown the candidates and chooses one",
  { skip: withoutTerminal() },
  async () => {
    await withPipeline(async (pipeline) => {
      await makeOrder(pipeline.dir, { index: 3, greys: [201, 202] });
      const args = ["accept", "--pipeline-dir", pipeline.dir, "--index", "3"];
      const answer = (text: string) =>
        onTerminal(args, async (person) => {
          await person.sees("Какой поставить?");
          person.types(`${text}\n`);
        });
      const before = snapshot(pipeline.dir);
      const declined = await answer("");
      assert.equal(declined.code, 1, declined.shown);
      assert.deepEqual(snapshot(pipeline.dir), before);
      const { code, shown } = await answer("c2");
      assert.equal(code, 0, shown);
      assert.match(shown, /c1 .*illustration_03_alibaba_1\.png/);
      assert.equal(
        await bytesOf(pipeline.image("illustration_03.png")),
        Buffer.from(solidPng(64, 36, 202)).toString("base64"),
      );
    });
  },
);
