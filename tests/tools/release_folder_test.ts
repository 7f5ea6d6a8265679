import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import test from "node:test";
import { VERSION } from "../../lib/version.ts";
import { machineOf } from "../../tools/build/binary_header.ts";
import { releaseNotes } from "../../tools/build/changelog.ts";
import { buildDenoBinary } from "../../tools/build/deno_binary.ts";
import { clearArtefacts, writeSums } from "../../tools/build/release_folder.ts";
import { denoCommand, PROJECT_ROOT, runTool } from "../../tools/toolchain.ts";
import { skipUnless } from "../support/skipping.ts";

async function inFolder(act: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "выпуск "));
  try {
    await act(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test("what earlier builds left is gone before a release, the rehearsal's choices stay", () =>
  inFolder(async (folder) => {
    const old = [
      "alibaba-image-generator-linux-arm",
      "alibaba-image-generator.mjs",
      "stand-in-alibaba-image-generator-deno-linux-x64",
      "SHA256SUMS",
      "LICENSE",
    ];
    for (const name of [...old, "notes of mine.txt"]) await writeFile(join(folder, name), name);
    await mkdir(join(folder, "claude-plugin", "server"), { recursive: true });
    await mkdir(join(folder, "rehearsal"));
    await writeFile(join(folder, "rehearsal", "illustration_01.png"), "chosen");
    await clearArtefacts(folder);
    assert.deepEqual((await readdir(folder)).sort(), ["notes of mine.txt", "rehearsal"]);
    assert.ok(existsSync(join(folder, "rehearsal", "illustration_01.png")));
    await clearArtefacts(join(folder, "absent"));
  }));

test("the checksums are of what this build made, whatever else stands there", () =>
  inFolder(async (folder) => {
    for (const name of ["alibaba-image-generator-old", "b", "a"]) {
      await writeFile(join(folder, name), name);
    }
    const path = await writeSums([join(folder, "b"), join(folder, "a")]);
    const lines = readFileSync(path, "utf8").trimEnd().split("\n");
    assert.deepEqual(lines.map((line) => line.slice(64)), ["  a", "  b"]);
    assert.match(lines[0] ?? "", /^ca978112ca1bbdca/);
  }));

test(
  "a binary whose runtime was stood in for says so in its name and is never summed up",
  {
    timeout: 60_000,
    skip: skipUnless(process.platform === "linux", "made from a program of Linux"),
  },
  () =>
    inFolder(async (folder) => {
      const script = join(folder, "script.mjs");
      await writeFile(script, "console.log(1);");
      const target = process.arch === "arm64" ? "linux-arm64" : "linux-x64";
      const env = { ...process.env, DENORT_BIN: "/bin/true" };
      const { path, isStandIn } = await buildDenoBinary(target, script, folder, env);
      assert.ok(isStandIn);
      assert.equal(basename(path), `stand-in-alibaba-image-generator-deno-${target}`);
      assert.deepEqual((await readdir(folder)).sort(), ["script.mjs", basename(path)].sort());
      // What Deno wrote into it: it never asks, whoever starts it.
      assert.ok(readFileSync(path).includes('"prompt":false'));
      await assert.rejects(writeSums([script, path]), /stand-in-.* is no artefact/);
      assert.ok(!existsSync(join(folder, "SHA256SUMS")));
    }),
);

test("a binary for another machine than its name says is found out", () =>
  inFolder(async (folder) => {
    const isMusl = existsSync("/etc/alpine-release");
    const system = process.platform === "win32" ? "windows" : process.platform;
    const here = `${system}-${process.arch}${isMusl ? "-musl" : ""}`;
    assert.equal(await machineOf(process.execPath), here);
    for (const [name, head] of Object.entries(HEADS)) {
      await writeFile(join(folder, name), head);
      assert.equal(await machineOf(join(folder, name)), name === "text" ? undefined : name);
    }
  }));

/** Beginnings of programs, as short as they can be. */
const HEADS: Readonly<Record<string, Uint8Array>> = {
  "linux-arm64-musl": elf(0xb7, "/lib/ld-musl-aarch64.so.1"),
  "linux-x64": elf(0x3e, "/lib64/ld-linux-x86-64.so.2"),
  "darwin-arm64": Buffer.concat([Buffer.from("cffaedfe0c000001", "hex"), Buffer.alloc(64)]),
  "windows-x64": portable(0x8664),
  "text": Buffer.from("#!/bin/sh\n".repeat(20)),
};

function elf(machine: number, loader: string): Uint8Array {
  const bytes = Buffer.alloc(200);
  bytes.write("\x7fELF", "latin1");
  bytes.writeUInt16LE(machine, 18);
  bytes.writeBigUInt64LE(64n, 32);
  bytes.writeUInt16LE(56, 54);
  bytes.writeUInt16LE(1, 56);
  bytes.writeUInt32LE(3, 64);
  bytes.writeBigUInt64LE(130n, 72);
  bytes.writeBigUInt64LE(BigInt(loader.length + 1), 96);
  bytes.write(loader, 130, "latin1");
  return bytes;
}

function portable(machine: number): Uint8Array {
  const bytes = Buffer.alloc(200);
  bytes.write("MZ", "latin1");
  bytes.writeUInt32LE(100, 60);
  bytes.write("PE\0\0", 100, "latin1");
  bytes.writeUInt16LE(machine, 104);
  return bytes;
}

const CHANGELOG = `# Changelog

## [Unreleased]

## [1.1.0] - 2026-12-01

### Added

- \`new\` things

## [1.0.0] - 2026-11-22

The first.
`;

test("a release tells what is in this version and nothing of the others", () => {
  assert.equal(releaseNotes(CHANGELOG, "1.1.0"), "### Added\n\n- `new` things\n");
  assert.equal(releaseNotes(CHANGELOG.replaceAll("\n", "\r\n"), "1.0.0"), "The first.\n");
  assert.throws(() => releaseNotes(CHANGELOG, "1.2.0"), /nothing of 1\.2\.0/);
  assert.throws(() => releaseNotes(CHANGELOG, "1.1"), /nothing of 1\.1/);
  const forgotten = CHANGELOG.replace("[Unreleased]\n", "[Unreleased]\n\n- more\n");
  assert.throws(() => releaseNotes(forgotten, "1.1.0"), /Unreleased/);
});

test("a tag that names another version than the program stops the release before it is built", async () => {
  const [command, ...head] = denoCommand();
  const script = join(PROJECT_ROOT, "tools", "release_notes.ts");
  for (const tag of ["v0.0.1", VERSION, ""]) {
    const words = tag === "" ? [] : [tag];
    const { code, stdout, stderr } = await runTool(command, [
      ...head,
      "run",
      "-A",
      script,
      ...words,
    ]);
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, new RegExp(`the program is ${VERSION.replaceAll(".", "\\.")}`));
  }
});
