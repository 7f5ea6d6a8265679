import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import test from "node:test";
import { type RunningEmulator, startEmulator } from "../../lib/wan/emulator/emulator.ts";
import { generateArgs, runProgram, startProgram, withPipeline } from "../support/harness.ts";
import { savedPictures } from "../support/journals.ts";
import { createTask, HandClock, KEY, NOON_MS, query, send } from "../support/loopback.ts";

async function withFolder(act: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "репетиция с пробелом "));
  try {
    await act(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function closing(emulators: readonly RunningEmulator[], act: () => Promise<void>) {
  try {
    await act();
  } finally {
    for (const emulator of emulators) await emulator.close();
  }
}

/** A task as version 1.0.0 wrote it. */
const olderTask = {
  id: "0f8a1c52-5f5c-4c57-9d53-6f1c0c6f3a11",
  requestId: "request-1",
  createdAtMs: NOON_MS,
  asked: {
    model: "wan2.5-t2i-preview",
    prompt: "a flower",
    n: 1,
    size: "1024*1024",
    promptExtend: false,
    watermark: false,
  },
  outcome: { kind: "pictures", places: [null] },
  durationMs: 1_000,
  unknownQueries: 0,
  canceledAtMs: null,
};
const OLDER_STATE = JSON.stringify({ version: 1, tasks: [olderTask] });

test("two emulators on one state file know each other's tasks, and neither loses any", () =>
  withFolder(async (folder) => {
    const clock = new HandClock();
    const options = {
      clock,
      stateFile: join(folder, "память"),
      durationMs: [1_000, 1_000],
    } as const;
    const [left, right] = [await startEmulator(options), await startEmulator(options)];
    await closing([left, right], async () => {
      const ids = [await createTask(left), await createTask(right)];
      clock.advance(1_000);
      ids.push(await createTask(left), await createTask(right));
      await send(`${left.baseUrl}/tasks/${ids[3]}/cancel`, { method: "POST", headers: KEY });
      clock.advance(3_000);
      for (const emulator of [left, right]) {
        assert.deepEqual(emulator.tasks().map(({ taskId }) => taskId), ids);
        const { output } = await query(emulator, ids[0] ?? "");
        const url = output.results?.[0]?.url ?? "";
        assert.ok(url.startsWith(emulator.pictureOrigin), "each serves all pictures itself");
        assert.equal((await send(url)).status, 200);
        assert.equal((await query(emulator, ids[3] ?? "")).output.task_status, "CANCELED");
      }
    });
  }));

test("the tasks of an older JSON state file go on in a database beside it", () =>
  withFolder(async (folder) => {
    const stateFile = join(folder, "tasks.json");
    writeFileSync(stateFile, OLDER_STATE);
    const clock = new HandClock();
    clock.advance(5_000);
    for (const expected of [2, 3]) {
      const emulator = await startEmulator({ clock, stateFile });
      await closing([emulator], async () => {
        assert.equal((await query(emulator, olderTask.id)).output.task_status, "SUCCEEDED");
        await createTask(emulator);
        assert.equal(emulator.tasks().length, expected, "taken over once");
        clock.advance(2_000);
      });
    }
    assert.equal(readFileSync(stateFile, "utf8"), OLDER_STATE, "what was given is left as it is");
  }));

test("somebody else's database is refused as a state file and stays as it is", () =>
  withFolder(async (folder) => {
    const stateFile = join(folder, "чужое.db");
    const db = new DatabaseSync(stateFile);
    db.exec("CREATE TABLE notes (text TEXT)");
    db.close();
    const before = readFileSync(stateFile).toString("base64");
    await assert.rejects(startEmulator({ stateFile }), { code: "emulator_state_unreadable" });
    assert.equal(readFileSync(stateFile).toString("base64"), before);
  }));

test("a rehearsal goes on with the tasks of an older version's rehearsal.json", () =>
  withPipeline(async (pipeline) => {
    await mkdir(join(pipeline.dir, ".alibaba"));
    const tasks = [{ ...olderTask, createdAtMs: Date.now() - 60_000 }];
    const older = JSON.stringify({ version: 1, tasks });
    writeFileSync(join(pipeline.dir, ".alibaba", "rehearsal.json"), older);
    const made = await runProgram([...generateArgs(pipeline.dir, "1"), "--rehearse"]);
    assert.equal(made.code, 0, made.stdout + made.stderr);
    const db = new DatabaseSync(join(pipeline.dir, ".alibaba", "rehearsal.db"));
    try {
      const ids = db.prepare("SELECT id FROM tasks ORDER BY place").all().map(({ id }) => id);
      assert.equal(ids.length, 2);
      assert.equal(ids[0], olderTask.id);
    } finally {
      db.close();
    }
  }));

test("two rehearsals at once on one pipeline: each fetches all it ordered", () =>
  withPipeline(async (pipeline) => {
    const model = ["--rehearse", "--model", "wan2.2-t2i-flash"];
    const both = ["1-3", "4-6"].map((indices) =>
      startProgram([...generateArgs(pipeline.dir, indices), ...model])
    );
    for (const { finished } of both) {
      const { code, stdout, stderr } = await finished;
      assert.equal(code, 0, stdout + stderr);
    }
    assert.equal(savedPictures(pipeline.dir), 6);
  }));
