import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { leaveOpenOrder, makeOrder } from "../support/choices.ts";
import { assertSound, filesBelow } from "../support/journals.ts";
import {
  generateArgs,
  runProgram,
  solidPng,
  startProgram,
  withPipeline,
  withService,
} from "../support/harness.ts";
import { scenarios } from "../support/scenarios.ts";

scenarios({
  "a fresh pipeline: every illustration with its original, nothing changed by looking": () =>
    withPipeline(async (pipeline) => {
      const before = filesBelow(pipeline.dir);
      const { code, stdout } = await runProgram(["list", "--pipeline-dir", pipeline.dir]);
      assert.equal(code, 0);
      const [head, ...rows] = stdout.trimEnd().split("\n");
      assert.equal(head, "📁 pipeline_Цветок Пушкин: 7 иллюстраций · без вариантов 7");
      assert.equal(rows[0], "  1  · без вариантов         Картина 1");
      assert.equal(rows.length, 7, "one line a number");
      const long = await runProgram(["list", "--long", "--pipeline-dir", pipeline.dir]);
      assert.match(long.stdout, / {2}1 {2}Картина 1 {2}\[illustration_01\.png\]\n/);
      assert.match(long.stdout, / {5}A flower in an old book, scene 7\n?/);
      assert.deepEqual(filesBelow(pipeline.dir), before);
    }),

  "candidates, strangers, what is open and until when": () =>
    withPipeline((pipeline) =>
      withService(async (service, env) => {
        writeFileSync(pipeline.image("illustration_02_alibaba.png"), solidPng(40, 30, 9));
        await runProgram(generateArgs(pipeline.dir, "1", "--n", "2", "--seed", "5"), { env });
        service.addFaults([{ on: "task", do: { kind: "duration", ms: 60_000 } }]);
        const running = startProgram(generateArgs(pipeline.dir, "3"), { env });
        await running.seen("📤");
        const text = await runProgram(["list", "--long", "--pipeline-dir", pipeline.dir], { env });
        const all = await runProgram(["list", "--json", "--pipeline-dir", pipeline.dir], { env });
        running.kill("SIGKILL");
        await running.finished;
        assert.match(
          text.stdout,
          /• c1 {2}illustration_01_alibaba_1\.png {2}wan2\.5-t2i-preview, 1024×1024, seed 5/,
        );
        assert.match(text.stdout, /• illustration_02_alibaba\.png — сделан не этой программой/);
        const untilRegexp = /⏳ в работе у сервиса: wan2\.5.*забрать до (\S+ \S+) \(resume\)/;
        const until = untilRegexp.exec(text.stdout)?.[1] ?? "";
        assert.match(text.stdout, /⚠️ .*3 кадра на один номер/);
        const { illustrations } = JSON.parse(all.stdout);
        const [first, second, third] = illustrations;
        const [candidate] = first.candidates;
        assert.deepEqual(
          [candidate.id, candidate.width, candidate.viewPath, candidate.provenance.seed],
          ["c1", 1024, pipeline.image("illustration_01_alibaba_1.png"), 5],
        );
        assert.equal(candidate.provenance.taskId, service.tasks()[0]?.taskId);
        assert.deepEqual(second.strangers, ["illustration_02_alibaba.png"]);
        const [open] = third.openOrders;
        assert.deepEqual([open.state, open.taskId], ["open", service.tasks()[1]?.taskId]);
        const lifeMs = Date.parse(open.expiresAt) - Date.parse(open.orderedAt);
        assert.ok(Math.abs(lifeMs - 24 * 3_600_000) < 60_000);
        // Without a zone it is read as the wall clock's, which is what people are shown.
        assert.equal(Date.parse(until), Math.floor(Date.parse(open.expiresAt) / 60_000) * 60_000);
        assertSound(pipeline, service, text, all);
      })
    ),

  "only the numbers that are asked for; none of them is an error": () =>
    withPipeline(async (pipeline) => {
      const args = ["list", "--pipeline-dir", pipeline.dir, "--json", "--indices"];
      const { stdout } = await runProgram([...args, "2-3,9"]);
      const { illustrations } = JSON.parse(stdout);
      assert.deepEqual(illustrations.map((each: { index: number }) => each.index), [2, 3]);
      assert.equal((await runProgram([...args, "40"])).code, 2);
    }),

  "where each number stands: counted above, one line each, and filtered": () =>
    withPipeline(async (pipeline) => {
      const { dir } = pipeline;
      for (const index of [1, 2, 3, 4]) await makeOrder(dir, { index, greys: [201, 202] });
      leaveOpenOrder(dir, 5, 1);
      await rm(pipeline.image("illustration_07.png"));
      const say = async (...args: string[]) =>
        await runProgram([...args, "--pipeline-dir", dir, "--lang", "en"]);
      await say("accept", "--index", "1", "--candidate", "2");
      await say("keep", "--index", "2");
      await say("reject", "--index", "3", "--reason", "a third hand");
      const { stdout } = await say("list");
      const [head, ...rows] = stdout.split("\n");
      assert.equal(
        head,
        "📁 pipeline_Цветок Пушкин: 7 illustrations · undecided 1 · decided 2 · rejected 1 · in progress 1 · no candidates 2",
      );
      assert.match(rows[0] ?? "", /^ {2}1 {2}● decided +c2 +Картина 1$/);
      assert.match(rows[1] ?? "", /^ {2}2 {2}● decided +orig\. +Картина 2$/);
      assert.match(rows[2] ?? "", /^ {2}3 {2}✖ rejected +×2 +Картина 3 {2}"a third hand"$/);
      const russian = await runProgram(["list", "--pipeline-dir", dir, "--indices", "3"]);
      assert.match(russian.stdout, /не подошло.*«a third hand»\n/);
      assert.match(rows[3] ?? "", /^ {2}4 {2}○ undecided +×2 +Картина 4 {2}⚠️ 3 frames$/);
      assert.match(rows[4] ?? "", /^ {2}5 {2}◔ in progress +Картина 5$/);
      assert.match(rows[6] ?? "", /^ {2}7 {2}· no candidates +Картина 7 {2}no original$/);
      const numbers = async (...args: string[]) =>
        JSON.parse((await say("list", "--json", ...args)).stdout).illustrations
          .map((each: { index: number }) => each.index);
      assert.deepEqual(await numbers("--only", "rejected,decided"), [1, 2, 3]);
      assert.deepEqual(await numbers("--open"), [3, 4, 5]);
      assert.deepEqual(await numbers("--open", "--only", "bare", "--indices", "5-7"), [5, 6, 7]);
      assert.match((await say("list", "--only", "failed")).stdout, /^📁.*\n {2}no such numbers\n/);
      const odd = await say("list", "--only", "lost");
      assert.equal(odd.code, 2);
      assert.match(odd.stderr, /--only: "lost" — expected one of: undecided, decided, rejected/);
      // Newer candidates make a decision one that is to be made again.
      await new Promise((resolve) => setTimeout(resolve, 2));
      await makeOrder(dir, { index: 2, greys: [203] });
      assert.deepEqual(await numbers("--only", "undecided"), [2, 4]);
    }),

  "flags before the command's name belong to it as well": () =>
    withPipeline(async (pipeline) => {
      const { code, stdout } = await runProgram(["--pipeline-dir", pipeline.dir, "--json", "list"]);
      assert.equal(code, 0);
      assert.equal(JSON.parse(stdout).illustrations.length, 7);
    }),

  "resume on a pipeline that has nothing open says so": () =>
    withPipeline((pipeline) =>
      withService(async (_service, env) => {
        const args = ["resume", "--pipeline-dir", pipeline.dir];
        const { code, stdout } = await runProgram(args, { env });
        assert.equal(code, 0);
        assert.equal(stdout, "Незавершённых заказов нет: всё оплаченное сохранено.\n");
        const json = JSON.parse((await runProgram([...args, "--json"], { env })).stdout);
        assert.deepEqual([json.exitCode, json.orders], [0, []]);
      })
    ),
});
