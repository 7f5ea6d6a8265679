import assert from "node:assert/strict";
import {
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { makeOrder, snapshot } from "../support/choices.ts";
import { KeptPreviews } from "../../lib/pipeline/kept_previews.ts";
import {
  acceptedCreates,
  generateArgs,
  runProgram,
  withPipeline,
  withService,
} from "../support/harness.ts";
import { filesBelow } from "../support/journals.ts";

const timeout = { timeout: 60_000 };

test(
  "a file in the state folder's place is named with what to do, and nothing is sent",
  timeout,
  () =>
    withPipeline(async ({ dir }) => {
      const path = join(dir, ".alibaba");
      writeFileSync(path, "a file of somebody's");
      const before = snapshot(dir);
      const generate = [...generateArgs(dir, "1"), "--rehearse"];
      const accept = ["accept", "--pipeline-dir", dir, "--index", "1", "--candidate", "1"];
      for (const args of [generate, accept, ["resume", "--rehearse", "--pipeline-dir", dir]]) {
        const en = await runProgram([...args, "--lang", "en"]);
        assert.notEqual(en.code, 0);
        assert.match(en.stderr, /is not a folder, but it must be one[\s\S]*Rename or remove/);
        const ru = await runProgram([...args, "--lang", "ru"]);
        assert.match(ru.stderr, /не папка, а нужна папка[\s\S]*Переименуйте или уберите/);
      }
      const listed = await runProgram(["list", "--pipeline-dir", dir]);
      assert.equal(listed.code, 0, listed.stderr);
      const doctor = await runProgram(["doctor", "--pipeline-dir", dir, "--lang", "en"]);
      assert.match(doctor.stdout + doctor.stderr, /is not a folder, but it must be one/);
      assert.deepEqual(snapshot(dir), before);
      assert.ok(statSync(path).isFile());
    }),
);

test(
  "a folder among the unfinished files is left alone and is in nobody's way",
  timeout,
  () =>
    withPipeline(async ({ dir }) => {
      const stray = join(dir, ".alibaba", "tmp", "чужой каталог");
      const abandoned = join(dir, ".alibaba", "tmp", "1-0.part");
      mkdirSync(stray, { recursive: true });
      writeFileSync(abandoned, "half a picture");
      const longAgo = new Date(Date.now() - 48 * 3_600_000);
      for (const path of [stray, abandoned]) utimesSync(path, longAgo, longAgo);
      const run = await runProgram([...generateArgs(dir, "1"), "--rehearse"]);
      assert.equal(run.code, 0, run.stderr);
      assert.ok(statSync(stray).isDirectory());
      assert.equal(statSync(abandoned, { throwIfNoEntry: false }), undefined);
    }),
);

test(
  "a file or a link where unfinished files belong is told with what to do",
  timeout,
  () =>
    withPipeline(async ({ dir, image }) => {
      await makeOrder(dir, { index: 3, greys: [201] });
      writeFileSync(image("illustration_03.png"), "changed since, so that it must be kept");
      const tmp = join(dir, ".alibaba", "tmp");
      rmSync(tmp, { recursive: true });
      writeFileSync(tmp, "a file of somebody's");
      const before = snapshot(dir);
      const args = ["accept", "--pipeline-dir", dir, "--index", "3", "--lang", "en"];
      const refused = await runProgram(args);
      assert.notEqual(refused.code, 0);
      assert.match(refused.stderr, /cannot write [\s\S]*What to do/);
      assert.doesNotMatch(refused.stderr, /Unexpected/);
      assert.deepEqual(snapshot(dir), before);
    }),
);

test("where a link leads, nothing is written or cleared away, and nothing is sent", {
  ...timeout,
  skip: process.platform === "win32",
}, () =>
  withPipeline(({ dir, home }) =>
    withService(async (service, env) => {
      const elsewhere = join(home, "чужой каталог");
      mkdirSync(elsewhere);
      const old = join(elsewhere, "дневник.part");
      writeFileSync(old, "not to be removed");
      const longAgo = new Date(Date.now() - 48 * 3_600_000);
      utimesSync(old, longAgo, longAgo);
      const before = filesBelow(elsewhere);
      mkdirSync(join(dir, ".alibaba"));
      for (const name of ["tmp", "pictures", "journal.db"]) {
        const link = join(dir, ".alibaba", name);
        rmSync(link, { recursive: true, force: true });
        symlinkSync(name === "journal.db" ? join(elsewhere, name) : elsewhere, link);
        const run = await runProgram([...generateArgs(dir, "1"), "--lang", "en"], { env });
        assert.notEqual(run.code, 0);
        assert.match(run.stderr, /is a link to/);
        rmSync(link);
      }
      renameSync(join(dir, "images"), join(dir, "прежние картинки"));
      symlinkSync(elsewhere, join(dir, "images"));
      const run = await runProgram([...generateArgs(dir, "1"), "--lang", "en"], { env });
      assert.equal(run.code, 1, run.stderr);
      assert.match(run.stderr, /images is a link to/);
      symlinkSync(elsewhere, join(dir, ".alibaba", "previews"));
      new KeptPreviews(join(dir, ".alibaba")).keep("x", new Uint8Array([0xff, 0xd8, 0xff, 0xd9]));
      assert.deepEqual(filesBelow(elsewhere), before);
      assert.equal(acceptedCreates(service), 0);
    })
  ));

test("what a run makes beside the pictures is nobody else's to read", {
  ...timeout,
  skip: process.platform === "win32",
}, () =>
  withPipeline(async ({ dir }) => {
    const run = await runProgram([...generateArgs(dir, "1"), "--rehearse"]);
    assert.equal(run.code, 0, run.stderr);
    const modeOf = (path: string) => (statSync(join(dir, path)).mode & 0o777).toString(8);
    assert.equal(modeOf(".alibaba"), "700");
    assert.equal(modeOf(".alibaba/journal.db"), "600");
  }));

test(
  "doctor and list write nothing, not even for a moment",
  timeout,
  () =>
    withPipeline(async ({ dir }) => {
      await makeOrder(dir, { index: 3, greys: [201] });
      const folders = [dir, join(dir, "images"), join(dir, ".alibaba")];
      const longAgo = new Date(Date.now() - 48 * 3_600_000);
      for (const folder of folders) utimesSync(folder, longAgo, longAgo);
      const before = filesBelow(dir);
      for (const command of ["list", "doctor"]) {
        await runProgram([command, "--pipeline-dir", dir]);
        assert.deepEqual(filesBelow(dir), before);
        // A file that was made and removed leaves its trace on the folder.
        for (const folder of folders) {
          assert.equal(Math.round(statSync(folder).mtimeMs / 1_000), Math.round(+longAgo / 1_000));
        }
      }
    }),
);
