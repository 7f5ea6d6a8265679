import assert from "node:assert/strict";
import test from "node:test";
import { startProgress } from "../../lib/cli/progress.ts";
import { makeTerminal, type Terminal } from "../../lib/cli/terminal.ts";
import type { OrderRow } from "../../lib/pipeline/journal_rows.ts";
import type { RunEvent } from "../../lib/run/events.ts";
import { assertSound } from "../support/journals.ts";
import { generateArgs, runProgram, withPipeline, withService } from "../support/harness.ts";

test("elsewhere than on a terminal: plain lines on stderr, no motion, the result alone on stdout", async () => {
  await withPipeline((pipeline) =>
    withService(async (service, env) => {
      const result = await runProgram(generateArgs(pipeline.dir, "1,2"), {
        env: { ...env, FORCE_COLOR: "1" },
      });
      const [task] = service.tasks();
      assert.match(result.stderr, new RegExp(`\\[\\d\\] 📤 задача ${task?.taskId}\n`));
      assert.match(result.stderr, /\[1\] ✅ сохранено: illustration_01_alibaba\.png\n/);
      assert.match(result.stderr, /\[2\] ✅ сохранено: illustration_02_alibaba\.png\n/);
      assert.ok(!(result.stderr + result.stdout).includes("\x1b"), "no escape sequences");
      assert.match(result.stdout, /^🎉 ГЕНЕРАЦИЯ ЗАВЕРШЕНА!\n/);
      assertSound(pipeline, service, result);
    })
  );
});

const UP = "\r\x1b[";
const ERASE = "A\x1b[J";

/** A screen that obeys "up" and "erase below", as far as the progress uses them. */
class Screen {
  lines: string[] = [];

  readonly terminal: Terminal = makeTerminal("ru", {
    stdout: () => {},
    stderr: (text) => this.#write(text),
    isLive: () => true,
    size: () => ({ columns: 80, rows: 24 }),
  });

  #write(text: string): void {
    const [up, ...after] = text.startsWith(UP) ? text.slice(UP.length).split(ERASE) : [];
    if (up !== undefined) this.lines = this.lines.slice(0, this.lines.length - Number(up));
    const rest = up === undefined ? text : after.join(ERASE);
    assert.ok(!rest.includes("\x1b"), "an unknown escape sequence");
    this.lines.push(...rest.split("\n").slice(0, -1));
  }
}

const order = (id: number) =>
  ({ id, illustration: id + 10, taskId: `task-${id}`, n: 1 }) as unknown as OrderRow;

test("on a terminal: one live line for every open task, which leaves when the task ends", () => {
  const screen = new Screen();
  const progress = startProgress(screen.terminal);
  const show = (event: object) => progress.show(event as RunEvent);
  try {
    show({ type: "submitted", order: order(1) });
    show({ type: "submitted", order: order(2) });
    assert.equal(screen.lines.length, 2);
    assert.match(screen.lines[0] ?? "", /\[11\] 📤 задача task-1 {2}\d+ с/);
    show({ type: "status", order: order(1), status: "running" });
    assert.equal(screen.lines.length, 2);
    assert.match(screen.lines[0] ?? "", /\[11\] ⏳ рисуется/);
    show({ type: "located", order: order(2) });
    assert.match(screen.lines[0] ?? "", /^\[12\] 🔎 задача найдена: task-2$/);
    assert.equal(screen.lines.length, 3, "what is worth keeping stays above the live lines");
    show({ type: "ended", outcome: { order: order(1) } });
    assert.equal(screen.lines.length, 2);
  } finally {
    progress.end();
  }
  assert.deepEqual(screen.lines, ["[12] 🔎 задача найдена: task-2"], "nothing that moves is left");
});
