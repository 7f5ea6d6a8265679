import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { copyFileSync, readdirSync, readFileSync, statSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { EXAMPLE } from "../../tools/rehearse.ts";
import { ROOT, type Started, startProgram } from "../support/harness.ts";

const LONG = { timeout: 60_000 };

/** Every file below a folder with its digest. */
function digests(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) =>
      `${name} ${createHash("sha256").update(readFileSync(join(folder, name))).digest("hex")}`
    );
}

/** A folder in which the task is run, as in the project's own, and nothing of the user's. */
async function practising(
  act: (run: (...args: string[]) => Started, dir: string) => Promise<void>,
): Promise<void> {
  const cwd = await mkdtemp(join(tmpdir(), "учимся здесь "));
  const example = digests(join(ROOT, "examples"));
  try {
    await act(
      (...args) => startProgram(args, { script: "tools/rehearse.ts", cwd, input: null }),
      join(cwd, "dist", "rehearsal", EXAMPLE),
    );
    assert.deepEqual(
      digests(join(ROOT, "examples")),
      example,
      "the tracked example stays as it is",
    );
  } finally {
    await rm(cwd, { recursive: true, force: true, maxRetries: 3 });
  }
}

const original = (dir: string) =>
  readFileSync(join(dir, "images", "illustration_01.png")).toString("base64");

test(
  "a newcomer's first command reads as a success, and the next one it names opens the page",
  LONG,
  () =>
    practising(async (run) => {
      const { code, stdout, stderr } = await run("--lang", "en").finished;
      assert.equal(code, 0, stderr);
      assert.match(stdout, /Images created: 3/);
      assert.doesNotMatch(stdout + stderr, /⚠️|warning/i);
      const next = /Try it: (?:npx -y deno@[\d.]+|deno) task rehearse (.+)\n/.exec(stderr)?.[1];
      assert.equal(next, "review --lang en");
      const page = run(...next.split(" "), "--no-open");
      await page.seen("http://127.0.0.1:");
      page.kill("SIGINT");
      await page.finished;
    }),
);

test(
  "what was decided in the practice copy stays when the task is run again, unless asked otherwise",
  LONG,
  () =>
    practising(async (run, dir) => {
      assert.equal((await run().finished).code, 0);
      const drawn = original(dir);
      assert.equal((await run("accept", "--index", "1").finished).code, 0);
      const chosen = original(dir);
      assert.notEqual(chosen, drawn);

      const again = await run("--indices", "2").finished;
      assert.equal(again.code, 0, again.stderr);
      assert.match(again.stderr, /--fresh/);
      assert.equal(original(dir), chosen);

      const anew = await run("--fresh", "--indices", "2").finished;
      assert.equal(anew.code, 0, anew.stderr);
      assert.doesNotMatch(anew.stderr, /--fresh/);
      assert.equal(original(dir), drawn);
    }),
);

test(
  "candidates that wait are the next step, and a file of another tool is a warning",
  LONG,
  () =>
    practising(async (run, dir) => {
      assert.equal((await run("--indices", "2").finished).code, 0);
      const stray = join(dir, "images", "illustration_03_edited.png");
      copyFileSync(join(dir, "images", "illustration_03.png"), stray);
      const { code, stderr } = await run("--indices", "2", "--lang", "en").finished;
      assert.equal(code, 0);
      assert.match(stderr, /👉 .*\n.* for illustration 2, /);
      assert.match(stderr, /⚠️ {2}images\/ has more than one frame for illustration 3:/);
    }),
);
