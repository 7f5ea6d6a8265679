/**
 * The whole job as a built program does it, wherever it is: in the tests on this machine, and with
 * each artefact of a release on the machines they are for.
 */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { basename } from "node:path";
import { VERSION } from "../../lib/version.ts";
import { INITIALIZE } from "./first_message.ts";
import {
  type Finished,
  generateArgs,
  type StartOptions,
  type startProgram,
  type TestPipeline,
} from "./harness.ts";

/** A program in a place that knows nothing of this project. */
export interface Place {
  readonly pipeline: TestPipeline;
  run(args: readonly string[], env?: Record<string, string>): Promise<Finished>;
  start(args: readonly string[], options?: StartOptions): ReturnType<typeof startProgram>;
}

/** What a program leaves that succeeded and only had something to print. */
export function silent(stdout: string): Finished {
  return { code: 0, signal: null, stdout, stderr: "" };
}

/** Help, catalogue, licences, a rehearsal, the list and a session with an assistant. */
export async function doesWholeJob({ pipeline, run, start }: Place): Promise<void> {
  assert.deepEqual(await run(["--version"]), silent(`${VERSION}\n`));
  const help = await run(["--help", "--lang", "en"]);
  assert.deepEqual([help.code, help.stderr], [0, ""]);
  assert.match(help.stdout, /--pipeline-dir/);
  const models = await run(["models", "--json"]);
  assert.ok(JSON.parse(models.stdout).models.length > 5);
  const licenses = await run(["licenses", "--json"]);
  assert.ok(JSON.parse(licenses.stdout).packages.length > 10);
  const made = await run([...generateArgs(pipeline.dir, "1,3"), "--rehearse"]);
  assert.equal(made.code, 0, made.stdout + made.stderr);
  assert.doesNotMatch(made.stderr, /warning/i);
  assert.ok(existsSync(pipeline.image("illustration_03_alibaba.png")));
  const listed = await run(["list", "--pipeline-dir", pipeline.dir, "--json"]);
  assert.equal(listed.stderr, "");
  assert.ok(JSON.stringify(JSON.parse(listed.stdout)).includes("illustration_01_alibaba.png"));
  await assistantLists(start, pipeline);
}

/** A session with an assistant, as it goes over the wire. */
export async function assistantLists(
  start: Place["start"],
  { home, dir }: TestPipeline,
): Promise<void> {
  const server = start(["mcp", "--root", home, "--rehearse"], { input: null });
  const send = (message: object) =>
    server.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  send(INITIALIZE);
  await server.seen(`"version":"${VERSION}"`);
  send({ method: "notifications/initialized" });
  send({
    id: 2,
    method: "tools/call",
    params: { name: "list_illustrations", arguments: { pipeline: basename(dir) } },
  });
  await server.seen(/"id":2/);
  server.closeInput();
  const { code, stdout } = await server.finished;
  const answer = stdout.trim().split("\n").map((line) => JSON.parse(line)).find(({ id }) =>
    id === 2
  );
  assert.equal(code, 0);
  assert.match(JSON.stringify(answer.result), /Картина 7/);
  assert.notEqual(answer.result.isError, true);
}
