import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { makeTerminal } from "../../lib/cli/terminal.ts";
import { visibleJson, visibleLine } from "../../lib/text/visible.ts";
import {
  generateArgs,
  makePipeline,
  runProgram,
  SECRET_KEY,
  solidPng,
  type TestPipeline,
  withService,
} from "../support/harness.ts";
import { assertHarmless, HOSTILE, HOSTILE_NAME } from "../support/hostile.ts";

const timeout = { timeout: 120_000 };

/** Windows has no such names. */
const CAN_NAME = process.platform !== "win32";

/** A folder from somebody who means ill: its name, its titles and prompts, its files. */
async function withHostilePipeline(act: (pipeline: TestPipeline) => Promise<void>): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), "чужая папка "));
  try {
    const illustrations = [1, 2].map((index) => ({
      index,
      title: `Title${HOSTILE}`,
      prompt: `Prompt ${index} ${HOSTILE.replaceAll("\0", "")}`,
      negative_prompt: HOSTILE.replaceAll("\0", ""),
    }));
    const name = `pipeline_${CAN_NAME ? HOSTILE_NAME : "x"}`;
    const pipeline = await makePipeline(home, illustrations, name);
    if (CAN_NAME) {
      const stray = pipeline.image(`illustration_01_${HOSTILE_NAME}.png`);
      await writeFile(stray, solidPng(64, 36, 1));
      await writeFile(join(pipeline.dir, "images", `video_01${HOSTILE_NAME}.mp4`), "");
    }
    await act(pipeline);
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function assertCommand(
  args: readonly string[],
  env: Record<string, string>,
): Promise<string> {
  let all = "";
  for (const lang of ["ru", "en"]) {
    const { stdout, stderr } = await runProgram([...args, "--lang", lang], { env });
    assertHarmless(stdout + stderr, `${args[0]} in ${lang}`);
    all += stdout + stderr;
  }
  const { stdout } = await runProgram([...args, "--json"], { env });
  assertHarmless(stdout, `${args[0]} --json`);
  assert.doesNotThrow(() => JSON.parse(stdout), `${args[0]} --json is no JSON:\n${stdout}`);
  return all;
}

test(
  "what a folder, a flag and the service say is shown, and moves nothing on the terminal",
  timeout,
  () =>
    withHostilePipeline(({ dir }) =>
      withService(async (service, env) => {
        const refusal = { status: 400, code: HOSTILE, message: HOSTILE } as const;
        const place = ["--pipeline-dir", dir];
        assert.match(await assertCommand(["list", ...place], env), /␛\[2J/);
        assert.match(
          await assertCommand(generateArgs(dir, "1", "--dry-run"), env),
          /⟨U\+202E⟩|\\u202e/,
        );
        await assertCommand(generateArgs(dir, "1", "--model", HOSTILE.replaceAll("\0", "")), env);
        service.addFaults([{ on: "create", times: 3, do: { kind: "refuse", ...refusal } }]);
        assert.match(await assertCommand(generateArgs(dir, "1"), env), /code: ␛\[2J/);
        service.clearFaults();
        const { code, message } = refusal;
        service.addFaults([{ on: "task", times: 3, do: { kind: "fail", code, message } }]);
        assert.match(await assertCommand(generateArgs(dir, "2", "--again"), env), /message: ␛\[2J/);
        service.clearFaults();
        await assertCommand(["resume", ...place], env);
        await assertCommand(["doctor", ...place], env);
        await assertCommand(["accept", ...place, "--index", HOSTILE.replaceAll("\0", "")], env);
        await assertCommand([
          "accept",
          ...place,
          "--index",
          "1",
          "--candidate",
          `${HOSTILE_NAME}/x`,
        ], env);
        await assertCommand([HOSTILE_NAME], env);
      })
    ),
);

test("a hostile id of a task stays text", timeout, async () => {
  const server = createServer((request, response) => {
    request.resume();
    const output = request.method === "POST"
      ? { task_id: HOSTILE, task_status: "PENDING" }
      : { task_id: HOSTILE, task_status: "FAILED", code: HOSTILE, message: HOSTILE };
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ request_id: HOSTILE, output }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  try {
    const { port } = server.address() as AddressInfo;
    const env = {
      ALIBABA_API_KEY: SECRET_KEY,
      ALIBABA_BASE_URL: `http://127.0.0.1:${port}/api/v1`,
    };
    await withHostilePipeline(async ({ dir }) => {
      await assertCommand(generateArgs(dir, "1", "--timeout", "3"), env);
      await assertCommand(["list", "--pipeline-dir", dir], env);
    });
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

test("on a terminal the live lines are harmless too, and end before anything else is written", () => {
  let written = "";
  const terminal = makeTerminal("ru", {
    stdout: (text) => written += text,
    stderr: (text) => written += text,
    isLive: () => true,
    size: () => ({ columns: 40, rows: 24 }),
  });
  terminal.live(() => [HOSTILE, "second"]);
  terminal.out("result");
  const [shown = "", rest] = written.split("\r\x1b[2A\x1b[J");
  assertHarmless(shown, "live lines");
  assert.ok(shown.split("\n").every((line) => [...line].length <= 38), shown);
  assert.equal(rest, "result\n");
});

test("each invisible character has its picture or its number; ordinary texts stay as they are", () => {
  assert.equal(visibleLine("\x1b[1m\n\t\x7f\x85\u202e\ud800"), "␛[1m␊␉␡⟨U+0085⟩⟨U+202E⟩⟨U+D800⟩");
  const ordinary = "⚠️  Цветок «Роза», 🌹, 花, नमस्ते, שלום, é — 16×9";
  assert.equal(visibleLine(ordinary), ordinary);
  assert.equal(visibleLine(visibleLine(HOSTILE)), visibleLine(HOSTILE));
  const value = { text: `${HOSTILE}${ordinary}` };
  const json = visibleJson(JSON.stringify(value, null, 2));
  assertHarmless(json, "json");
  assert.deepEqual(JSON.parse(json), value);
});
