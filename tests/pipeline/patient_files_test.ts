import test from "node:test";
import assert from "node:assert/strict";
import {
  chmodSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removePatiently, renamePatiently, writable } from "../../lib/pipeline/patient_files.ts";

/** A step of the disk that fails so often, with a clock that only counts. */
function failing(code: string, times: number) {
  let calls = 0;
  const waits: number[] = [];
  const act = () => {
    if (++calls <= times) throw Object.assign(new Error(code), { code });
  };
  return { act, calls: () => calls, waits, pause: (ms: number) => void waits.push(ms) };
}

type Failing = ReturnType<typeof failing>;

const STEPS = {
  rename: ({ act, pause }: Failing, isWindows: boolean) =>
    renamePatiently("нет", "нет тоже", { rename: act, isWindows, pause }),
  remove: ({ act, pause }: Failing, isWindows: boolean) =>
    removePatiently("нет", { remove: act, isWindows, pause }),
} as const;

for (const [name, step] of Object.entries(STEPS)) {
  test(`${name}: on Windows a picture that a viewer holds for a moment is waited for`, () => {
    for (const code of ["EPERM", "EACCES", "EBUSY"]) {
      const busy = failing(code, 3);
      step(busy, true);
      assert.deepEqual([busy.calls(), busy.waits], [4, [10, 40, 100]]);
    }
  });

  test(`${name}: what can never work fails at once, and a lasting hold fails in the end`, () => {
    const elsewhere = failing("EPERM", 1);
    assert.throws(() => step(elsewhere, false), { code: "EPERM" });
    const crossing = failing("EXDEV", 1);
    assert.throws(() => step(crossing, true), { code: "EXDEV" });
    const held = failing("EBUSY", 99);
    assert.throws(() => step(held, true), { code: "EBUSY" });
    assert.deepEqual([elsewhere.calls(), crossing.calls(), held.calls()], [1, 1, 7]);
  });
}

const isReadOnly = (path: string) => (statSync(path).mode & 0o200) === 0;

/** Windows refuses to replace, to remove and to open for writing what has its read-only attribute. */
function refuseReadOnly(path: string): void {
  if (existsSync(path) && isReadOnly(path)) {
    throw Object.assign(new Error("operation not permitted"), { code: "EPERM" });
  }
}

async function withReadOnly(act: (folder: string, path: string) => void): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "только чтение "));
  try {
    const path = join(folder, "illustration_01.png");
    await writeFile(path, "original");
    chmodSync(path, 0o444);
    act(folder, path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const noPause = () => assert.fail("there is nothing to wait for");

test("on Windows a read-only picture is replaced, and what replaces it is read-only as well", () =>
  withReadOnly((folder, path) => {
    const copy = join(folder, "копия.part");
    writeFileSync(copy, "candidate");
    chmodSync(copy, 0o444);
    const rename = (from: string, to: string) => {
      refuseReadOnly(to);
      renameSync(from, to);
    };
    renamePatiently(copy, path, { rename, isWindows: true, pause: noPause });
    assert.equal(readFileSync(path, "utf8"), "candidate");
    assert.ok(isReadOnly(path));
  }));

test("on Windows a read-only picture is removed", () =>
  withReadOnly((_, path) => {
    const remove = (each: string) => {
      refuseReadOnly(each);
      rmSync(each);
    };
    removePatiently(path, { remove, isWindows: true, pause: noPause });
    assert.ok(!existsSync(path));
  }));

test("a read-only picture that is held for good stays, read-only as it was", () =>
  withReadOnly((_, path) => {
    const held = failing("EBUSY", 99);
    assert.throws(
      () => removePatiently(path, { remove: held.act, isWindows: true, pause: held.pause }),
      { code: "EBUSY" },
    );
    assert.equal(readFileSync(path, "utf8"), "original");
    assert.ok(isReadOnly(path));
    assert.equal(held.waits.length, 6);
  }));

test("a copy of what is read-only reaches the disk and is read-only again", () =>
  withReadOnly((_, path) => {
    const found = writable(path, () => {
      refuseReadOnly(path);
      return "synced";
    });
    assert.equal(found, "synced");
    assert.ok(isReadOnly(path));
    assert.throws(() => writable(path, failing("EPERM", 2).act), { code: "EPERM" });
    assert.ok(isReadOnly(path));
  }));
