import assert from "node:assert/strict";
import test from "node:test";
import { journalRows, orderStates, savedPictures } from "../support/journals.ts";
import {
  generateArgs,
  runProgram,
  scriptCommand,
  startProgram,
  withPipeline,
  withService,
} from "../support/harness.ts";

/** Starts its arguments and turns into a program that never asks how they ended. */
const FORGETFUL_PARENT = '"$@" & exec sleep 120';

const SKIP = process.platform === "linux" ? {} : { skip: "only Linux tells of zombies" };

test(
  "a killed run that its parent forgot is dead: resume fetches what it paid for at once",
  SKIP,
  () =>
    withPipeline((pipeline) =>
      withService(async (service, env) => {
        const { command, args } = scriptCommand("main.ts");
        const parent = startProgram(generateArgs(pipeline.dir, "1"), {
          env,
          program: { command: "sh", args: ["-c", FORGETFUL_PARENT, "sh", command, ...args] },
        });
        try {
          await parent.seen("📤");
          const [run] = journalRows(pipeline.dir, "SELECT pid FROM runs");
          process.kill(Number(run?.["pid"]), "SIGKILL");
          const resumed = await runProgram(["resume", "--pipeline-dir", pipeline.dir], { env });
          assert.equal(resumed.code, 0, resumed.stdout + resumed.stderr);
          assert.deepEqual(orderStates(pipeline.dir), ["settled"]);
          assert.equal(savedPictures(pipeline.dir), 1);
          assert.equal(service.tasks().length, 1);
        } finally {
          parent.kill("SIGKILL");
          await parent.finished;
        }
      }, { durationMs: [3_000, 3_000] })
    ),
);
