import assert from "node:assert/strict";
import test from "node:test";
import { startProgress } from "../../lib/cli/progress.ts";
import { makeTerminal, type Terminal } from "../../lib/cli/terminal.ts";
import type { OrderRow } from "../../lib/pipeline/journal_rows.ts";
import type { RunEvent } from "../../lib/run/events.ts";
import { footLine } from "../../lib/text/foot_texts.ts";
import { textWidth } from "../../lib/text/width.ts";
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

  /** Addresses that were made clickable. */
  readonly links: string[] = [];

  #write(written: string): void {
    // deno-lint-ignore no-control-regex -- OSC 8: a link begins with its address and ends without one.
    const text = written.replaceAll(/\x1b\]8;;(.*?)\x1b\\/g, (_, address: string) => {
      if (address !== "") this.links.push(address);
      return "";
    });
    const [up, ...after] = text.startsWith(UP) ? text.slice(UP.length).split(ERASE) : [];
    if (up !== undefined) this.lines = this.lines.slice(0, this.lines.length - Number(up));
    const rest = up === undefined ? text : after.join(ERASE);
    assert.ok(!rest.includes("\x1b"), "an unknown escape sequence");
    this.lines.push(...rest.split("\n").slice(0, -1));
  }
}

const order = (id: number, n = 1) =>
  ({
    id,
    illustration: id + 10,
    taskId: `task-${id}`,
    n,
    service: "https://dashscope-intl.aliyuncs.com/api/v1",
    references: [],
    unitPrice: 0.03,
    currency: "USD",
  }) as unknown as OrderRow;

test("on a terminal: a foot that counts, one line that stays of a finished number", () => {
  const screen = new Screen();
  let nowMs = 0;
  const planned = { numbers: [11, 12, 13], pictures: 5 };
  const progress = startProgress(screen.terminal, planned, () => nowMs);
  const show = (event: object) => progress.show(event as RunEvent);
  const saved = (id: number, place: number) =>
    show({ type: "saved", order: order(id, 2), path: `/к п/images/${id}_${place}.png` });
  try {
    for (const id of [1, 2]) show({ type: "began", order: order(id, 2), isAdopted: false });
    assert.match(screen.lines.join("\n"), /^▕ {20}▏ 0\/3 номера · 0\/5 картинок$/);
    show({ type: "submitted", order: order(1, 2) });
    assert.match(screen.lines[0] ?? "", /^\S в работе: 11$/);
    nowMs = 100_000;
    saved(1, 1);
    assert.match(screen.lines[1] ?? "", / 0\/3 номера · 1\/5 картинок · \$0\.03 · осталось ~6:40$/);
    saved(1, 2);
    assert.equal(screen.lines.length, 2, "a saved picture leaves no line of its own");
    show({ type: "located", order: order(2, 2) });
    assert.match(screen.lines[0] ?? "", /^\[12\] 🔎 задача найдена: task-2$/);
    show({ type: "ended", outcome: { order: { ...order(1, 2), billed: 2 }, result: "made" } });
    assert.equal(screen.lines[1], "[11] ✅ 1_1.png … _2.png · $0.06 · 1:40");
    assert.deepEqual(
      screen.links.map(decodeURI),
      [1, 2].map((at) => `file:///к п/images/1_${at}.png`),
    );
    assert.match(screen.lines[2] ?? "", /^\S в работе: 12$/);
    assert.match(
      screen.lines[3] ?? "",
      /▏ 1\/3 номера · 2\/5 картинок · \$0\.06 · осталось ~2:30$/,
    );
  } finally {
    progress.end();
  }
  assert.equal(screen.lines.length, 2, "nothing that moves is left");
});

test("of a stopped run only what went wrong leaves a line: its report counts the rest", () => {
  const screen = new Screen();
  const planned = { numbers: [11, 12, 13], pictures: 3 };
  const progress = startProgress(screen.terminal, planned, () => 0);
  const end = (id: number, result: string, isStopping: boolean, error?: Error) => {
    const outcome = { order: order(id), result, error, troubles: [], pictures: [] };
    progress.show({ type: "ended", outcome } as unknown as RunEvent, isStopping);
  };
  try {
    for (const id of [1, 2, 3]) {
      const began = { type: "began", order: order(id), isAdopted: false };
      progress.show(began as unknown as RunEvent);
    }
    end(1, "running", true);
    end(2, "unsent", true);
    end(3, "failed", true);
    end(1, "running", false);
  } finally {
    progress.end();
  }
  const numbers = screen.lines.join("\n").match(/^\[\d+\]/gm);
  assert.deepEqual(numbers, ["[13]", "[11]"], "what failed, and what ended before the stop");
});

test("the foot fits a narrow window, words and all", () => {
  const progress = {
    numbers: { done: 12, all: 60 },
    pictures: { done: 48, all: 240 },
    cost: 1.44,
    currency: "USD",
    leftMs: 100_000,
  };
  const wide = footLine(progress, 100, "en");
  assert.match(wide, /^▕████ {16}▏ 12\/60 numbers · 48\/240 pictures · \$1\.44 · ~1:40 left$/);
  for (const lang of ["ru", "en"] as const) {
    const narrow = footLine(progress, 64, lang);
    assert.ok(textWidth(narrow) <= 63, narrow);
  }
});

test("the task bar of a terminal that has one follows the run and is cleared at its end", () => {
  const written: string[] = [];
  const terminal = makeTerminal("en", {
    stdout: () => {},
    stderr: (text) => void written.push(text),
    isLive: () => true,
    hasTaskBar: () => true,
    size: () => ({ columns: 80, rows: 24 }),
  });
  const progress = startProgress(terminal, { numbers: [11], pictures: 4 }, () => 0);
  progress.show({ type: "saved", order: order(1, 4), path: "/a" } as unknown as RunEvent);
  progress.end();
  const bars = written.filter((each) => each.startsWith("\x1b]9;4"));
  assert.deepEqual(bars, ["\x1b]9;4;1;25\x07", "\x1b]9;4;0;0\x07"]);
});
