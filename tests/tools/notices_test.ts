import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { NOTICES } from "../../lib/notices/bundled.ts";
import { cachedArtefacts } from "../../tools/build/cached.ts";
import {
  collectNotices,
  LicenseError,
  noticeOf,
  noticesDocument,
} from "../../tools/build/notices.ts";
import { LICENSE_FILES } from "../../tools/build/release_folder.ts";
import { NOTICES_FILE } from "../../tools/notices.ts";
import { PROJECT_ROOT, runTool } from "../../tools/toolchain.ts";
import { runProgram } from "../support/harness.ts";

const LONG = { timeout: 120_000 };

const MIT = "Permission is hereby granted, free of charge, to any person";

/** A package as npm would install it. */
async function inPackage(
  manifest: object,
  files: Readonly<Record<string, string>>,
  act: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "пакет "));
  try {
    await mkdir(join(folder, "lib"));
    await writeFile(join(folder, "package.json"), JSON.stringify(manifest));
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    await act(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test(
  "the notices tell what is bundled today, in the document and in the program",
  LONG,
  async () => {
    const now = await collectNotices();
    assert.deepEqual(NOTICES, now, "run `deno task notices`");
    assert.equal(readFileSync(NOTICES_FILE, "utf8"), noticesDocument(now));
    const names = now.packages.map(({ name }) => name);
    // The page's packages are inside as well, though nothing imports them when the program runs.
    for (const name of ["zod", "jpeg-js", "preact", "@preact/signals-core"]) {
      assert.ok(names.includes(name), name);
    }
    for (const name of ["playwright-core", "axe-core", "fast-check", "express"]) {
      assert.ok(!names.includes(name), name);
    }
  },
);

const REFUSED: readonly (readonly [string, object, Record<string, string>, RegExp])[] = [
  ["names no licence", {}, { LICENSE: MIT }, /odd 1\.0\.0: package\.json names no licence/],
  ["has one nobody looked at", { license: "AGPL-3.0" }, { LICENSE: MIT }, /licence AGPL-3\.0 is/],
  ["is called like a method", { license: "toString" }, { LICENSE: MIT }, /licence toString is/],
  ["has no text of its licence", { license: "MIT" }, {}, /no text of the licence MIT/],
  ["has the text of another", { license: "ISC" }, { LICENSE: MIT }, /no text of the licence ISC/],
  [
    "holds a file of somebody else's without a licence",
    { license: "MIT" },
    { LICENSE: MIT, "lib/taken.js": "/* Copyright Somebody. All rights reserved. */\n1;" },
    /lib\/taken\.js has an owner/,
  ],
];

for (const [what, manifest, files, reason] of REFUSED) {
  test(`a package that ${what} stops the build, by its name`, () =>
    inPackage({ name: "odd", version: "1.0.0", ...manifest }, files, async (folder) => {
      const paths = Object.keys(files).filter((name) => name.startsWith("lib/"));
      await assert.rejects(
        noticeOf(folder, paths),
        (error: Error) => error instanceof LicenseError && reason.test(error.message),
      );
    }));
}

test("a file that was taken from somebody else is told with its own licence", () => {
  const head =
    "/*!\n * Copyright 2011 Somebody\n * Licensed under the Apache License, Version 2.0\n */";
  const manifest = { name: "good", version: "2.0.0", license: "MIT" };
  return inPackage(manifest, { LICENSE: MIT, "lib/taken.js": `${head}\n1;` }, async (folder) => {
    const { text } = await noticeOf(folder, ["lib/taken.js"]);
    assert.match(text, /^Permission is hereby granted/);
    assert.match(text, /lib\/taken\.js in it:\n\nCopyright 2011 Somebody\nLicensed under/);
  });
});

test("`licenses` prints every licence in both languages and as JSON, whatever the folder", async () => {
  const english = await runProgram(["licenses", "--lang", "en"]);
  assert.equal(english.code, 0, english.stderr);
  const russian = await runProgram(["licenses", "--lang", "ru"]);
  assert.match(russian.stdout, /лицензия MIT\n\nВ программу входят \d+ пакет/);
  for (const { name, version, text } of [...NOTICES.packages, ...NOTICES.runtimes]) {
    for (const { stdout } of [english, russian]) {
      assert.ok(stdout.includes(`${name} ${version}`), name);
      assert.ok(stdout.includes(text), name);
    }
  }
  assert.match(english.stdout, /JavaScriptCore/);
  assert.match(english.stdout, /GNU LESSER GENERAL PUBLIC LICENSE\n/);
  const { stdout } = await runProgram(["licenses", "--json"]);
  assert.deepEqual(JSON.parse(stdout).packages, NOTICES.packages);
});

test(
  "the script carries the licences as a comment, the binary answers by itself",
  LONG,
  async () => {
    const { bundle, binary } = await cachedArtefacts();
    const script = readFileSync(bundle, "utf8");
    const comment = script.slice(script.lastIndexOf("/*!"));
    assert.ok(comment.trimEnd().endsWith("*/"));
    const folder = await mkdtemp(join(tmpdir(), "нет ничего "));
    const env = { PATH: folder, HOME: folder, ALIBABA_LANG: "en" };
    const { code, stdout } = await runTool(binary, ["licenses"], { cwd: folder, env });
    await rm(folder, { recursive: true });
    assert.equal(code, 0);
    for (const { name, version, text } of NOTICES.packages) {
      assert.ok(comment.includes(`${name} ${version}`), name);
      assert.ok(comment.includes(text.split("\n").at(-1) ?? ""), name);
      assert.ok(stdout.includes(text), name);
    }
  },
);

test("everything that is handed out holds LICENSE and the notices", () => {
  const read = (name: string) => JSON.parse(readFileSync(join(PROJECT_ROOT, name), "utf8"));
  // npm adds LICENSE by itself.
  assert.ok(read("package.json").files.includes("THIRD_PARTY_NOTICES.md"));
  for (const name of LICENSE_FILES) assert.ok(read("deno.json").publish.include.includes(name));
});
