import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import test from "node:test";
import { stateFolder } from "../../lib/ledger/state_folder.ts";
import { LEDGER_FILE, LedgerHandle } from "../../lib/ledger/ledger_handle.ts";
import { TaskLedger } from "../../lib/ledger/task_ledger.ts";

const SERVICE = "https://dashscope-intl.aliyuncs.com/api/v1";
const FIRST = { pipeline: "/films/Цветок", orderId: 1 };
const SECOND = { pipeline: "/films/Второй", orderId: 1 };

function withState(act: (stateHome: string, path: string) => void): void {
  const home = mkdtempSync(join(tmpdir(), "состояние и место "));
  try {
    act(home, join(home, "alibaba-image-generator", LEDGER_FILE));
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function open(stateHome: string, service = SERVICE) {
  const file = new LedgerHandle({ XDG_STATE_HOME: stateHome });
  const ledger = new TaskLedger(service, file, () => 1_000);
  return Object.assign(ledger, { close: () => file.close() });
}

test("a task belongs to who took it first, in every process and for ever", () =>
  withState((home) => {
    const [one, two] = [open(home), open(home)];
    assert.equal(one.take("t-1", FIRST), true);
    assert.equal(one.take("t-1", FIRST), true, "taking it again changes nothing");
    assert.equal(two.take("t-1", SECOND), false);
    assert.equal(two.take("t-1", { ...FIRST, orderId: 2 }), false, "nor another order's");
    one.close();
    two.close();
    const later = open(home);
    assert.deepEqual(later.ownerOf("t-1"), FIRST);
    assert.equal(later.ownerOf("t-2"), undefined);
    later.close();
  }));

test("what the service said outweighs what was found; other addresses have tasks of their own", () =>
  withState((home) => {
    const ledger = open(home);
    ledger.take("t-1", SECOND);
    ledger.assign("t-1", FIRST);
    assert.deepEqual(ledger.ownerOf("t-1"), FIRST);
    const beijing = open(home, "https://dashscope.aliyuncs.com/api/v1");
    assert.equal(beijing.ownerOf("t-1"), undefined);
    beijing.close();
    ledger.close();
  }));

test(
  "the folder and the file are the user's alone",
  { skip: process.platform === "win32" },
  () =>
    withState((home, path) => {
      const ledger = open(home);
      ledger.take("t-1", FIRST);
      assert.equal(statSync(path).mode & 0o777, 0o600);
      assert.equal(statSync(join(path, "..")).mode & 0o777, 0o700);
      ledger.close();
    }),
);

test("somebody else's database is left as it is, and that is said", () =>
  withState((home, path) => {
    mkdirSync(join(path, ".."), { recursive: true });
    const db = new DatabaseSync(path);
    db.exec("CREATE TABLE recipes (name TEXT)");
    db.close();
    const ledger = open(home);
    assert.equal(ledger.trouble?.code, "ledger_foreign");
    assert.equal(ledger.take("t-1", FIRST), true, "the work goes on");
    const again = new DatabaseSync(path);
    assert.deepEqual(again.prepare("SELECT name FROM sqlite_master").all().length, 1);
    again.close();
  }));

test("a newer program's ledger is left as it is, and that is said", () =>
  withState((home, path) => {
    open(home).close();
    const db = new DatabaseSync(path);
    db.exec("PRAGMA user_version = 99");
    db.close();
    assert.equal(open(home).trouble?.code, "ledger_newer");
  }));

test("what cannot be used protects nothing, says why, and lets the work go on", () =>
  withState((home) => {
    writeFileSync(join(home, "file"), "x");
    const asFolder = join(home, "wie ein Ordner");
    mkdirSync(join(asFolder, "alibaba-image-generator", LEDGER_FILE), { recursive: true });
    const damaged = join(home, "kaputt");
    mkdirSync(join(damaged, "alibaba-image-generator"), { recursive: true });
    writeFileSync(join(damaged, "alibaba-image-generator", LEDGER_FILE), "no database".repeat(500));
    const cases = [
      [join(home, "file"), "ledger_unusable"],
      [asFolder, "ledger_unusable"],
      [damaged, "ledger_damaged"],
    ] as const;
    for (const [stateHome, code] of cases) {
      const ledger = open(stateHome);
      assert.equal(ledger.trouble?.code, code, stateHome);
      assert.ok(String(ledger.trouble?.facts["reason"]).length > 0);
      assert.equal(ledger.take("t-1", FIRST), true);
      ledger.assign("t-1", FIRST);
      assert.equal(ledger.ownerOf("t-1"), undefined);
      ledger.close();
    }
  }));

test("a ledger that fails while it is used is given up, and that is said", () =>
  withState((home, path) => {
    const ledger = open(home);
    const db = new DatabaseSync(path);
    db.exec("DROP TABLE tasks");
    db.close();
    const codeOfTrouble = () => ledger.trouble?.code;
    assert.equal(codeOfTrouble(), undefined);
    assert.equal(ledger.take("t-1", FIRST), true);
    assert.equal(codeOfTrouble(), "ledger_unusable");
  }));

test("an environment that tells no folder makes none", () => {
  const ledger = new TaskLedger(SERVICE, new LedgerHandle({}), () => 0);
  assert.equal(ledger.trouble?.code, "ledger_homeless");
  assert.equal(ledger.take("t-1", FIRST), true);
});

test("every platform has its own place; a relative XDG_STATE_HOME is none", () => {
  const own = "alibaba-image-generator";
  const env = { HOME: "/home/anna", LOCALAPPDATA: "C:\\Users\\Anna\\AppData\\Local" };
  assert.equal(stateFolder(env, "linux"), join("/home/anna/.local/state", own));
  const mac = join("/home/anna", "Library", "Application Support", own);
  assert.equal(stateFolder(env, "darwin"), mac);
  assert.equal(stateFolder(env, "win32"), join(env.LOCALAPPDATA, own));
  const named = { ...env, XDG_STATE_HOME: "/state" };
  assert.equal(stateFolder(named, "linux"), join("/state", own));
  assert.equal(
    stateFolder({ ...env, XDG_STATE_HOME: "state" }, "linux"),
    stateFolder(env, "linux"),
  );
  assert.equal(stateFolder({}, "linux"), undefined);
  assert.ok(!existsSync(join("/state", own)), "nothing is made by asking");
});
