// deno-lint-ignore-file no-control-regex -- what terminals are told begins with Escape
import assert from "node:assert/strict";
import test from "node:test";
import { makeTerminal, type TerminalStreams } from "../../lib/cli/terminal.ts";
import { makeOrder } from "../support/choices.ts";
import { withPipeline } from "../support/harness.ts";
import { onTerminal, withoutTerminal } from "../support/pseudo_terminal.ts";

function recorded(streams: Partial<TerminalStreams>) {
  let written = "";
  const terminal = makeTerminal("en", {
    stdout: (text) => written += text,
    stderr: (text) => written += text,
    isLive: () => true,
    isOutLive: () => true,
    hasColour: () => true,
    size: () => ({ columns: 40, rows: 24 }),
    ...streams,
  });
  return { terminal, written: () => written };
}

const LINK = {
  text: "✅ kept: c1, /мой фильм/illustration_03.png",
  files: [{ text: "/мой фильм/illustration_03.png", path: "/мой фильм/illustration_03.png" }],
};

test("a terminal shows the sign's colour on every line of it, and the file can be clicked", () => {
  const { terminal, written } = recorded({});
  terminal.out(LINK);
  const href = encodeURI("file:///мой фильм/illustration_03.png");
  const path = `\x1b]8;;${href}\x1b\\/мой фильм/illustration_03.png\x1b]8;;\x1b\\`;
  assert.equal(written(), `\x1b[32m✅ kept: c1,\x1b[0m\n\x1b[32m   ${path}\x1b[0m\n`);
});

test("without colour nothing but the colour is missing; a file or a pipe gets plain whole lines", () => {
  const plain = recorded({ hasColour: () => false });
  plain.terminal.say(LINK);
  assert.match(plain.written(), /^✅ kept: c1,\n {3}\x1b\]8;;file:/);
  assert.doesNotMatch(plain.written(), /\x1b\[/);
  const piped = recorded({ isLive: () => false, isOutLive: () => false });
  piped.terminal.out(LINK);
  piped.terminal.say(LINK);
  assert.equal(piped.written(), `${LINK.text}\n${LINK.text}\n`);
  assert.equal(piped.terminal.columns, undefined);
});

test("a name from outside cannot begin a link or a colour of its own", () => {
  const { terminal, written } = recorded({});
  const text = "x \x1b]8;;https://evil.example\x1b\\y\x1b[31m";
  terminal.out({ text, files: [{ text: "x", path: "/a/\x1b]8;;evil" }] });
  const inside = written().replaceAll(/\x1b\]8;;(file:[^\x1b]*)?\x1b\\/g, "");
  assert.doesNotMatch(inside, /\x1b/);
});

test(
  "NO_COLOR is obeyed on a real terminal",
  { skip: withoutTerminal(), timeout: 60_000 },
  async () => {
    await withPipeline(async ({ dir }) => {
      await makeOrder(dir, { index: 3, greys: [201] });
      const nobody = () => Promise.resolve();
      const args = ["keep", "--pipeline-dir", dir, "--index", "3"];
      const colourless = await onTerminal(args, nobody, { NO_COLOR: "1" });
      assert.equal(colourless.code, 0);
      assert.doesNotMatch(colourless.shown, /\x1b\[\d+m/);
      const coloured = await onTerminal(args, nobody, { NO_COLOR: "" });
      assert.match(coloured.shown, /\x1b\[32m✅ Иллюстрация 3: оригинал остаётся\x1b\[0m/);
    });
  },
);
