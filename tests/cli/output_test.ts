import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import test from "node:test";
import { cleanEnv, scriptCommand } from "../support/harness.ts";
import { skipUnless } from "../support/skipping.ts";

/** A pipe between two programs, as only a shell makes it; it holds 64 KB. */
const OPTIONS = { skip: skipUnless(process.platform !== "win32", "no POSIX shell here") };

/** The program's long answer, handed to another program of the shell. */
function pipedInto(reader: string): Promise<{ stdout: string; stderr: string }> {
  const { command, args } = scriptCommand("main.ts");
  const line = `"$@" | ${reader}`;
  const words = ["-c", line, "sh", command, ...args, "licenses", "--json"];
  const child = spawn("sh", words, { env: cleanEnv(), stdio: ["ignore", "pipe", "pipe"] });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => stdout += text);
  child.stderr.setEncoding("utf8").on("data", (text: string) => stderr += text);
  return new Promise((resolve) => child.on("close", () => resolve({ stdout, stderr })));
}

test("a long answer arrives whole, however slowly it is read", OPTIONS, async () => {
  // One second is all that a program needs that does not wait for its reader.
  const { stdout, stderr } = await pipedInto("(sleep 1; cat)");
  assert.ok(stdout.length > 65_536, String(stdout.length));
  assert.ok(JSON.parse(stdout).packages.length > 10);
  assert.equal(stderr, "");
});

test("a reader that has seen enough and leaves is no error of the program", OPTIONS, async () => {
  const { stdout, stderr } = await pipedInto("head -c 10");
  assert.deepEqual([stdout.length, stderr], [10, ""]);
});
