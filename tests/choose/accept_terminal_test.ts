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

test(
  "on a terminal a person is asked about each of several numbers that has more than one candidate",
  { skip: withoutTerminal() },
  async () => {
    await withPipeline(async (pipeline) => {
      for (const index of [1, 3, 5]) {
        await makeOrder(pipeline.dir, { index, greys: index === 3 ? [201] : [201, 202] });
      }
      const args = ["accept", "--pipeline-dir", pipeline.dir, "--indices", "1,3,5"];
      const { code, shown } = await onTerminal(args, async (person) => {
        await person.sees("Варианты иллюстрации 1:");
        await person.sees("Какой поставить?");
        person.types("2\n");
        await person.sees("Варианты иллюстрации 5:");
        await person.sees("Какой поставить?");
        person.types("\n");
      });
      assert.equal(code, 3, shown);
      const grey = (value: number) => Buffer.from(solidPng(64, 36, value)).toString("base64");
      assert.equal(await bytesOf(pipeline.image("illustration_01.png")), grey(202));
      assert.equal(await bytesOf(pipeline.image("illustration_03.png")), grey(201));
      assert.equal(await bytesOf(pipeline.image("illustration_05.png")), grey(150));
    });
  },
);
