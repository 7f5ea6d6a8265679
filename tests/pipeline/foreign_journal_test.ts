import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { cp, mkdir } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { openPipeline } from "../../lib/pipeline/folder.ts";
import { Journal } from "../../lib/pipeline/journal.ts";
import { Store } from "../../lib/pipeline/store.ts";
import { makeOrder } from "../support/choices.ts";
import { runProgram, solidPng, type TestPipeline, withPipeline } from "../support/harness.ts";
import { filesBelow, journalRows } from "../support/journals.ts";
import { send } from "../support/loopback.ts";
import { overStdio } from "../support/mcp_client.ts";
import { withReview } from "../support/review_browser.ts";
import { openJournal } from "../support/version1.ts";

const timeout = { timeout: 120_000 };
const noLinks = { ...timeout, skip: process.platform === "win32" };

const sha256 = (bytes: Uint8Array | string) => createHash("sha256").update(bytes).digest("hex");

/** A change of a decision as somebody else might have written it. */
type Change = Readonly<Record<string, unknown>>;

/** Writes an interrupted decision about illustration 3 into a journal. */
function plant(dir: string, steps: string): void {
  const db = openJournal(dir);
  db.prepare(
    `INSERT INTO decisions (illustration, kind, made_by, made_at_ms, steps, state)
     VALUES (3, 'accept', 'cli', 1, ?, 'begun')`,
  ).run(steps);
  db.close();
}

/** Every file above the pipeline that is not in its state folder. */
function outsideState(home: string): [string, string][] {
  return [...filesBelow(home)].filter(([name]) => !name.includes(".alibaba"));
}

async function lookAndGoOn(dir: string, home: string): Promise<string> {
  const flags = ["--pipeline-dir", dir, "--lang", "en"];
  const looks = [
    await runProgram(["list", ...flags]),
    await runProgram(["doctor", ...flags]),
  ];
  const session = await overStdio({ root: home });
  const answer = await session.call("list_illustrations", { pipeline: "pipeline_Цветок Пушкин" });
  await session.close();
  const goOns = [
    await runProgram(["undo", "--index", "7", ...flags]),
    await runProgram(["resume", "--rehearse", ...flags]),
  ];
  for (const { stdout, stderr } of [...looks, ...goOns]) {
    assert.doesNotMatch(stdout + stderr, /Unexpected error|\n\s+at /);
  }
  for (const text of [looks[0]?.stdout ?? "", looks[1]?.stdout ?? "", answer.text]) {
    assert.match(text, /table decisions does not look like this program's own/);
  }
  return looks.map(({ stdout, stderr }) => stdout + stderr).join("\n");
}

/** What a forged decision could try. */
function forgedChanges({ dir, home }: TestPipeline): Record<string, Change> {
  const [row] = journalRows(dir, "SELECT file, sha256 FROM pictures WHERE kind = 'candidate'");
  const kept = { file: `pictures/${row?.["file"]}`, sha256: row?.["sha256"] };
  const secret = { file: "../../тайна.txt", sha256: sha256("secret") };
  const content = { kind: "content", before: null, after: kept, pictureId: null };
  const move = { kind: "move", bytes: 6, modifiedAtMs: 0 };
  return {
    "a file above the pipeline": { ...content, name: "../подброшено.png" },
    "a file two folders above": { ...content, name: "images/../../подброшено.png" },
    "an absolute path": { ...content, name: join(home, "подброшено.png") },
    "a file of the pipeline that is none of ours": { ...content, name: "song.txt" },
    "another number's picture": { ...content, name: "images/illustration_05.png" },
    "the settings": { ...content, name: "config.env" },
    "bytes from elsewhere": {
      ...content,
      name: "images/illustration_03.png",
      before: {
        file: kept.file,
        sha256: sha256(readFileSync(join(dir, "images", "illustration_03.png"))),
      },
      after: secret,
    },
    "a removal of the prompts": {
      ...content,
      name: "illustrations.json",
      before: {
        file: "prompts/illustrations-0123456789abcdef.json",
        sha256: sha256(readFileSync(join(dir, "illustrations.json"))),
      },
      after: null,
    },
    "a move out of the pipeline": {
      ...move,
      from: "images/illustration_04.png",
      to: "../../украдено.png",
    },
    "a move into the pipeline": { ...move, from: "../тайна.txt", to: "images/video_03.mp4" },
  };
}

test(
  "a forged decision touches nothing, and is told by whoever looks",
  timeout,
  () =>
    withPipeline(async (pipeline) => {
      const { dir, home } = pipeline;
      await makeOrder(dir, { index: 3, greys: [201] });
      writeFileSync(join(home, "тайна.txt"), "secret");
      writeFileSync(join(dir, "song.txt"), "la la la");
      const forged = forgedChanges(pipeline);
      for (const change of Object.values(forged)) plant(dir, JSON.stringify({ changes: [change] }));
      const before = outsideState(home);
      const told = await lookAndGoOn(dir, home);
      assert.deepEqual(outsideState(home), before);
      for (const [at, what] of Object.keys(forged).entries()) {
        assert.ok(told.includes(`row ${at + 1} of table decisions`), `not told: ${what}`);
      }
    }),
);

test(
  "broken JSON in a row is a sentence with a remedy, in both languages",
  timeout,
  () =>
    withPipeline(async ({ dir, home }) => {
      await makeOrder(dir, { index: 3, greys: [201] });
      plant(dir, '{"changes": [');
      const told = await lookAndGoOn(dir, home);
      assert.match(told, /Restore journal\.db from a backup/);
      const ru = await runProgram(["list", "--pipeline-dir", dir, "--lang", "ru"]);
      assert.match(ru.stdout, /не похожа на запись этой программы[\s\S]*Верните journal\.db/);
      // A decision that stands is not passed over in favour of an older one.
      const db = openJournal(dir);
      db.exec("UPDATE decisions SET state = 'done'");
      db.close();
      const undone = await runProgram([
        "undo",
        "--index",
        "3",
        "--pipeline-dir",
        dir,
        "--lang",
        "en",
      ]);
      assert.notEqual(undone.code, 0);
      assert.match(undone.stderr, /row 1 of table decisions/);
    }),
);

test(
  "a well formed decision is not carried out through a link",
  noLinks,
  () =>
    withPipeline(async ({ dir, home }) => {
      await makeOrder(dir, { index: 3, greys: [201] });
      const [row] = journalRows(dir, "SELECT file, sha256 FROM pictures");
      const images = join(dir, "images");
      const victim = join(home, "чужой каталог");
      await cp(images, victim, { recursive: true });
      renameSync(images, join(dir, "images_прежние"));
      symlinkSync(victim, images);
      const original = readFileSync(join(victim, "illustration_03.png"));
      const kept = join(dir, ".alibaba", "pictures", "03", "original-0000000000000000.png");
      writeFileSync(kept, original);
      const change = {
        kind: "content",
        name: "images/illustration_03.png",
        before: { file: "pictures/03/original-0000000000000000.png", sha256: sha256(original) },
        after: { file: `pictures/${row?.["file"]}`, sha256: row?.["sha256"] },
        pictureId: null,
      };
      plant(dir, JSON.stringify({ changes: [change] }));
      const before = filesBelow(victim);
      const flags = ["--pipeline-dir", dir, "--lang", "en"];
      const listed = await runProgram(["list", ...flags]);
      assert.match(listed.stdout, /interrupted halfway/);
      const undone = await runProgram(["undo", "--index", "7", ...flags]);
      assert.match(undone.stderr, /is a link to/);
      await runProgram(["resume", "--rehearse", ...flags]);
      assert.deepEqual(filesBelow(victim), before);
    }),
);

test(
  "no picture's path leads the page or an assistant out of the store",
  timeout,
  () =>
    withPipeline(async ({ dir, home }) => {
      const [id] = await makeOrder(dir, { index: 3, greys: [201] });
      const secret = solidPng(16, 16, 99);
      writeFileSync(join(home, "тайна.png"), secret);
      await mkdir(join(dir, ".alibaba", "03"), { recursive: true });
      const db = openJournal(dir);
      const point = db.prepare("UPDATE pictures SET file = ?, sha256 = ?, bytes = ?");
      const forged = ["../../../тайна.png", join(home, "тайна.png"), "03/../../../../тайна.png"];
      for (const file of forged) {
        point.run(file, sha256(secret), secret.length);
        await assertNotServed(
          dir,
          home,
          id ?? "",
          secret,
          /table pictures does not look like this program/,
        );
      }
      db.close();
    }),
);

test(
  "a link in the store leads nobody out of it",
  noLinks,
  () =>
    withPipeline(async ({ dir, home }) => {
      const [id] = await makeOrder(dir, { index: 3, greys: [201] });
      const secret = solidPng(16, 16, 99);
      writeFileSync(join(home, "тайна.png"), secret);
      symlinkSync(join(home, "тайна.png"), join(dir, ".alibaba", "pictures", "03", "link.png"));
      const db = openJournal(dir);
      db.prepare("UPDATE pictures SET file = '03/link.png', sha256 = ?, bytes = ?")
        .run(sha256(secret), secret.length);
      db.close();
      await assertNotServed(dir, home, id ?? "", secret, /illustration/);
      const args = ["accept", "--index", "3", "--candidate", id ?? "", "--pipeline-dir", dir];
      assert.notEqual((await runProgram(args)).code, 0);
      const original = readFileSync(join(dir, "images", "illustration_03.png"));
      assert.notEqual(sha256(original), sha256(secret));
    }),
);

test(
  "an illustration's folder in the store that is a link is not followed, asked for alone or with many",
  noLinks,
  () =>
    withPipeline(async ({ dir, home }) => {
      const [id = ""] = await makeOrder(dir, { index: 3, greys: [201] });
      const folder = join(dir, ".alibaba", "pictures", "03");
      renameSync(folder, join(home, "чужие"));
      symlinkSync(join(home, "чужие"), folder, "dir");
      const pipeline = await openPipeline(dir);
      const journal = Journal.open(pipeline.stateDir);
      try {
        const picture = journal.pictures.get(Number(id.slice(1)));
        assert.ok(picture !== undefined);
        const store = new Store(pipeline, journal);
        assert.equal(store.pathOf(picture), undefined);
        for (let index = 100; index < 150; index++) store.pathOf({ file: `${index}/x.png` });
        assert.equal(store.pathOf(picture), undefined);
        const asked = new Store(pipeline, journal);
        for (let index = 100; index < 150; index++) asked.pathOf({ file: `${index}/x.png` });
        assert.equal(asked.pathOf(picture), undefined);
      } finally {
        journal.close();
      }
      const before = readFileSync(join(dir, "images", "illustration_03.png"));
      const args = ["accept", "--index", "3", "--candidate", id, "--pipeline-dir", dir];
      assert.notEqual((await runProgram(args)).code, 0);
      assert.deepEqual(readFileSync(join(dir, "images", "illustration_03.png")), before);
    }),
);

async function assertNotServed(
  dir: string,
  home: string,
  id: string,
  secret: Uint8Array,
  told: RegExp,
): Promise<void> {
  await withReview(dir, {}, async ({ address }) => {
    const page = await send(address);
    const cookie = page.headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
    for (const version of [sha256(secret).slice(0, 16), id]) {
      const url = new URL(`/picture?id=${id}&v=${version}`, address).href;
      const answer = await send(url, { headers: { cookie } });
      assert.notEqual(answer.status, 200, `${url} was served`);
    }
    assert.ok(!page.text.includes("тайна"), "the page names it");
    if (told.source.includes("pictures")) assert.match(page.text, /строка 1 таблицы pictures/);
  }, "--rehearse");
  const session = await overStdio({ root: home });
  const pipeline = "pipeline_Цветок Пушкин";
  const listed = await session.call("list_illustrations", { pipeline });
  assert.ok(!JSON.stringify(listed.data.illustrations).includes("тайна"));
  assert.match(listed.text, told);
  const viewed = await session.call("view_illustration", { pipeline, index: 3, show: [id] });
  assert.ok(viewed.isError, "an assistant is shown it");
  await session.close();
  assert.ok(existsSync(join(home, "тайна.png")));
}
