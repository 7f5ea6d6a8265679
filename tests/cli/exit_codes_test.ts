import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { exitCodeOf } from "../../lib/cli/exit_codes.ts";
import type { OrderOutcome, OrderResult, RunReport } from "../../lib/run/events.ts";
import { leaveOpenOrder } from "../support/choices.ts";
import {
  acceptedCreates,
  type Finished,
  generateArgs,
  runProgram,
  startProgram,
  withPipeline,
  withService,
} from "../support/harness.ts";

interface Case {
  readonly asked: readonly OrderResult[];
  readonly left?: readonly OrderResult[];
  /** Orders at another address, and how many of them another living run has in hand. */
  readonly elsewhere?: readonly [count: number, inHand: number];
  readonly missing?: number;
  readonly stopCode?: 130 | 143;
  /** Local code of the failures. */
  readonly failure?: string;
}

function reportOf({ asked, left = [], elsewhere = [0, 0], stopCode, failure }: Case): RunReport {
  const outcome = (result: OrderResult, id: number) => {
    const order = { id, illustration: id, n: 1, failure: failure && { code: failure } };
    return { order, result, pictures: [], isAdopted: failure !== undefined, error: undefined };
  };
  const others = Array.from({ length: elsewhere[0] }, (_, id) => ({ id: 900 + id }));
  return {
    outcomes: asked.map(outcome) as unknown as OrderOutcome[],
    leftovers: left.map(outcome) as unknown as OrderOutcome[],
    elsewhere: others as unknown as RunReport["elsewhere"],
    inHandElsewhere: new Set(others.slice(0, elsewhere[1]).map(({ id }) => id)),
    accepted: 0,
    billed: 0,
    saved: 0,
    notes: [],
    ceiling: undefined,
    lost: [],
    wasStopped: stopCode !== undefined,
  };
}

const TABLE: readonly (readonly [expected: number, ending: Case])[] = [
  // Stopped comes before everything, as long as anything was left undone.
  [130, { asked: ["made", "running"], stopCode: 130 }],
  [143, { asked: ["unsent"], stopCode: 143 }],
  [130, { asked: ["made"], left: ["unsaved"], stopCode: 130 }],
  [0, { asked: ["made"], stopCode: 130 }],
  // What can still be fetched comes before what was made.
  [4, { asked: ["made", "running"] }],
  [4, { asked: ["failed", "unsaved"] }],
  [4, { asked: ["unknown"], missing: 1 }],
  [4, { asked: ["made"], left: ["running"] }],
  [4, { asked: ["made"], elsewhere: [1, 0] }],
  [4, { asked: [], elsewhere: [2, 1] }],
  [0, { asked: ["made"], elsewhere: [2, 2] }],
  [3, { asked: ["made", "failed"] }],
  [3, { asked: ["partly"] }],
  [3, { asked: ["made", "unsent"] }],
  [3, { asked: ["made"], missing: 1 }],
  [3, { asked: ["failed"], failure: "never_accepted" }],
  [1, { asked: ["failed"] }],
  [1, { asked: ["unsent", "failed"], missing: 2 }],
  [0, { asked: ["made", "made"] }],
  [0, { asked: ["made"], left: ["failed"] }],
  [0, { asked: [] }],
];

test("one table decides the exit code: stopped, fetchable, partly, nothing, all", () => {
  for (const [expected, ending] of TABLE) {
    const code = exitCodeOf(reportOf(ending), ending.missing ?? 0, ending.stopCode);
    assert.equal(code, expected, JSON.stringify(ending));
  }
});

test("an order of an earlier run that still waits at the service is not called finished", () =>
  withPipeline(({ dir }) =>
    withService(async (service, env) => {
      const slow = { on: "task", do: { kind: "duration", ms: 60_000 } } as const;
      service.addFaults([slow]);
      const first = await runProgram(generateArgs(dir, "1", "--timeout", "1"), { env });
      assert.equal(first.code, 4, first.stdout);
      const second = await runProgram(generateArgs(dir, "2", "--timeout", "1"), { env });
      assert.equal(second.code, 4, second.stdout);
      assert.match(second.stdout, /создано: 1\n[^]*Иллюстрация 1: ещё выполняется/);
    })
  ));

/** Stops a run of five with two pictures each when one is saved, two wait and two were never sent. */
function stoppedHalfWay(...flags: string[]) {
  return withStopped(async (dir, env, creates) => {
    const limits = ["--concurrency", "2", "--n", "2"];
    const run = startProgram([...generateArgs(dir, "1-5", ...limits), ...flags], { env });
    await run.seen(/01_alibaba_1\.png[^]*01_alibaba_2\.png|01_alibaba_2\.png[^]*01_alibaba_1\.png/);
    // The place that became free is taken by the third; it is told once it is in the journal.
    await run.seen(/(?:📤[^]*){3}/);
    assert.equal(creates(), 3);
    run.kill("SIGINT");
    return await run.finished;
  });
}

async function withStopped(
  act: (dir: string, env: Record<string, string>, creates: () => number) => Promise<Finished>,
): Promise<Finished> {
  let finished: Finished | undefined;
  await withPipeline(({ dir }) =>
    withService(async (service, env) => {
      const effect = { kind: "duration", ms: 60_000 } as const;
      service.addFaults([{ on: "task", skip: 1, times: 0, do: effect }]);
      finished = await act(dir, env, () => acceptedCreates(service));
    })
  );
  assert.ok(finished);
  assert.equal(finished.code, 130, finished.stdout + finished.stderr);
  assert.doesNotMatch(finished.stdout + finished.stderr, /FINISHED|ЗАВЕРШЕНА|Errors|Ошибок/);
  return finished;
}

test("Ctrl-C: what is saved, what waits at the service and what was never sent", async () => {
  const { stdout } = await stoppedHalfWay("--lang", "en");
  assert.equal(
    stdout,
    "⏹  Stopped.\n   Images saved: 2\n" +
      "   Still at the service: 4 (illustrations 2-3); `resume` fetches them within 24 hours\n" +
      "   Not sent, not charged: 4 (illustrations 4-5)\n",
  );
});

test("Ctrl-C with --json: the same counts in the document", async () => {
  const { exitCode, stopped } = JSON.parse((await stoppedHalfWay("--json")).stdout);
  assert.equal(exitCode, 130);
  assert.deepEqual(stopped, {
    saved: 2,
    atService: { pictures: 4, indices: [2, 3] },
    unknown: { pictures: 0, indices: [] },
    unsent: { pictures: 4, indices: [4, 5] },
  });
});

test("a run that an error ended says 4 as long as something paid for can be fetched", () =>
  withService((_, env) =>
    withPipeline(async (pipeline) => {
      const { dir } = pipeline;
      // Nothing can be written into the folder of pictures: a file stands in its place.
      leaveOpenOrder(dir, 1, 1, env["ALIBABA_BASE_URL"]);
      await writeFile(join(dir, ".alibaba", "pictures"), "");
      const codeOf = async (...args: string[]) => {
        const { code, stdout } = await runProgram([...args, "--json"], { env });
        assert.equal(JSON.parse(stdout).exitCode, code);
        assert.equal(JSON.parse(stdout).error.code, "not_writable");
        return code;
      };
      const again = generateArgs(dir, "2");
      assert.equal(await codeOf("resume", "--pipeline-dir", dir), 4);
      assert.equal(await codeOf(...again), 4);
      // A key that is missing is the settings' failure: nothing was looked at.
      const keyless = await runProgram(["resume", "--pipeline-dir", dir]);
      assert.equal(keyless.code, 2, keyless.stderr);
      await rm(join(dir, ".alibaba", "journal.db"));
      assert.equal(await codeOf("resume", "--pipeline-dir", dir), 1);
      assert.equal(await codeOf(...again), 1);
    })
  ));
