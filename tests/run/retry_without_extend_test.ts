import assert from "node:assert/strict";
import {
  acceptedCreates,
  generateArgs,
  runProgram,
  withPipeline,
  withService,
} from "../support/harness.ts";
import { scenarios } from "../support/scenarios.ts";
import type { Fault } from "../../lib/wan/emulator/emulator.ts";

const REFUSED: Fault = {
  on: "task",
  times: 0,
  do: { kind: "fail-when-extended", code: "DataInspectionFailed", message: "Output data may …" },
};

function run(args: readonly string[], faults: readonly Fault[]) {
  let seen: { code: number | null; said: string; creates: boolean[]; tasks: number } | undefined;
  return withPipeline((pipeline) =>
    withService(async (service, env) => {
      const all = generateArgs(pipeline.dir, "1,2", "--prompt-extend", ...args);
      const { code, stdout, stderr } = await runProgram(all, { env });
      const bodies = service.log.flatMap(({ bodyText }) =>
        bodyText === undefined ? [] : [bodyText]
      );
      const creates = bodies.map((each) => JSON.parse(each).parameters.prompt_extend as boolean);
      seen = { code, said: stdout + stderr, creates, tasks: acceptedCreates(service) };
    }, { faults })
  ).then(() => seen ?? assert.fail());
}

scenarios({
  "a rewritten prompt that moderation refused is ordered once as it was written, and said so":
    async () => {
      const { code, said, creates } = await run(["--retry-without-extend"], [REFUSED]);
      assert.equal(code, 0, said);
      assert.deepEqual(creates.toSorted(), [false, false, true, true]);
      assert.match(
        said,
        /\[1\].*переписанный промпт не прошёл модерацию; заказываю ещё раз, без переписывания/,
      );
      assert.match(said, /Изображений создано: 2/);
    },

  "without the flag nothing is ordered again, and the sentence names it": async () => {
    const { code, said, creates } = await run([], [REFUSED]);
    assert.equal(code, 1, said);
    assert.deepEqual(creates, [true, true]);
    assert.match(said, /--retry-without-extend/);
  },

  "a prompt that is refused as it was written is not ordered a third time": async () => {
    const always: Fault = {
      ...REFUSED,
      do: { kind: "fail", code: "DataInspectionFailed", message: "Input …" },
    };
    const { code, said, creates } = await run(["--retry-without-extend"], [always]);
    assert.equal(code, 1, said);
    assert.equal(creates.length, 4);
  },

  "another failure is no reason to order again": async () => {
    const broken: Fault = {
      on: "task",
      times: 0,
      do: { kind: "fail", code: "InternalError", message: "x" },
    };
    const { creates } = await run(["--retry-without-extend"], [broken]);
    assert.deepEqual(creates, [true, true]);
  },
});
