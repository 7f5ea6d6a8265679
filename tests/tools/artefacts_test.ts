import test from "node:test";
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { bundledParts } from "../../tools/build/contents.ts";
import { cachedArtefacts } from "../../tools/build/cached.ts";
import { bunCommand, denoCommand, nodePath, PROJECT_ROOT } from "../../tools/toolchain.ts";
import { VERSION } from "../../lib/version.ts";
import { assistantLists, doesWholeJob, type Place, silent } from "../support/artefact_job.ts";
import {
  acceptedCreates,
  generateArgs,
  makePipeline,
  type StartOptions,
  startProgram,
  withService,
} from "../support/harness.ts";
import {
  API_HOST,
  AUTHORITY_FILE,
  startProxy,
  startSecureFront,
} from "../support/proxied_service.ts";
import { withBrowser } from "../support/review_browser.ts";
import { withoutChromium } from "../support/skipping.ts";

/** Whole jobs on fresh runtimes, and the first one builds. */
const LONG = { timeout: 120_000 };

async function inEmptyFolder(
  file: string,
  head: (copy: string) => readonly [string, ...string[]],
  isBare: boolean,
  act: (place: Place) => Promise<void>,
): Promise<void> {
  // Deno and Bun look for settings in the folders above the script as well: none is there.
  const home = await mkdtemp(join(await realpath(tmpdir()), "пустая папка "));
  try {
    const copy = join(home, basename(file));
    await copyFile(file, copy);
    await mkdir(join(home, "дом"));
    const [command, ...args] = head(copy);
    const bare = { HOME: join(home, "дом"), PATH: join(home, "дом") };
    const start = (words: readonly string[], options: StartOptions = {}) =>
      startProgram(words, {
        cwd: home,
        isBare,
        program: { command, args },
        ...options,
        env: { ...(isBare ? bare : {}), ...options.env },
      });
    const pipeline = await makePipeline(home);
    await act({ pipeline, start, run: (words, env = {}) => start(words, { env }).finished });
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function withBundle(
  head: (copy: string) => readonly [string, ...string[]],
  act: (place: Place) => Promise<void>,
): Promise<void> {
  await inEmptyFolder((await cachedArtefacts()).bundle, head, false, act);
}

async function withBinary(act: (place: Place) => Promise<void>): Promise<void> {
  await inEmptyFolder((await cachedArtefacts()).binary, (copy) => [copy], true, act);
}

const RUNTIMES: Readonly<Record<string, () => Promise<readonly [string, ...string[]]>>> = {
  Deno: () => Promise.resolve([...denoCommand(), "run", "-A"]),
  Bun: () => Promise.resolve(bunCommand()),
  Node: async () => [await nodePath()],
  "Node 22.5": async () => [await nodePath("22.5.1")],
};

for (const [name, command] of Object.entries(RUNTIMES)) {
  test(
    `the one-file script does the whole job on ${name}, without a word it did not mean`,
    LONG,
    async () => {
      const head = await command();
      await withBundle((copy) => [...head, copy], doesWholeJob);
    },
  );
}

test("an older Node gets one sentence and exit code 2, not a stack trace", LONG, async () => {
  const node = await nodePath("20.20.2");
  await withBundle((copy) => [node, copy], async ({ pipeline, run }) => {
    const russian = await run(generateArgs(pipeline.dir, "1"));
    assert.deepEqual([russian.code, russian.stdout], [2, ""]);
    assert.match(russian.stderr, /^❌ Нужен Node\.js 22\.5 или новее.*20\.20\.2.*\n$/);
    const english = await run(["--help", "--lang=en"]);
    assert.match(english.stderr, /^❌ This program needs Node\.js 22\.5 or newer.*20\.20\.2.*\n$/);
  });
});

test(
  "the binary runs on a machine with nothing on it, and a killed run loses nothing",
  LONG,
  () =>
    withBinary(async ({ pipeline, run, start }) => {
      assert.deepEqual(await run(["--version"]), silent(`${VERSION}\n`));
      const killed = start([...generateArgs(pipeline.dir, "1-3", "--n", "2"), "--rehearse"]);
      await killed.seen("📤");
      killed.kill("SIGKILL");
      await killed.finished;
      const resumed = await run(["resume", "--pipeline-dir", pipeline.dir, "--rehearse"]);
      assert.ok([0, 1].includes(resumed.code ?? -1), resumed.stdout + resumed.stderr);
      const rest = await run([...generateArgs(pipeline.dir, "1-3", "--n", "2"), "--rehearse"]);
      assert.equal(rest.code, 0, rest.stdout + rest.stderr);
      for (const name of ["01_alibaba_2", "02_alibaba_1", "03_alibaba_2"]) {
        assert.ok(existsSync(pipeline.image(`illustration_${name}.png`)), name);
      }
      const state = join(pipeline.dir, ".alibaba", "rehearsal.db");
      assert.ok(existsSync(state), "the rehearsal remembers its tasks");
    }),
);

test(
  "the binary takes nothing from a stranger's .env or bunfig.toml in the folder it runs in",
  LONG,
  () =>
    withBinary(async ({ pipeline, run }) => {
      await writeFile(join(pipeline.home, ".env"), "ALIBABA_LANG=en\n");
      await writeFile(join(pipeline.home, "bunfig.toml"), 'preload = ["./absent.ts"]\n');
      const { code, stdout } = await run(["--help"]);
      assert.equal(code, 0);
      assert.match(stdout, /Использование/);
    }),
);

test(
  "the binary's page compares pictures in a browser",
  { ...LONG, skip: withoutChromium() },
  () =>
    withBinary(async ({ pipeline, run, start }) => {
      const made = await run([...generateArgs(pipeline.dir, "2"), "--rehearse"]);
      assert.equal(made.code, 0, made.stdout + made.stderr);
      const page = start(["review", "--pipeline-dir", pipeline.dir, "--no-open", "--rehearse"]);
      const address = await page.seen(/http:\/\/127\.0\.0\.1:\d+\/\?key=\S+/);
      await withBrowser(async (open) => {
        const opened = await open(address);
        await opened.getByText("Картина 2").first().waitFor();
        await opened.waitForFunction(
          "[...document.images].some((image) => image.naturalWidth > 0)",
        );
      });
      page.kill("SIGINT");
      assert.equal((await page.finished).code, 0);
    }),
);

test(
  "the binary serves an assistant",
  LONG,
  () => withBinary(({ pipeline, start }) => assistantLists(start, pipeline)),
);

test(
  "the binary works behind a company proxy with its own authority",
  LONG,
  () =>
    withBinary(({ pipeline, run }) =>
      withService(async (service, env) => {
        const front = await startSecureFront(service, "pictures.rehearsal.test");
        const proxy = await startProxy(front.port);
        const { code, stdout, stderr } = await run(generateArgs(pipeline.dir, "1"), {
          ...env,
          ALIBABA_BASE_URL: `https://${API_HOST}:${front.port}/api/v1`,
          HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
          SSL_CERT_FILE: AUTHORITY_FILE,
        });
        await proxy.close();
        await front.close();
        assert.equal(code, 0, stdout + stderr);
        assert.equal(acceptedCreates(service), 1);
        assert.ok(existsSync(pipeline.image("illustration_01_alibaba.png")));
      })
    ),
);

test(
  "nothing unneeded is inside: no tests, no packages of development, no paths of the builder",
  LONG,
  async () => {
    const names = (await bundledParts()).map(({ name }) => name);
    const { dependencies, devDependencies } = JSON.parse(
      readFileSync(join(PROJECT_ROOT, "package.json"), "utf8"),
    );
    for (const name of Object.keys(devDependencies)) assert.ok(!names.includes(name), name);
    for (const name of Object.keys(dependencies)) {
      assert.ok(names.includes(name), `${name} is unused`);
    }
    const { bundle, binary } = await cachedArtefacts();
    const text = readFileSync(bundle, "utf8");
    assert.doesNotMatch(text, /_test\.ts|sourceMappingURL/);
    for (const file of [bundle, binary]) {
      assert.equal(
        readFileSync(file).indexOf(PROJECT_ROOT),
        -1,
        `${basename(file)} names a folder`,
      );
    }
  },
);
