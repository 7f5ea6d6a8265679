import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { serveHttp } from "../../lib/mcp/http_transport.ts";
import { type DevTool, devTool, devToolCommand } from "../../tools/dev_tools.ts";
import { makeConformanceServer } from "../fixtures/conformance_server.ts";
import { cleanEnv, scriptCommand, withPipeline } from "../support/harness.ts";
import { TOKEN, withMcpHttpServer } from "../support/mcp_client.ts";
import { startRelay } from "../support/token_relay.ts";

/** Scenarios that want tools, prompts and resources with names of their own, which a product has not. */
const WANT_FIXTURES = [
  "elicitation-sep1034-defaults",
  "elicitation-sep1330-enums",
  "prompts-get-embedded-resource",
  "prompts-get-simple",
  "prompts-get-with-args",
  "prompts-get-with-image",
  "resources-read-binary",
  "resources-read-text",
  "resources-subscribe",
  "resources-templates-read",
  "resources-unsubscribe",
  "server-sse-polling",
  "tools-call-audio",
  "tools-call-elicitation",
  "tools-call-embedded-resource",
  "tools-call-error",
  "tools-call-image",
  "tools-call-mixed-content",
  "tools-call-sampling",
  "tools-call-simple-text",
  "tools-call-with-logging",
  "tools-call-with-progress",
];

function runTool(tool: DevTool, args: readonly string[], env: Record<string, string> = {}) {
  const { command, args: head } = devToolCommand(tool);
  const options = { cwd: tool.home, env: cleanEnv(env) };
  return new Promise<{ code: number | null; said: string; out: string }>((resolve, reject) => {
    const child = spawn(command, [...head, ...args], options);
    let said = "";
    let out = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      out += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => said += text);
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, said, out }));
    child.stdin.end();
  });
}

test("the HTTP endpoint passes the official conformance suite whole", async () => {
  const tool = await devTool("conformance");
  const endpoint = await serveHttp({ port: 0, token: TOKEN, makeServer: makeConformanceServer });
  const relay = await startRelay(endpoint.url, TOKEN);
  try {
    const { code, said } = await runTool(tool, ["server", "--url", relay.url]);
    assert.equal(code, 0, said);
    assert.match(said, /Total: \d+ passed, 0 failed/);
  } finally {
    await relay.close();
    await endpoint.close();
  }
});

test("the product itself fails nothing of the conformance suite but what wants fixtures", async () => {
  const tool = await devTool("conformance");
  await withPipeline(async ({ home }) => {
    const baseline = join(home, "expected.yml");
    await writeFile(baseline, `server:\n${WANT_FIXTURES.map((name) => `  - ${name}\n`).join("")}`);
    await withMcpHttpServer({ root: home }, async ({ url }) => {
      const relay = await startRelay(url, TOKEN);
      const args = ["server", "--url", relay.url, "--expected-failures", baseline];
      const { code, said } = await runTool(tool, args).finally(() => relay.close());
      assert.equal(code, 0, said);
    });
  });
});

test("the inspector's strict look at tools/list finds nothing", async () => {
  const tool = await devTool("inspector");
  await withPipeline(async ({ home }) => {
    const { command, args } = scriptCommand("mcp.ts");
    const server = ["--", command, ...args, "--root", home];
    const denoDir = process.env["DENO_DIR"];
    const env = denoDir === undefined ? [] : ["-e", `DENO_DIR=${denoDir}`];
    const { code, said, out } = await runTool(tool, [
      "--cli",
      "--strict",
      "--format",
      "json",
      ...env,
      "--method",
      "tools/list",
      ...server,
    ]);
    assert.equal(code, 0, said);
    assert.match(out, /view_illustration/);
    assert.equal(said, out, "findings are told on stderr");
  });
});
