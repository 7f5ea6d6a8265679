import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseBaseUrl } from "../lib/wan/regions.ts";
import { assertSound, createsSent } from "./support/journals.ts";
import {
  generateArgs,
  runProgram,
  SECRET_KEY,
  type TestPipeline,
  withPipeline,
  withService,
} from "./support/harness.ts";
import { scenarios } from "./support/scenarios.ts";

const DEFAULT_URL = "https://dashscope-intl.aliyuncs.com/api/v1";
const CREATE = "/services/aigc/text2image/image-synthesis";

/** What a dry run would send, with a configuration file and an environment. */
async function dryRun(
  pipeline: TestPipeline,
  file: string | undefined,
  env: Record<string, string> = {},
  ...args: string[]
) {
  if (file !== undefined) writeFileSync(join(pipeline.home, "config.env"), file);
  const all = ["--pipeline-dir", pipeline.dir, "--indices", "1", "--dry-run", "--json", ...args];
  const { code, stdout, stderr } = await runProgram(all, { env, cwd: pipeline.home });
  const request = code === 0 ? JSON.parse(stdout).orders[0].request : undefined;
  return { code, stdout, stderr, url: request?.url, model: request?.body.model };
}

/** Addresses as people have them, and where pictures are then asked for. */
const ADDRESSES: readonly [configured: string, used: string, isCorrected: boolean][] = [
  ["https://dashscope-intl.aliyuncs.com/api/v1", DEFAULT_URL, false],
  ["https://dashscope-intl.aliyuncs.com/api/v1/", DEFAULT_URL, false],
  ["https://dashscope-intl.aliyuncs.com/compatible-mode/v1", DEFAULT_URL, true],
  ["https://dashscope-intl.aliyuncs.com/compatible-mode/v1/", DEFAULT_URL, true],
  ["https://dashscope-intl.aliyuncs.com", DEFAULT_URL, true],
  ["https://dashscope-intl.aliyuncs.com/apps/anthropic", DEFAULT_URL, true],
  [`${DEFAULT_URL}${CREATE}`, DEFAULT_URL, true],
  ["https://dashscope.aliyuncs.com/api/v1", "https://dashscope.aliyuncs.com/api/v1", false],
  ["https://dashscope-us.aliyuncs.com/api/v1", "https://dashscope-us.aliyuncs.com/api/v1", false],
  [
    "https://cn-hongkong.dashscope.aliyuncs.com/api/v1",
    "https://cn-hongkong.dashscope.aliyuncs.com/api/v1",
    false,
  ],
  ...["ap-southeast-1", "cn-beijing", "us-east-1", "eu-central-1", "ap-northeast-1"].map((id) => {
    const url = `https://llm-abc123.${id}.maas.aliyuncs.com/api/v1`;
    return [url, url, false] as [string, string, boolean];
  }),
  ["http://127.0.0.1:8089/api/v1", "http://127.0.0.1:8089/api/v1", false],
  ["https://gateway.example/wan/v7", "https://gateway.example/wan/v7", false],
];

scenarios({
  "nothing configured: the documented address and model": () =>
    withPipeline(async (pipeline) => {
      const { url, model } = await dryRun(pipeline, undefined);
      assert.deepEqual([url, model], [DEFAULT_URL + CREATE, "wan2.5-t2i-preview"]);
    }),

  "config.env of the current folder is read, quotes, comments and byte order mark included": () =>
    withPipeline(async (pipeline) => {
      const file = '\uFEFF# настройки\nALIBABA_IMAGE_MODEL="wan2.2-t2i-flash" # быстрая\n' +
        "ALIBABA_BASE_URL=https://dashscope.aliyuncs.com/api/v1\n";
      const { url, model } = await dryRun(pipeline, file);
      assert.equal(url, `https://dashscope.aliyuncs.com/api/v1${CREATE}`);
      assert.equal(model, "wan2.2-t2i-flash");
    }),

  "the environment wins over the file, a flag over both": () =>
    withPipeline(async (pipeline) => {
      const file = "ALIBABA_IMAGE_MODEL=wan2.2-t2i-flash\n";
      const env = { ALIBABA_IMAGE_MODEL: "wan2.2-t2i-plus" };
      assert.equal((await dryRun(pipeline, file, env)).model, "wan2.2-t2i-plus");
      const flag = await dryRun(pipeline, file, env, "--model", "wan2.5-t2i-preview");
      assert.equal(flag.model, "wan2.5-t2i-preview");
      const blank = await dryRun(pipeline, file, { ALIBABA_IMAGE_MODEL: " " });
      assert.equal(blank.model, "wan2.2-t2i-flash", "a blank variable hides nothing");
    }),

  "a named file is read instead, and must be there": () =>
    withPipeline(async (pipeline) => {
      const named = join(pipeline.home, "мой конфиг.env");
      writeFileSync(named, "ALIBABA_IMAGE_MODEL=wan2.2-t2i-plus\n");
      const file = "ALIBABA_IMAGE_MODEL=wan2.2-t2i-flash\n";
      assert.equal((await dryRun(pipeline, file, {}, "--config", named)).model, "wan2.2-t2i-plus");
      const missing = await dryRun(pipeline, file, {}, "--config", "нет.env");
      assert.equal(missing.code, 2);
      assert.match(missing.stderr, /файл конфигурации не найден: .*нет\.env/);
    }),

  "each region gets its own name of the same model": () =>
    withPipeline(async (pipeline) => {
      const beijing = { ALIBABA_BASE_URL: "https://dashscope.aliyuncs.com/api/v1" };
      for (const asked of ["wanx2.1-t2i-turbo", "wan2.1-t2i-turbo"]) {
        const here = await dryRun(pipeline, undefined, {}, "--model", asked);
        const there = await dryRun(pipeline, undefined, beijing, "--model", asked);
        assert.deepEqual([here.model, there.model], ["wan2.1-t2i-turbo", "wanx2.1-t2i-turbo"]);
      }
    }),

  "the key of the environment is enough, under either name; the first name wins": () =>
    withPipeline((pipeline) =>
      withService(async (service, env) => {
        const base = { ALIBABA_BASE_URL: env["ALIBABA_BASE_URL"] ?? "" };
        const run = (more: Record<string, string>) =>
          runProgram(generateArgs(pipeline.dir, "1"), {
            env: { ...base, ...more },
            cwd: pipeline.home,
          });
        assert.equal((await run({ DASHSCOPE_API_KEY: SECRET_KEY })).code, 0);
        const both = { DASHSCOPE_API_KEY: "wrong", ALIBABA_API_KEY: SECRET_KEY };
        assert.equal((await run(both)).code, 0);
        const wrong = await run({ DASHSCOPE_API_KEY: SECRET_KEY, ALIBABA_API_KEY: "wrong" });
        assert.equal(wrong.code, 1);
        assert.match(wrong.stdout, /401 - Unauthorized/);
        assertSound(pipeline, service, wrong);
      }, { apiKey: SECRET_KEY })
    ),

  "the key of config.env works; the example file's placeholder counts as none": () =>
    withPipeline((pipeline) =>
      withService(async (service, env) => {
        const base = `ALIBABA_BASE_URL=${env["ALIBABA_BASE_URL"]}\n`;
        const run = async (line: string, more: Record<string, string> = {}) => {
          writeFileSync(join(pipeline.home, "config.env"), base + line);
          return await runProgram(generateArgs(pipeline.dir, "1"), {
            env: more,
            cwd: pipeline.home,
          });
        };
        assert.equal((await run(`ALIBABA_API_KEY=${SECRET_KEY}\n`)).code, 0);
        const placeholder = 'ALIBABA_API_KEY="your_api_key_here"\n';
        const none = await run(placeholder);
        assert.equal(none.code, 2);
        assert.match(none.stderr, /нет ключа API: ALIBABA_API_KEY не задан/);
        assert.match(none.stderr, /--rehearse/);
        assert.equal((await run(placeholder, { DASHSCOPE_API_KEY: SECRET_KEY })).code, 0);
        assert.equal(createsSent(service), 2);
      }, { apiKey: SECRET_KEY })
    ),

  "a key that cannot travel is refused by its variable's name, not shown": () =>
    withPipeline(async (pipeline) => {
      const env = { ALIBABA_API_KEY: "sk-ключ с пробелом" };
      const { code, stderr } = await runProgram(generateArgs(pipeline.dir, "1"), { env });
      assert.equal(code, 2);
      assert.match(stderr, /ALIBABA_API_KEY: в ключе есть пробелы/);
      assert.ok(!stderr.includes("пробелом"));
    }),

  "regional and workspace addresses are used as they are, other interfaces' are corrected":
    async () => {
      for (const [configured, used, isCorrected] of ADDRESSES) {
        const { baseUrl, correctedFrom } = parseBaseUrl(configured, "");
        assert.equal(baseUrl, used);
        assert.equal(correctedFrom, isCorrected ? configured : undefined, configured);
      }
      await Promise.resolve();
    },

  "a workspace's own address: the dry run shows it": () =>
    withPipeline(async (pipeline) => {
      const base = "https://llm-abc123.cn-beijing.maas.aliyuncs.com/api/v1";
      const { url, stderr } = await dryRun(pipeline, `ALIBABA_BASE_URL=${base}\n`);
      assert.deepEqual([url, stderr.includes("исправлен")], [base + CREATE, false]);
    }),

  "the address of the compatible interface is corrected, which is said once": () =>
    withPipeline(async (pipeline) => {
      const file = "ALIBABA_BASE_URL=https://dashscope-intl.aliyuncs.com/compatible-mode/v1\n";
      const { url, stderr } = await dryRun(pipeline, file);
      assert.equal(url, DEFAULT_URL + CREATE);
      assert.equal(stderr.split(`заменён на ${DEFAULT_URL}`).length - 1, 1, stderr);
    }),

  "an address that would carry the key in the open, or is none, is refused": () =>
    withPipeline(async (pipeline) => {
      const refused = async (url: string, said: RegExp) => {
        const { code, stderr } = await dryRun(pipeline, `ALIBABA_BASE_URL=${url}\n`);
        assert.equal(code, 2, stderr);
        assert.match(stderr, said);
        assert.ok(!stderr.includes("тайна"));
      };
      await refused(
        "http://dashscope.aliyuncs.com/api/v1",
        /по http ключ ушёл бы без шифрования/,
      );
      await refused("dashscope.aliyuncs.com", /не адрес http/);
      await refused("ftp://host/api", /не адрес http/);
      await refused("https://user:тайна@host/api/v1", /не адрес http/);
    }),
}, 4);
