import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createsSent, filesBelow } from "../support/journals.ts";
import {
  type Finished,
  generateArgs,
  runProgram,
  type TestPipeline,
  withPipeline,
  withService,
} from "../support/harness.ts";
import { scenarios } from "../support/scenarios.ts";

const OVERLONG = "ц".repeat(2_001);

/** Runs a command that must be refused before anything is sent or changed. */
async function refused(
  spoil: (pipeline: TestPipeline) => void,
  args: readonly string[],
  check: (result: Finished) => void,
  illustrations?: Parameters<typeof withPipeline>[1],
): Promise<void> {
  await withPipeline((pipeline) =>
    withService(async (service, env) => {
      spoil(pipeline);
      const before = filesBelow(pipeline.dir);
      const result = await runProgram(generateArgs(pipeline.dir, ...(args as [string])), { env });
      check(result);
      assert.ok(!/\n\s+at .+:\d+/.test(result.stderr), result.stderr);
      assert.equal(createsSent(service), 0);
      assert.deepEqual(filesBelow(pipeline.dir), before);
    }), illustrations);
}

function illustrationsFile(text: string, said: RegExp): () => Promise<void> {
  return () =>
    refused(
      ({ dir }) => writeFileSync(join(dir, "illustrations.json"), text),
      ["1"],
      ({ code, stderr }) => {
        assert.equal(code, 2, stderr);
        assert.match(stderr, said);
      },
    );
}

function journalFile({ dir }: TestPipeline): string {
  mkdirSync(join(dir, ".alibaba"));
  return join(dir, ".alibaba", "journal.db");
}

function foreignDatabase(path: string, mode: string): void {
  const db = new DatabaseSync(path);
  db.exec(`PRAGMA journal_mode = ${mode}; CREATE TABLE songs (title TEXT)`);
  db.exec("INSERT INTO songs VALUES ('Цветок')");
  db.close();
}

scenarios({
  "all numbers are checked before any is sent, and every problem names its numbers": () =>
    refused(() => {}, ["1-4", "--size", "100*100"], ({ code, stderr }) => {
      assert.equal(code, 2);
      assert.match(stderr, /❌ Заказ не отправлен, ничего не оплачено:\n/);
      assert.match(
        stderr,
        /иллюстрации 1-4: размер 100\*100 \(пикселей: 10000\) не подходит: у wan2\.5-t2i-preview/,
      );
      assert.match(
        stderr,
        /иллюстрации 2, 4: нет промпта\n {6}Допишите prompt в illustrations\.json/,
      );
      assert.match(stderr, /⚠️ .*длиннее 2000 символов.*\(иллюстрация 3\)/);
    }, [
      { index: 1, prompt: "A rose" },
      { index: 2 },
      { index: 3, prompt: OVERLONG },
      { index: 4, prompt: "  " },
    ]),

  "refusals are a document for programs, all of them at once": () =>
    refused(
      () => {},
      ["1,2", "--model", "wan2.2-t2i-plus", "--size", "1500*500", "--json"],
      (r) => {
        const { problems, exitCode } = JSON.parse(r.stdout);
        assert.deepEqual([r.code, exitCode], [2, 2]);
        assert.deepEqual(
          problems.map((each: { index: number; code: string }) => [each.index, each.code]),
          [[1, "size_side"], [2, "size_side"]],
        );
      },
    ),

  "illustrations.json is missing": () =>
    refused(({ dir }) => rmSync(join(dir, "illustrations.json")), ["1"], ({ code, stderr }) => {
      assert.equal(code, 2);
      assert.match(stderr, /нет файла .*illustrations\.json/);
    }),
  "illustrations.json is no JSON": illustrationsFile("{ «»", /illustrations\.json — не JSON/),
  "illustrations.json is empty": illustrationsFile("", /не JSON/),
  "illustrations.json holds something else": illustrationsFile(
    '{"a": 1}',
    /ожидался список illustr/,
  ),
  "illustrations.json has a wrong entry": illustrationsFile(
    '{"illustrations": [{"index": 1, "prompt": "x"}, {"index": "2"}]}',
    /ошибка в illustrations\.1\.index/,
  ),
  "illustrations.json has a number twice": illustrationsFile(
    '[{"index": 1, "prompt": "x"}, {"index": 1, "prompt": "y"}]',
    /index 1 встречается дважды/,
  ),
  "illustrations.json is a folder": () =>
    refused(
      ({ dir }) => {
        rmSync(join(dir, "illustrations.json"));
        mkdirSync(join(dir, "illustrations.json"));
      },
      ["1"],
      ({ code, stderr }) => {
        assert.equal(code, 1);
        assert.match(stderr, /не удалось прочитать .*illustrations\.json: EISDIR/);
      },
    ),

  "the pipeline is a file": () =>
    withPipeline(async ({ dir }) => {
      const args = generateArgs(join(dir, "illustrations.json"), "1", "--rehearse");
      const { code, stderr } = await runProgram(args);
      assert.equal(code, 2);
      assert.match(stderr, /это не папка/);
    }),

  "the journal is no database: refused, left as it is": () =>
    refused(
      (pipeline) => writeFileSync(journalFile(pipeline), "Не база данных. ".repeat(200)),
      ["1"],
      ({ code, stderr }) => {
        assert.equal(code, 1);
        assert.match(stderr, /не удалось открыть журнал .*journal\.db/);
        assert.match(stderr, /Файл не изменён/);
      },
    ),

  ...Object.fromEntries(["DELETE", "WAL"].map((mode) => [
    `the journal is somebody else's database (${mode}): refused, left as it is`,
    () =>
      refused((pipeline) => foreignDatabase(journalFile(pipeline), mode), ["1"], (result) => {
        assert.equal(result.code, 1);
        assert.match(result.stderr, /не журнал этой программы, а другая база данных/);
      }),
  ])),

  "the journal was made by a newer version: refused, left as it is": () =>
    withPipeline(async (pipeline) => {
      await runProgram(generateArgs(pipeline.dir, "1", "--rehearse"));
      const path = join(pipeline.dir, ".alibaba", "journal.db");
      const db = new DatabaseSync(path);
      db.exec("PRAGMA user_version = 99");
      db.close();
      const before = filesBelow(pipeline.dir);
      const { code, stderr } = await runProgram(generateArgs(pipeline.dir, "2", "--rehearse"));
      assert.equal(code, 1);
      assert.match(stderr, /более новой версией программы \(99\)/);
      assert.deepEqual(filesBelow(pipeline.dir), before);
    }),

  "images/ is a file: refused before anything is paid": () =>
    withPipeline((pipeline) =>
      withService(async (service, env) => {
        rmSync(join(pipeline.dir, "images"), { recursive: true });
        copyFileSync(join(pipeline.dir, "illustrations.json"), join(pipeline.dir, "images"));
        const { code, stderr } = await runProgram(generateArgs(pipeline.dir, "1"), { env });
        assert.equal(code, 1);
        assert.match(stderr, /❌ .*images/);
        assert.equal(createsSent(service), 0);
      })
    ),

  ".alibaba is a file: refused before anything is paid": () =>
    refused(({ dir }) => writeFileSync(join(dir, ".alibaba"), "x"), ["1"], ({ code, stderr }) => {
      assert.equal(code, 1);
      assert.match(stderr, /❌ .*\.alibaba/);
    }),

  "song.txt and images/ may be missing: images/ is made": () =>
    withPipeline(async (pipeline) => {
      rmSync(join(pipeline.dir, "images"), { recursive: true });
      const { code, stderr } = await runProgram(generateArgs(pipeline.dir, "1", "--rehearse"));
      assert.equal(code, 0, stderr);
      assert.deepEqual(await pipeline.images(), ["illustration_01_alibaba.png"]);
    }),
}, 4);
