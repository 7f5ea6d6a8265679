import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { get } from "node:http";
import { join } from "node:path";
import test from "node:test";
import { assistantError, assistantFailure, assistantFinding } from "../../lib/text/mcp_texts.ts";
import type { ErrorCode, FindingCode } from "../../lib/error_codes.ts";
import { GeneratorError } from "../../lib/errors.ts";
import { CHOOSE_ERROR_TEXTS, CHOOSE_FINDING_TEXTS } from "../../lib/text/choose_texts.ts";
import { ERROR_TEXTS } from "../../lib/text/error_texts.ts";
import { SETTINGS_ERROR_TEXTS } from "../../lib/text/settings_texts.ts";
import { FINDING_TEXTS } from "../../lib/text/finding_texts.ts";
import { NETWORK_TEXTS } from "../../lib/text/network_texts.ts";
import { INITIALIZE } from "../support/first_message.ts";
import { ROOT, runProgram, startProgram, withPipeline } from "../support/harness.ts";
import { overStdio, TOKEN, withMcpHttpServer } from "../support/mcp_client.ts";

test("stdout carries the protocol alone, even in a process where everything prints", async () => {
  await withPipeline(async ({ home }) => {
    const server = startProgram([home], { script: "tests/fixtures/noisy_mcp.ts", input: null });
    const send = (message: unknown) => server.write(`${JSON.stringify(message)}\n`);
    const call = (id: number, name: string, args: unknown) =>
      send({ jsonrpc: "2.0", id, method: "tools/call", params: { name, arguments: args } });
    send(INITIALIZE);
    await server.seen('"id":1');
    send({ jsonrpc: "2.0", method: "notifications/initialized" });
    send({ jsonrpc: "2.0", id: 2, method: "tools/list" });
    call(3, "list_pipelines", {});
    call(4, "view_illustration", { pipeline: "pipeline_Цветок Пушкин", index: 1 });
    call(5, "undo_accept", { pipeline: "pipeline_Цветок Пушкин", index: 1 });
    call(6, "no_such_tool", {});
    server.write("this is no JSON\n");
    for (const id of [2, 3, 4, 5, 6]) await server.seen(`"id":${id}`);
    server.kill("SIGTERM");
    const { stdout, stderr } = await server.finished;
    assert.match(stderr, /noise/);
    assert.ok(stdout.endsWith("\n"));
    const messages = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
    assert.ok(messages.every((message) => message.jsonrpc === "2.0"));
    assert.deepEqual(messages.map(({ id }) => id).toSorted(), [1, 2, 3, 4, 5, 6]);
  });
});

test("the server leaves by itself when stdin closes, as mcp.ts and as a command of main.ts", async () => {
  await withPipeline(async ({ home }) => {
    const input = `${JSON.stringify(INITIALIZE)}\n`;
    const env = { ALIBABA_PIPELINES_DIR: home };
    for (const [script, args] of [["mcp.ts", []], ["main.ts", ["mcp"]]] as const) {
      const server = startProgram(args, { script, env, input: null });
      server.write(input);
      await server.seen('"id":1');
      server.closeInput();
      const { code, stdout, stderr } = await server.finished;
      assert.deepEqual([code, stderr], [0, ""]);
      assert.equal(JSON.parse(stdout).result.serverInfo.name, "alibaba-image-generator");
    }
  });
});

test("the list of tools stays a small part of each conversation, and the documentation names the same", async () => {
  const session = await overStdio({});
  const list = await session.client.listTools();
  await session.close();
  const bytes = Buffer.byteLength(JSON.stringify(list));
  assert.ok(bytes <= 12_000, `${bytes}`);
  const tools = list.tools.map(({ name, title }) => `${name} ${title}`);
  for (const name of ["docs/mcp.md", "docs/mcp.ru.md"]) {
    const text = await readFile(join(ROOT, name), "utf8");
    const rows = [...text.matchAll(/^\| `([a-z_]+)` \| ([^|]+?) \|/gm)];
    assert.deepEqual(rows.map(([, tool, title]) => `${tool} ${title}`), tools, name);
  }
  for (const { name, annotations, outputSchema } of list.tools) {
    assert.equal(typeof annotations?.readOnlyHint, "boolean");
    const isPicture = name === "view_illustration" || name === "review_film";
    assert.equal(outputSchema === undefined, isPicture, name);
  }
});

class AnyError extends GeneratorError {}

test("no advice to an assistant speaks of flags and commands that it does not have", () => {
  const codes = [ERROR_TEXTS, SETTINGS_ERROR_TEXTS, NETWORK_TEXTS, CHOOSE_ERROR_TEXTS].flatMap((
    table,
  ) => Object.keys(table) as ErrorCode[]);
  const findings = [FINDING_TEXTS, CHOOSE_FINDING_TEXTS].flatMap((table) =>
    Object.keys(table) as FindingCode[]
  );
  const refusals = [
    "DataInspectionFailed",
    "ModelNotFound",
    "Arrearage",
    "Throttling",
    "Other",
    ...Object.keys(NETWORK_TEXTS),
  ];
  const failure = (code: string, status: number) =>
    assistantFailure({ code, status, message: "m", requestId: "r" });
  const all = [
    // These two are about mcp.ts's own flags.
    ...codes.filter((code) => !["config_missing", "flag_required", "usage"].includes(code))
      .map((code) => assistantError(new AnyError(code))),
    ...findings.map((code) => assistantFinding({ code, facts: {} })),
    ...refusals.flatMap((code) =>
      [200, 400, 401, 403, 404, 429, 500].map((status) => failure(code, status))
    ),
  ];
  for (const { code, message, remedy = "" } of all) {
    assert.doesNotMatch(
      message + remedy,
      /--(?!allow-)[a-z]|`resume`|`models`|❌|[а-яё]/i,
      code,
    );
  }
});

/** The status of a GET whose Host header fetch would not let us choose. */
function statusFor(url: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get(url, { headers }, (answer) => {
      answer.resume();
      answer.on("end", () => resolve(answer.statusCode));
    }).on("error", reject);
  });
}

test("over HTTP nobody comes in without the token, by another name, or from a web page", async () => {
  await withPipeline(async ({ home }) => {
    await withMcpHttpServer({ root: home }, async ({ url }) => {
      const post = async (headers: Record<string, string>) => {
        const answer = await fetch(url, {
          method: "POST",
          headers: {
            "Content-Type": "application/json",
            Accept: "application/json, text/event-stream",
            ...headers,
          },
          body: JSON.stringify(INITIALIZE),
        });
        await answer.body?.cancel();
        return answer.status;
      };
      const Authorization = `Bearer ${TOKEN}`;
      assert.equal(await post({ Authorization }), 200);
      assert.equal(await post({ Authorization, Origin: new URL(url).origin }), 200);
      assert.equal(await post({}), 401);
      assert.equal(await post({ Authorization: "Bearer wrong" }), 401);
      assert.equal(await post({ Authorization: `Basic ${TOKEN}` }), 401);
      assert.equal(await post({ Authorization, Origin: "https://example.org" }), 403);
      assert.equal(await post({ Authorization, Origin: "null" }), 403);
      assert.equal(await post({ Authorization, "Mcp-Session-Id": "invented" }), 404);
      assert.equal(await statusFor(url, { Authorization, Host: "example.org" }), 403);
      assert.equal(await statusFor(url, { Authorization }), 406, "its own name is let in");
    });
  });
});

test("a weak token, a bad port and an unknown flag are refused with a sentence, not a stack trace", async () => {
  const start = (args: string[], env: Record<string, string> = {}) =>
    runProgram(args, { script: "mcp.ts", env });
  const weak = await start(["--http", "0"], { ALIBABA_MCP_TOKEN: "short" });
  const cases = [weak, await start(["--http", "x"]), await start(["--rooot", "x"])];
  for (const { code, stdout, stderr } of cases) {
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /^(token_weak|number_invalid|usage): /);
    assert.doesNotMatch(stderr, /\n\s+at /);
  }
});
