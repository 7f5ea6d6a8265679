/**
 * The terminal is closed, the connection to the machine breaks: what runs there ends in good order, and
 * what was arranged to go on goes on.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import test from "node:test";
import { makeOrder } from "../support/choices.ts";
import { generateArgs, runProgram, scriptCommand, startProgram } from "../support/harness.ts";
import { journalRows } from "../support/journals.ts";
import { assertNothingLost, breath, withBoth } from "../support/killing.ts";
import { eventually } from "../support/mcp_client.ts";
import { onTerminal, withoutTerminal } from "../support/pseudo_terminal.ts";
import { skipUnless } from "../support/skipping.ts";

/** Answers of the service take longer than the window stays open. */
const SLOW = { durationMs: [2_500, 2_500] } as const;

const hasNohup = process.platform === "linux" &&
  spawnSync("nohup", ["--version"], { encoding: "utf8" }).status === 0;

function hasEnded(dir: string): boolean {
  try {
    return journalRows(dir, "SELECT ended_at_ms AS at FROM runs").every(({ at }) => at !== null);
  } catch {
    // The run is writing at this moment.
    return false;
  }
}

const closedTerminal = () =>
  withBoth(async (both) => {
    const { pipeline, service, env } = both;
    await onTerminal(generateArgs(pipeline.dir, "1-2"), async (person) => {
      await person.sees("в работе");
      while (service.tasks().length === 0) await breath();
      person.closes();
    }, env);
    // A run that was killed leaves no end behind; one that stopped in good order does.
    await eventually(() => hasEnded(pipeline.dir), "the run's own end");
    const later = await runProgram(["resume", "--pipeline-dir", pipeline.dir], { env });
    assert.equal(later.code, 0, later.stdout + later.stderr);
    assertNothingLost(both);
  }, SLOW);

const closedWalk = () =>
  withBoth(async (both) => {
    const { pipeline, service, env } = both;
    await makeOrder(pipeline.dir, { index: 1, greys: [201], width: 1280, height: 720 });
    await onTerminal(["accept", "--pipeline-dir", pipeline.dir], async (person) => {
      await person.sees("\x1b[c");
      person.types("\x1b[?62;22c");
      await person.sees("R заказать ещё");
      person.types("r");
      await person.sees("Продолжить? (y/N)");
      person.types("y");
      while (service.tasks().length === 0) await breath();
      person.closes();
    }, env);
    await eventually(() => hasEnded(pipeline.dir), "the end of the orders of the walk");
    const later = await runProgram(["resume", "--pipeline-dir", pipeline.dir], { env });
    assert.equal(later.code, 0, later.stdout + later.stderr);
    assert.match(later.stdout, /создано: 1\n/);
  }, SLOW);

const nohup = () =>
  withBoth(async (both) => {
    const { pipeline, env } = both;
    const { command, args } = scriptCommand("main.ts");
    const program = { command: "nohup", args: [command, ...args] };
    const run = startProgram(generateArgs(pipeline.dir, "1"), { env, program });
    await run.seen("📤");
    run.kill("SIGHUP");
    const { code, stdout } = await run.finished;
    assert.equal(code, 0, stdout);
    assertNothingLost(both);
  }, SLOW);

const servers = () =>
  withBoth(async ({ pipeline, env }) => {
    const commands = [
      { args: ["review", "--pipeline-dir", pipeline.dir, "--no-open"], until: "http://" },
      { args: ["mcp", "--root", pipeline.home, "--http", "0"], until: "MCP: http://" },
      { args: ["emulator", "--port", "0"], until: "ALIBABA_BASE_URL=" },
    ];
    for (const { args, until } of commands) {
      const server = startProgram(args, { env, input: null });
      await server.seen(until);
      server.kill("SIGHUP");
      const { code, signal } = await server.finished;
      assert.deepEqual([code, signal], [0, null], args[0]);
    }
  });

const AT_TERMINAL = { skip: withoutTerminal() };
const UNDER_NOHUP = { skip: skipUnless(hasNohup, "no nohup here to start a program with") };

test(
  "a closed terminal: what is paid for is known, and resume fetches it",
  AT_TERMINAL,
  closedTerminal,
);

test("closed while something is ordered on a walk: resume fetches it", AT_TERMINAL, closedWalk);

test("under nohup a run goes on when its terminal is closed", UNDER_NOHUP, nohup);

test("page, MCP server and rehearsal service end in good order with their terminal", servers);
