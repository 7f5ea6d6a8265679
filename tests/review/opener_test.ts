/**
 * "The page is open in your browser" is said only when a program took the address: otherwise people
 * wait for a window that never comes.
 */
import assert from "node:assert/strict";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { startProgram, type TestPipeline, withPipeline } from "../support/harness.ts";
import { skipUnless } from "../support/skipping.ts";

const SCREEN = { DISPLAY: ":0", WAYLAND_DISPLAY: "", BROWSER: "", WSL_DISTRO_NAME: "" };

/** Scripts under the names of openers; all of what is on the PATH. */
type Openers = Readonly<Record<string, string>>;

/** What `review` says about the browser, with these openers alone. */
async function saidWith(
  { dir, home }: TestPipeline,
  openers: Openers,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const bin = join(home, "программы");
  await mkdir(bin, { recursive: true });
  for (const [name, script] of Object.entries(openers)) {
    await writeFile(join(bin, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(bin, name), 0o755);
  }
  const page = startProgram(["review", "--pipeline-dir", dir], {
    env: { ALIBABA_LANG: "ru", ...SCREEN, ...env, PATH: bin },
    input: null,
  });
  try {
    return await page.seen(/Страница открыта в браузере|Браузер не открылся: откройте[^\n]*сами/);
  } finally {
    page.kill("SIGINT");
    assert.equal((await page.finished).code, 0);
  }
}

const OPENED = "Страница открыта в браузере";
const UNOPENED = /^Браузер не открылся/;

/** Other systems have openers of their own, which no test may start. */
const ON_LINUX = { skip: skipUnless(process.platform === "linux", "openers of Linux are tried") };

test(
  "an opener that takes the address, and one that stays with the browser: it is open",
  ON_LINUX,
  () =>
    withPipeline(async (pipeline) => {
      const log = join(pipeline.home, "адрес.txt");
      const taking = { "xdg-open": `printf %s "$1" > '${log}'` };
      assert.equal(await saidWith(pipeline, taking), OPENED);
      assert.match(await readFile(log, "utf8"), /^http:\/\/127\.0\.0\.1:\d+\//);
      const staying = { "xdg-open": "exec /bin/sleep 8" };
      assert.equal(await saidWith(pipeline, staying), OPENED);
    }),
);

test(
  "an opener that fails, or none at all: the address is to be opened by hand",
  ON_LINUX,
  () =>
    withPipeline(async (pipeline) => {
      assert.match(await saidWith(pipeline, {}), UNOPENED);
      assert.match(await saidWith(pipeline, { "xdg-open": "exit 3" }), UNOPENED);
    }),
);

test(
  "without a screen nothing is started that nobody would see",
  ON_LINUX,
  () =>
    withPipeline(async (pipeline) => {
      assert.match(await saidWith(pipeline, { "xdg-open": "exit 0" }, { DISPLAY: "" }), UNOPENED);
    }),
);

test(
  "Linux inside Windows opens the browser of Windows, as far as it can be reached",
  ON_LINUX,
  () =>
    withPipeline(async (pipeline) => {
      const log = join(pipeline.home, "слова.txt");
      const env = { DISPLAY: "", WSL_DISTRO_NAME: "Ubuntu" };
      const windows = { "rundll32.exe": `printf '%s ' "$@" > '${log}'` };
      assert.equal(await saidWith(pipeline, windows, env), OPENED);
      assert.match(await readFile(log, "utf8"), /^url\.dll,FileProtocolHandler http:/);
      const none = { "rundll32.exe": "exit 1", "wslview": "exit 1" };
      assert.match(await saidWith(pipeline, none, env), UNOPENED);
    }),
);
