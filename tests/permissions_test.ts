import test from "node:test";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RunningEmulator } from "../lib/wan/emulator/emulator.ts";
import { flagsOf, PERMISSIONS, type Placeholder } from "../tools/build/permissions.ts";
import { INITIALIZE } from "./support/first_message.ts";
import {
  cleanEnv,
  generateArgs,
  ROOT,
  scriptCommand,
  SECRET_KEY,
  type TestPipeline,
  withPipeline,
  withService,
} from "./support/harness.ts";
import {
  API_HOST,
  AUTHORITY_FILE,
  startProxy,
  startSecureFront,
} from "./support/proxied_service.ts";

/** Each runs the program several times. */
const LONG = { timeout: 60_000 };

const IS_DENO = "deno" in process.versions;
const MAIN = join(ROOT, "main.ts");

interface Scene {
  readonly pipeline: TestPipeline;
  readonly config: string;
  readonly env: Record<string, string>;
  readonly values: Partial<Record<Placeholder, string>>;
}

interface Ended {
  readonly code: number | null;
  readonly output: string;
  /** The words that were waited for came. */
  readonly isSeen: boolean;
}

/** Starts with the flags given and no more; a program that serves is stopped once it said `until`. */
function run(
  flags: readonly string[],
  args: readonly string[],
  env: Record<string, string>,
  { until, input = "" }: { until?: RegExp; input?: string } = {},
): Promise<Ended> {
  const plain = scriptCommand("main.ts");
  // Deno gives a child that is Deno everything, unless some permission flag is among its arguments.
  const narrow = ["run", "--no-prompt", "--no-check", "--deny-ffi", ...flags, MAIN];
  const head = IS_DENO ? narrow : plain.args;
  const child = spawn(plain.command, [...head, ...args], { env: cleanEnv(env), cwd: ROOT });
  let output = "";
  let isSeen = false;
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      if (until === undefined || isSeen || !until.test(output)) return;
      isSeen = true;
      child.kill("SIGKILL");
    });
  }
  child.stdin.on("error", () => {});
  if (until === undefined) child.stdin.end(input);
  else child.stdin.write(input);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output, isSeen }));
  });
}

async function withScene(name: string, act: (scene: Scene) => Promise<void>): Promise<void> {
  await withService((service, env) =>
    withPipeline(async (pipeline) => {
      const config = join(pipeline.home, "config.env");
      await writeFile(config, "ALIBABA_IMAGE_MODEL=wan2.2-t2i-flash\n");
      const state = join(pipeline.home, "состояние");
      const scene = {
        pipeline,
        config,
        env: { ...env, XDG_STATE_HOME: state },
        values: {
          ...valuesOf(service, pipeline, config),
          STATE: join(state, "alibaba-image-generator"),
        },
      };
      await TRIALS[name]?.before?.(scene);
      await act(scene);
    }), name === "resume" ? { durationMs: [1_500, 1_500] } : {});
}

function valuesOf(service: RunningEmulator, { dir, home }: TestPipeline, config: string) {
  return {
    PIPELINE: dir,
    ROOT: home,
    CONFIG: config,
    API: new URL(service.baseUrl).host,
    PICTURES: new URL(service.pictureOrigin).host,
  };
}

interface Trial {
  args(scene: Scene): string[];
  readonly until?: RegExp;
  readonly input?: string;
  /** Instead of the service's address and key. */
  readonly env?: Record<string, string>;
  /** Besides them. */
  readonly extraEnv?: Record<string, string>;
  /** What must have happened before. */
  readonly before?: (scene: Scene) => Promise<unknown>;
}

const service = (
  { pipeline, config }: Scene,
) => ["--pipeline-dir", pipeline.dir, "--config", config];
const generate = (scene: Scene) => [...service(scene), "--indices", "1", "--no-confirm"];
const choosing = ({ pipeline }: Scene) => ["--pipeline-dir", pipeline.dir, "--index", "1"];

/** With every permission, so that the trial itself is about one command alone. */
const everything = (args: readonly string[], { env }: Scene) => run(["-A"], args, env);
const generated = (scene: Scene) => everything(generate(scene), scene);
/** Leaves an order at the service: it takes longer than this run waits. */
const impatient = (scene: Scene) => everything([...generate(scene), "--timeout", "1"], scene);
const accepted = async (scene: Scene) => {
  await generated(scene);
  await everything(["accept", ...choosing(scene)], scene);
};
const tidied = async (scene: Scene) => {
  await generated(scene);
  await everything(["doctor", "--tidy", ...service(scene)], scene);
};

const TRIALS: Readonly<Record<string, Trial>> = {
  "--help": { args: () => ["--help"] },
  "models": { args: ({ config }) => ["models", "--config", config] },
  "--indices (ALIBABA_MAX_USD_PER_DAY)": {
    args: generate,
    extraEnv: { ALIBABA_MAX_USD_PER_DAY: "0.10" },
  },
  "cost": { args: ({ config }) => ["cost", "--config", config], before: generated },
  "models --region all": { args: () => ["models", "--region", "all"] },
  "licenses": { args: () => ["licenses"] },
  "list": { args: ({ pipeline }) => ["list", "--pipeline-dir", pipeline.dir], before: generated },
  "--indices": { args: generate },
  "--indices --dry-run": { args: (scene) => [...generate(scene), "--dry-run"], before: generated },
  "--indices --rehearse": { args: (scene) => [...generate(scene), "--rehearse"], env: {} },
  "resume": {
    args: (scene) => ["resume", ...service(scene), "--timeout", "3"],
    before: impatient,
  },
  "accept": { args: (scene) => ["accept", ...choosing(scene)], before: generated },
  "keep": { args: (scene) => ["keep", ...choosing(scene)], before: generated },
  "reject": { args: (scene) => ["reject", ...choosing(scene)], before: generated },
  "undo": { args: (scene) => ["undo", ...choosing(scene)], before: accepted },
  "review": { args: (scene) => ["review", ...service(scene)], until: /http:\/\/127\.0\.0\.1:\d+/ },
  "doctor": { args: (scene) => ["doctor", ...service(scene)], before: tidied },
  "doctor --tidy": { args: (scene) => ["doctor", "--tidy", ...service(scene)], before: generated },
  "mcp": {
    args: ({ pipeline, config }) => ["mcp", "--root", pipeline.home, "--config", config],
    until: /"serverInfo"/,
    input: `${JSON.stringify(INITIALIZE)}\n`,
  },
  "emulator": { args: () => ["emulator", "--port", "0"], until: /ALIBABA_BASE_URL=/ },
};

async function isDone(scene: Scene, name: string, flags: readonly string[]): Promise<Ended> {
  const { args, until, input, env = scene.env, extraEnv } = TRIALS[name] as Trial;
  return await run(flags, args(scene), { ...env, ...extraEnv }, {
    ...(until === undefined ? {} : { until }),
    ...(input === undefined ? {} : { input }),
  });
}

const succeeded = ({ code, isSeen }: Ended, name: string) =>
  TRIALS[name]?.until === undefined ? code === 0 : isSeen;

for (const name of Object.keys(TRIALS)) {
  test(
    `${name}: the permissions in the table are enough`,
    LONG,
    () =>
      withScene(name, async (scene) => {
        const ended = await isDone(scene, name, flagsOf(name, scene.values));
        assert.ok(succeeded(ended, name), ended.output);
        assert.ok(!ended.output.includes(SECRET_KEY), "the key is never shown");
      }),
  );
}

/** A page or an assistant uses some permissions only once somebody asks for something. */
const ENDING = PERMISSIONS.filter(({ command }) =>
  command in TRIALS && command !== "review" && command !== "mcp"
);

for (const { command: name, flags } of ENDING) {
  test(
    `${name}: without any one of them it stops in words, so none is too many`,
    LONG,
    () =>
      withScene(name, async (scene) => {
        // Only Deno can deny; elsewhere the full set shows that the trial itself works.
        const tried = IS_DENO ? flags : [];
        for (const [at, flag] of tried.entries()) {
          const rest = flagsOf(name, scene.values).filter((_, place) => place !== at);
          const ended = await isDone(scene, name, rest);
          assert.ok(!succeeded(ended, name), `${flag} is not needed:\n${ended.output}`);
          assert.doesNotMatch(ended.output, /^\s+at .+:\d+:\d+/m, "no stack trace");
        }
      }),
  );
}

test(
  "a server for assistants that lacks a permission says which, without a stack trace",
  LONG,
  () =>
    withPipeline(async ({ home }) => {
      const denied = [
        [
          ["--deny-env"],
          ["mcp", "--root", home],
          /reading the environment variable ALIBABA_MCP_CONFIRM is not allowed/,
          2,
        ],
        [
          ["--deny-env"],
          ["mcp"],
          /reading the environment variable ALIBABA_PIPELINES_DIR is not allowed/,
          2,
        ],
        [["--allow-env"], ["mcp", "--http", "0"], /Requires net access.*--allow-net flag/, 1],
      ] as const;
      // Only Deno can deny.
      for (const [flags, args, said, expected] of IS_DENO ? denied : []) {
        const { code, output } = await run(flags, args, {});
        assert.match(output, said);
        assert.equal(code, expected, output);
        assert.doesNotMatch(output, /^\s+at .+:\d+:\d+|Uncaught/m, "no stack trace");
      }
    }),
);

test(
  "without the user's state folder a run goes on, asks nothing and says what is missing",
  LONG,
  () =>
    withScene("--indices", async (scene) => {
      const state = join(scene.pipeline.home, "состояние");
      const env = { ...scene.env, XDG_STATE_HOME: state };
      const flags = flagsOf("--indices", scene.values);
      const withName = flags.map((flag) =>
        flag.startsWith("--allow-env") ? `${flag},XDG_STATE_HOME,HOME,LOCALAPPDATA` : flag
      );
      const withFolder = withName.map((flag) =>
        /^--allow-(read|write)/.test(flag) ? `${flag},${state}` : flag
      );
      const missing = [];
      for (const granted of [flags, withName, withFolder]) {
        const ended = await run(granted, [...generate(scene), "--again"], env);
        assert.equal(ended.code, 0, ended.output);
        missing.push(
          /задачи разных пайплайнов с одинаковым промптом не различить/.test(ended.output),
        );
      }
      // Other runtimes deny nothing.
      assert.deepEqual(missing, [IS_DENO, IS_DENO, false]);
      assert.ok(existsSync(join(state, "alibaba-image-generator", "ledger.db")));
    }),
);

test("behind a proxy the program talks to the proxy alone", () =>
  withService((running, env) =>
    withPipeline(async (pipeline) => {
      const front = await startSecureFront(running, "pictures.rehearsal.test");
      const proxy = await startProxy(front.port);
      const config = join(pipeline.home, "config.env");
      await writeFile(config, "");
      const flags = flagsOf("--indices (HTTPS_PROXY, SSL_CERT_FILE)", {
        ...valuesOf(running, pipeline, config),
        PROXY: `127.0.0.1:${proxy.port}`,
        AUTHORITY: AUTHORITY_FILE,
      });
      const ended = await run(flags, [...generateArgs(pipeline.dir, "1"), "--config", config], {
        ...env,
        ALIBABA_BASE_URL: `https://${API_HOST}:${front.port}/api/v1`,
        HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
        SSL_CERT_FILE: AUTHORITY_FILE,
      });
      await proxy.close();
      await front.close();
      assert.equal(ended.code, 0, ended.output);
    })
  ));

test("the permission tables in both languages are the ones that were run", () => {
  for (const file of ["permissions.md", "permissions.ru.md"]) {
    const text = readFileSync(join(ROOT, "docs", file), "utf8");
    for (const { command, flags } of PERMISSIONS) {
      const shown = flags.length === 0 ? "—" : `\`${flags.join(" ")}\``;
      assert.ok(text.includes(`| \`${command}\` | ${shown} |`), `${file}: ${command}`);
    }
    const rows = text.split("\n").filter((line) => /^\| `/.test(line)).length;
    assert.equal(rows, PERMISSIONS.length, `${file} has no other rows`);
  }
});
