/**
 * The program, killed or copied at one of its steps. A step is a write to the journal or a look
 * at a file's bytes: the program looks at a file before it changes it, so between two steps at most
 * one file changes, and every state that a crash could leave behind is met.
 *
 * Arguments: N, FOLDER, then a command line with `--pipeline-dir`. Just before its Nth step the
 * program is killed with SIGKILL. Where FOLDER is not empty, the pipeline is copied to `FOLDER/1`,
 * `FOLDER/2` … just before each step: what a kill at that step would leave on the disk.
 */
import { createHash } from "node:crypto";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync, StatementSync } from "node:sqlite";
import { runCommandLine } from "../../lib/cli/run.ts";

const [killAt, copies = "", ...args] = process.argv.slice(2);
const dir = args[args.indexOf("--pipeline-dir") + 1] ?? "";
let steps = 0;
let isCopying = false;

function countStep(): void {
  // Copying looks at files itself.
  if (isCopying) return;
  steps++;
  if (steps === Number(killAt)) process.kill(process.pid, "SIGKILL");
  if (copies === "") return;
  isCopying = true;
  cpSync(dir, join(copies, String(steps)), { recursive: true, preserveTimestamps: true });
  isCopying = false;
}

const run = StatementSync.prototype.run;
StatementSync.prototype.run = function (...values: unknown[]) {
  countStep();
  return Reflect.apply(run, this, values);
};
const exec = DatabaseSync.prototype.exec;
DatabaseSync.prototype.exec = function (sql) {
  countStep();
  return exec.call(this, sql);
};

const hash = createHash("sha256").constructor.prototype as ReturnType<typeof createHash>;
const digest = hash.digest;
hash.digest = function (...values: unknown[]) {
  countStep();
  return Reflect.apply(digest, this, values);
};

process.exitCode = await runCommandLine(args);
process.stderr.write(`steps: ${steps}\n`);
