import test from "node:test";
import assert from "node:assert/strict";
import { renamePatiently } from "../../lib/pipeline/patient_rename.ts";

function failing(code: string, times: number) {
  let calls = 0;
  const rename = () => {
    if (++calls <= times) throw Object.assign(new Error(code), { code });
  };
  return { rename, calls: () => calls };
}

test("on Windows a picture that a viewer holds for a moment is still put in place", () => {
  const busy = failing("EPERM", 3);
  renamePatiently("a", "b", { rename: busy.rename, isWindows: true });
  assert.equal(busy.calls(), 4);
});

test("a rename that can never work fails at once, and a lasting hold fails in the end", () => {
  const elsewhere = failing("EPERM", 1);
  assert.throws(() => renamePatiently("a", "b", { rename: elsewhere.rename, isWindows: false }));
  const crossing = failing("EXDEV", 1);
  assert.throws(() => renamePatiently("a", "b", { rename: crossing.rename, isWindows: true }));
  const held = failing("EBUSY", 99);
  assert.throws(() => renamePatiently("a", "b", { rename: held.rename, isWindows: true }));
  assert.deepEqual([elsewhere.calls(), crossing.calls(), held.calls()], [1, 1, 7]);
});
