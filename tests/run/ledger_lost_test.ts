import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { savedPictures } from "../support/journals.ts";
import {
  generateArgs,
  runProgram,
  startProgram,
  type TestPipeline,
  withPipeline,
  withService,
} from "../support/harness.ts";

interface Scene {
  readonly pipeline: TestPipeline;
  /** The state folder of this user alone. */
  readonly state: string;
  readonly env: Record<string, string>;
}

/** A user with one picture made; the service then takes long enough for what befalls the ledger. */
async function withUser(act: (scene: Scene) => Promise<void>): Promise<void> {
  await withPipeline((pipeline) =>
    withService(async (_service, known) => {
      const state = join(pipeline.home, "состояние");
      const env = { ...known, XDG_STATE_HOME: state };
      const first = await runProgram(generateArgs(pipeline.dir, "4"), { env });
      assert.equal(first.code, 0, first.stdout + first.stderr);
      await act({ pipeline, state, env });
    }, { durationMs: [1_500, 1_500] })
  );
}

function ledgerFiles(state: string): string[] {
  const names = readdirSync(state, { recursive: true, encoding: "utf8" });
  return names.filter((name) => /ledger\.db/.test(name)).map((name) => join(state, name));
}

test("a ledger deleted during a run: what the run spent is counted all the same", () =>
  withUser(async ({ pipeline, state, env }) => {
    const run = startProgram(generateArgs(pipeline.dir, "1-2"), { env });
    await run.seen(/\[2\] ⏳/);
    for (const file of ledgerFiles(state)) await rm(file);
    assert.equal((await run.finished).code, 0);
    const { stdout } = await runProgram(["cost", "--lang", "en"], { env });
    assert.match(stdout, /Spent: \$0\.09, 3 pictures/);
  }));

test("a state folder that becomes a file during a run stops nothing that is paid for", () =>
  withUser(async ({ pipeline, state, env }) => {
    const run = startProgram(generateArgs(pipeline.dir, "1-2"), { env });
    await run.seen(/\[2\] ⏳/);
    await rm(state, { recursive: true });
    await writeFile(state, "");
    const { code, stdout, stderr } = await run.finished;
    assert.equal(code, 0, stdout + stderr);
    assert.equal(savedPictures(pipeline.dir), 3);
    const cost = await runProgram(["cost", "--lang", "en"], { env });
    assert.equal(cost.code, 1, "it cannot be told what was spent");
    assert.match(cost.stderr, /cannot be read: ENOTDIR/);
  }));

test("a damaged ledger is named with what helps, and that helps", () =>
  withUser(async ({ pipeline, state, env }) => {
    const limited = { ...env, ALIBABA_MAX_USD_PER_DAY: "1", ALIBABA_LANG: "en" };
    for (const file of ledgerFiles(state)) await truncate(file, 5_000).catch(() => {});
    const refused = await runProgram(generateArgs(pipeline.dir, "1"), { env: limited });
    assert.equal(refused.code, 1, refused.stdout);
    for (const said of [refused.stderr, (await runProgram(["cost"], { env: limited })).stderr]) {
      assert.match(said, /The file was not changed\. Move it elsewhere/);
    }
    assert.match(refused.stderr, /ledger\.db is damaged/);
    for (const file of ledgerFiles(state).filter((name) => name.endsWith(".db"))) await rm(file);
    assert.equal((await runProgram(generateArgs(pipeline.dir, "1"), { env: limited })).code, 0);
    const { stdout } = await runProgram(["cost"], { env: limited });
    assert.match(stdout, /Spent: \$0\.06, 2 pictures/);
  }));
