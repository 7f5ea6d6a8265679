import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { lstatSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { savedPictures } from "../support/journals.ts";
import { overStdio } from "../support/mcp_client.ts";
import {
  type Finished,
  generateArgs,
  runProgram,
  startProgram,
  type TestPipeline,
  withPipeline,
  withService,
} from "../support/harness.ts";

/** Nobody ever writes into the pipes of these tests: who reads one waits without end. */
const LONGEST_MS = 60_000;

const SKIP = process.platform === "win32" ? { skip: "Windows has no such files" } : {};

/** Replaces what stands at a path by a pipe. */
async function pipe(path: string): Promise<string> {
  await rm(path, { force: true });
  execFileSync("mkfifo", [path]);
  return path;
}

async function ended(args: readonly string[], env: Record<string, string>): Promise<Finished> {
  const program = startProgram(args, { env });
  const limit = setTimeout(() => program.kill("SIGKILL"), LONGEST_MS);
  const finished = await program.finished;
  clearTimeout(limit);
  assert.equal(finished.signal, null, `it hung: ${args.join(" ")}`);
  return finished;
}

function withBoth(
  act: (pipeline: TestPipeline, env: Record<string, string>) => Promise<void>,
): Promise<void> {
  return withPipeline((pipeline) =>
    withService((_service, env) => act(pipeline, { ...env, ALIBABA_LANG: "en" }))
  );
}

test(
  "a pipe among the frames is told, and what is paid for is kept beside it",
  SKIP,
  () =>
    withBoth(async (pipeline, env) => {
      const place = ["--pipeline-dir", pipeline.dir];
      await pipe(pipeline.image("illustration_03.png"));
      const candidate = await pipe(pipeline.image("illustration_01_alibaba.png"));
      for (const command of ["list", "doctor"]) {
        const { stdout } = await ended([command, ...place], env);
        assert.match(
          stdout,
          /illustration_01_alibaba\.png … \(1, 3\) is not a file but a pipe/,
          command,
        );
      }
      const made = await ended(generateArgs(pipeline.dir, "1"), env);
      assert.equal(made.code, 4, made.stdout);
      assert.match(made.stdout, /1 billed, 1 saved; `resume` puts it into images\//);
      assert.equal(savedPictures(pipeline.dir), 1);
      assert.ok(lstatSync(candidate).isFIFO(), "it is not ours to remove");

      await rm(candidate);
      assert.equal((await ended(["resume", ...place], env)).code, 0);
      assert.ok(lstatSync(candidate).isFile());
    }),
);

test(
  "an assistant that looks at a pipe is told that it is no PNG",
  SKIP,
  () =>
    withBoth(async (pipeline, env) => {
      await pipe(pipeline.image("illustration_03.png"));
      const session = await overStdio({ root: pipeline.home, env });
      const reply = await session.call("view_illustration", {
        pipeline: "pipeline_Цветок Пушкин",
        index: 3,
      });
      await session.close();
      assert.match(reply.text, /illustration_03\.png is not a PNG but something else/);
      assert.doesNotMatch(reply.text, /unknown/);
    }),
);

test(
  "a pipe in place of illustrations.json or of the journal ends with a sentence",
  SKIP,
  () =>
    withBoth(async (pipeline, env) => {
      const state = join(pipeline.dir, ".alibaba");
      await mkdir(state);
      const journal = await pipe(join(state, "journal.db"));
      for (const args of [generateArgs(pipeline.dir, "1"), ["keep", "--index", "1"]]) {
        const all = args.includes("--pipeline-dir")
          ? args
          : [...args, "--pipeline-dir", pipeline.dir];
        const { code, stdout, stderr } = await ended(all, env);
        assert.equal(code, 1, stdout);
        assert.match(stdout + stderr, /journal\.db is not a file but a pipe or a device/);
      }
      await rm(journal);
      await pipe(join(pipeline.dir, "illustrations.json"));
      const { code, stderr } = await ended(generateArgs(pipeline.dir, "1"), env);
      assert.equal(code, 1);
      assert.match(stderr, /illustrations\.json is not a file but a pipe or a device/);
    }),
);

test("the largest number that an illustration can have is ordered, shown and accepted", () =>
  withPipeline((pipeline) =>
    withService(async (_service, env) => {
      const index = Number.MAX_SAFE_INTEGER;
      const illustrations = [{ index, prompt: "A flower" }];
      await writeFile(join(pipeline.dir, "illustrations.json"), JSON.stringify({ illustrations }));
      const made = await runProgram(generateArgs(pipeline.dir, "all"), { env });
      assert.equal(made.code, 0, made.stdout + made.stderr);
      assert.equal(savedPictures(pipeline.dir), 1);
      const accepted = await runProgram(
        ["accept", "--pipeline-dir", pipeline.dir, "--index", String(index)],
        { env },
      );
      assert.equal(accepted.code, 0, accepted.stdout + accepted.stderr);
      assert.ok((await pipeline.images()).includes(`illustration_${index}.png`));
    })
  ));
