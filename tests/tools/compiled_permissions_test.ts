/** The script with exactly what is built into Deno's binaries, where a person could be asked. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { basename } from "node:path";
import test from "node:test";
import { VERSION } from "../../lib/version.ts";
import { cachedArtefacts } from "../../tools/build/cached.ts";
import { COMPILED_PERMISSIONS } from "../../tools/build/permissions.ts";
import { denoCommand } from "../../tools/toolchain.ts";
import { INITIALIZE } from "../support/first_message.ts";
import { generateArgs, type TestPipeline, withPipeline } from "../support/harness.ts";
import { onTerminal, type Person, withoutTerminal } from "../support/pseudo_terminal.ts";

const OPTIONS = { timeout: 60_000, skip: withoutTerminal() };

const CTRL_C = "\x03";
const CTRL_D = "\x04";

/** How Deno's question begins. */
const QUESTION = /Deno requests|Allow\? \[y\/n/;

async function onTerminalAsCompiled(
  args: readonly string[],
  act: (person: Person) => Promise<void>,
): Promise<{ code: number | null; shown: string }> {
  const { bundle } = await cachedArtefacts();
  const program = [...denoCommand(), "run", "--no-config", ...COMPILED_PERMISSIONS, bundle];
  const env = { ALIBABA_LANG: "en", DENO_NO_UPDATE_CHECK: "1" };
  const ended = await onTerminal(args, act, env, program);
  assert.doesNotMatch(ended.shown, QUESTION);
  return ended;
}

test(
  "a rehearsal on a terminal asks for no permission and makes its pictures",
  OPTIONS,
  () =>
    withPipeline(async ({ dir, image }: TestPipeline) => {
      const { code, shown } = await onTerminalAsCompiled(
        [...generateArgs(dir, "1,3"), "--rehearse"],
        () => Promise.resolve(),
      );
      assert.equal(code, 0, shown);
      assert.ok(existsSync(image("illustration_03_alibaba.png")));
    }),
);

test(
  "the page is served from a terminal, without a question before it or after",
  OPTIONS,
  () =>
    withPipeline(async ({ dir }) => {
      const args = ["review", "--pipeline-dir", dir, "--rehearse"];
      const { code, shown } = await onTerminalAsCompiled(args, async (person) => {
        await person.sees("?key=");
        await person.sees("\n");
        const [address = ""] = /http:\/\/127\.0\.0\.1:\d+\/\?key=[\w-]+/.exec(person.shown()) ?? [];
        const page = await fetch(address);
        assert.equal(page.status, 200);
        assert.match(await page.text(), /<html/);
        person.types(CTRL_C);
      });
      assert.equal(code, 0, shown);
    }),
);

test(
  "an assistant's server answers on a terminal and never waits for one",
  OPTIONS,
  () =>
    withPipeline(async ({ home, dir }) => {
      const send = (person: Person, message: object) =>
        person.types(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
      const args = ["mcp", "--root", home, "--rehearse"];
      const { code, shown } = await onTerminalAsCompiled(args, async (person) => {
        send(person, INITIALIZE);
        await person.sees(`"version":"${VERSION}"`);
        send(person, { method: "notifications/initialized" });
        const call = { name: "list_illustrations", arguments: { pipeline: basename(dir) } };
        send(person, { id: 2, method: "tools/call", params: call });
        await person.sees('"id":2}');
        person.types(CTRL_D);
      });
      assert.equal(code, 0, shown);
      assert.match(shown, /Картина 7/);
    }),
);
