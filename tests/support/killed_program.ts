/**
 * The program with a murderer inside: it is killed with SIGKILL just before its Nth step, a step
 * being a write to the journal or a look at a file's bytes. The program looks at a file before it
 * changes it, so between two steps at most one file changes, and every state that a crash could leave
 * behind is met. First argument: N; the rest is a command line.
 */
import { createHash } from "node:crypto";
import { DatabaseSync, StatementSync } from "node:sqlite";
import { runCommandLine } from "../../lib/cli/run.ts";

const [killAt, ...args] = process.argv.slice(2);
let left = Number(killAt);

function countDown(): void {
  left--;
  if (left === 0) process.kill(process.pid, "SIGKILL");
}

const run = StatementSync.prototype.run;
StatementSync.prototype.run = function (...values: unknown[]) {
  countDown();
  return Reflect.apply(run, this, values);
};
const exec = DatabaseSync.prototype.exec;
DatabaseSync.prototype.exec = function (sql) {
  countDown();
  return exec.call(this, sql);
};

const hash = createHash("sha256").constructor.prototype as ReturnType<typeof createHash>;
const digest = hash.digest;
hash.digest = function (...values: unknown[]) {
  countDown();
  return Reflect.apply(digest, this, values);
};

process.exitCode = await runCommandLine(args);
process.stderr.write(`steps: ${Number(killAt) - left}\n`);
