/**
 * `й` as one letter, as people type it, and as и with a breve, as Macs and what was copied from them
 * hold it: both are the same name to whoever reads them.
 */
import assert from "node:assert/strict";
import {
  mkdir,
  mkdtemp,
  readdir,
  realpath,
  rename,
  rm,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import test from "node:test";
import { InputError } from "../../lib/errors.ts";
import { openInside, openRoot, resolveInside } from "../../lib/pipeline/pipelines.ts";
import { spelledIn, spelledPath } from "../../lib/pipeline/spelling.ts";
import { makePipeline, runProgram, solidPng } from "../support/harness.ts";

const COMPOSED = "Зимний ёж";
const DECOMPOSED = COMPOSED.normalize("NFD");
const WAYS = [[COMPOSED, DECOMPOSED], [DECOMPOSED, COMPOSED]] as const;

async function withHome(act: (home: string) => Promise<void>): Promise<void> {
  const home = await realpath(await mkdtemp(join(tmpdir(), "имена и буквы ")));
  try {
    await act(home);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** Some file systems know only one spelling; there every name is found by itself. */
async function tellsApart(home: string): Promise<boolean> {
  await mkdir(join(home, COMPOSED));
  await mkdir(join(home, DECOMPOSED)).catch(() => {});
  return (await readdir(home)).length === 2;
}

test("both spellings differ, and both are of the same letters", () => {
  assert.notEqual(COMPOSED, DECOMPOSED);
  assert.equal(DECOMPOSED.normalize("NFC"), COMPOSED);
});

test("a name is found in either spelling; where both are there, the very name counts", () =>
  withHome(async (home) => {
    for (const [onDisk, typed] of WAYS) {
      const folder = await mkdtemp(join(home, "a"));
      await mkdir(join(folder, onDisk));
      await writeFile(join(folder, onDisk, onDisk), "");
      assert.equal(spelledIn(folder, typed), (await readdir(folder))[0]);
      const found = spelledPath(join(folder, typed, typed));
      assert.equal(basename(found), (await readdir(join(folder, onDisk)))[0]);
      assert.equal(spelledPath(join(folder, typed, "нет")), join(folder, onDisk, "нет"));
    }
    const both = await mkdtemp(join(home, "b"));
    if (!await tellsApart(both)) return;
    for (const name of [COMPOSED, DECOMPOSED]) assert.equal(spelledIn(both, name), name);
    // A third spelling of two names that are both there: which is meant nobody can tell.
    const third = `${COMPOSED.slice(0, 6)}${DECOMPOSED.slice(7)}`;
    assert.equal(spelledIn(both, third), third);
  }));

test("the command line finds the pipeline and the picture that were named", () =>
  withHome(async (home) => {
    for (const [onDisk, typed] of WAYS) {
      const top = await mkdtemp(join(home, "песни "));
      const { dir } = await makePipeline(top, undefined, onDisk);
      await writeFile(join(dir, "images", `${onDisk}.png`), solidPng(64, 36, 90));
      const named = join(top, typed);
      const words = ["--pipeline-dir", named, "--index", "2", "--json"];
      const picture = ["--candidate", `${typed}.png`];
      const accepted = await runProgram(["accept", ...words, ...picture]);
      assert.equal(accepted.code, 0, accepted.stderr);
      const listed = await runProgram(["list", "--pipeline-dir", named, "--json"]);
      assert.equal(listed.code, 0, listed.stderr);
      assert.deepEqual(await readdir(top), [onDisk], "nothing was made beside it");
    }
  }));

async function refusal(act: () => Promise<unknown>): Promise<string> {
  try {
    await act();
  } catch (error) {
    if (error instanceof InputError) return `${error.code} ${error.facts["why"] ?? ""}`.trim();
    throw error;
  }
  return "";
}

test("an assistant's root and pipelines are found in either spelling", () =>
  withHome(async (home) => {
    for (const [onDisk, typed] of WAYS) {
      const top = await mkdtemp(join(home, "r"));
      const { dir } = await makePipeline(join(top, onDisk), undefined, onDisk);
      const root = await openRoot(join(top, typed));
      const byPath = join(top, typed, typed);
      for (const name of [typed, onDisk, byPath, dir]) {
        const opened = await openInside(root, name);
        assert.equal(opened.dir, await realpath(dir), name);
      }
    }
  }));

test("a root is the same folder by whatever name, and a link below it is refused all the same", () =>
  withHome(async (home) => {
    const { dir } = await makePipeline(join(home, "корень"), undefined, COMPOSED);
    const outside = await makePipeline(home, undefined, "чужой");
    await symlink(join(home, "корень"), join(home, "другое имя"), "junction");
    await symlink(outside.dir, join(home, "корень", DECOMPOSED.slice(1)), "junction");
    await symlink(join(home, "корень"), join(home, "корень", "сам"), "junction");
    const root = await openRoot(join(home, "корень"));
    const { dir: found } = await openInside(root, join(home, "другое имя", COMPOSED));
    assert.equal(found, await realpath(dir));
    const refused: readonly (readonly [path: string, expected: string])[] = [
      [join(home, "другое имя", COMPOSED.slice(1)), "path_refused link"],
      [COMPOSED.slice(1), "path_refused link"],
      [join(home, "корень", "сам", COMPOSED), "path_refused link"],
      [join(home, "чужой"), "path_refused outside"],
      [join(home, "другое имя", "..", "чужой"), "path_refused outside"],
      [dirname(home), "path_refused outside"],
    ];
    for (const [path, expected] of refused) {
      assert.equal(await refusal(() => resolveInside(root, path)), expected, path);
    }
  }));

test("a name in other capitals is the folder's where the file system says so, and only there", () =>
  withHome(async (home) => {
    const { dir } = await makePipeline(join(home, "Root"), undefined, "Song");
    const root = await openRoot(join(home, "Root"));
    const isOneFile = await realpath(join(home, "ROOT", "SONG")).catch(() => undefined) === dir;
    for (const name of ["SONG", join(home, "ROOT", "SONG")]) {
      const said = await refusal(async () => {
        assert.equal((await openInside(root, name)).dir, await realpath(dir));
      });
      const expected = name === "SONG" ? "pipeline_missing" : "path_refused outside";
      assert.equal(said, isOneFile ? "" : expected, name);
    }
    await rename(dir, `${dir} 2`);
    assert.equal(await refusal(() => openInside(root, "Song")), "pipeline_missing");
  }));
