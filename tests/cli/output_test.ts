import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import test from "node:test";
import { cleanEnv, scriptCommand } from "../support/harness.ts";
import { skipUnless } from "../support/skipping.ts";

/** A pipe between two programs, as only a shell makes it; it holds 64 KB. */
const OPTIONS = { skip: skipUnless(process.platform !== "win32", "no POSIX shell here") };

/** What a shell made of the program's long answer. */
interface Shelled {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** @param rest what the shell does with the answer, e.g. `| cat` */
function answered(rest: string): Promise<Shelled> {
  const { command, args } = scriptCommand("main.ts");
  const words = ["-c", `"$@" ${rest}`, "sh", command, ...args, "licenses", "--json"];
  const child = spawn("sh", words, { env: cleanEnv(), stdio: ["ignore", "pipe", "pipe"] });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => stdout += text);
  child.stderr.setEncoding("utf8").on("data", (text: string) => stderr += text);
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, stdout, stderr })));
}

test("a long answer arrives whole, however slowly it is read", OPTIONS, async () => {
  // One second is all that a program needs that does not wait for its reader.
  const { stdout, stderr } = await answered("| (sleep 1; cat)");
  assert.ok(stdout.length > 65_536, String(stdout.length));
  assert.ok(JSON.parse(stdout).packages.length > 10);
  assert.equal(stderr, "");
});

test("a reader that has seen enough and leaves is no error of the program", OPTIONS, async () => {
  const { stdout, stderr } = await answered("| head -c 10");
  assert.deepEqual([stdout.length, stderr], [10, ""]);
});

/** A file on a disk without room, as Linux has it for whoever wants to try. */
const FULL = "/dev/full";
const WITH_FULL = { skip: skipUnless(existsSync(FULL), "no /dev/full here") };

test("a result that its disk cannot take is told, and is no success", WITH_FULL, async () => {
  const { code, stderr } = await answered(`> ${FULL}`);
  assert.equal(code, 3, stderr);
  assert.match(stderr, /не удалось записать stdout: ENOSPC/);
  assert.doesNotMatch(stderr, /\n\s+at |Непредвиденная/);
});

test("talk that its disk cannot take costs nothing", WITH_FULL, async () => {
  const { code, stdout } = await answered(`2> ${FULL}`);
  assert.equal(code, 0);
  assert.ok(JSON.parse(stdout).packages.length > 10);
});
