import assert from "node:assert/strict";
import { readFile, rm, writeFile } from "node:fs/promises";
import test from "node:test";
import { makeOrder, snapshot } from "../support/choices.ts";
import {
  bytesOf,
  runProgram,
  solidPng,
  type TestPipeline,
  withPipeline,
} from "../support/harness.ts";
import { assertOneFrameRule, videoFrames } from "../support/video_step.ts";

interface Json {
  readonly code: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

async function listed({ dir }: TestPipeline): Promise<Json[]> {
  const { stdout } = await runProgram(["list", "--pipeline-dir", dir, "--json"]);
  return JSON.parse(stdout).findings;
}

async function examined({ dir }: TestPipeline, ...more: string[]) {
  const args = ["doctor", "--pipeline-dir", dir, "--json", ...more];
  const env = { ALIBABA_BASE_URL: "http://127.0.0.1:9/api/v1", ALIBABA_API_KEY: "sk-0123456789ab" };
  const { stdout, code } = await runProgram(args, { env });
  const { checks, tidied } = JSON.parse(stdout) as { checks: Json[]; tidied: Json[] };
  const frames = (checks as (Json & { area: string; status: string })[])
    .filter(({ area }) => area === "frames");
  return { frames, tidied: tidied as unknown as Record<string, string>[], code };
}

const found = (findings: readonly Json[], code: string) =>
  findings.filter((each) => each.code === code).map(({ facts }) => facts);

test("list and doctor name every number the film would show twice, not at all, or by mistake", async () => {
  await withPipeline(async (pipeline) => {
    await rm(pipeline.image("illustration_02.png"));
    await writeFile(pipeline.image("illustration_03_alibaba.png"), solidPng(64, 36, 1));
    await writeFile(pipeline.image("illustration_03_edited.png"), solidPng(64, 36, 2));
    await writeFile(pipeline.image("illustration_09.png"), solidPng(64, 36, 3));
    await writeFile(pipeline.image("illustration_обложка.png"), solidPng(64, 36, 4));
    await rm(pipeline.image("illustration_07.png"));
    await writeFile(pipeline.image("illustration_7.png"), solidPng(64, 36, 5));
    for (const findings of [await listed(pipeline), (await examined(pipeline)).frames]) {
      assert.deepEqual(
        found(findings, "frames_crowded").map(({ index, count }) => [index, count]),
        [
          [3, 3],
        ],
      );
      assert.equal(found(findings, "frames_missing")[0]?.["indices"], "2");
      assert.equal(found(findings, "frame_unlisted")[0]?.["name"], "illustration_09.png");
      assert.equal(found(findings, "frame_unnumbered")[0]?.["name"], "illustration_обложка.png");
      assert.equal(found(findings, "frame_misnamed")[0]?.["expected"], "illustration_07.png");
    }
  });
});

test("half a picture, another format and other dimensions are found before the film is made", async () => {
  await withPipeline(async (pipeline) => {
    const whole = await readFile(pipeline.image("illustration_01.png"));
    await writeFile(pipeline.image("illustration_01.png"), whole.subarray(0, whole.length - 15));
    await writeFile(
      pipeline.image("illustration_02.png"),
      Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 9, 9),
    );
    await writeFile(pipeline.image("illustration_03.png"), "");
    await writeFile(pipeline.image("illustration_04.png"), solidPng(50, 50, 4));
    await writeFile(pipeline.image("illustration_05.png"), solidPng(128, 72, 4));
    for (const findings of [await listed(pipeline), (await examined(pipeline)).frames]) {
      const halves = found(findings, "frame_half").map(({ index, reason }) => [index, reason]);
      assert.deepEqual(halves, [[1, "png_cut"], [2, "not_png"], [3, "png_cut"]]);
      assert.deepEqual(
        found(findings, "frame_size_differs").map(({ index, isSameRatio }) => [index, isSameRatio]),
        [[4, false], [5, true]],
      );
    }
  });
});

test("doctor reads every byte: a picture spoilt in the middle is found", async () => {
  await withPipeline(async (pipeline) => {
    const bytes = await readFile(pipeline.image("illustration_04.png"));
    bytes[50] = (bytes[50] ?? 0) ^ 0xff;
    await writeFile(pipeline.image("illustration_04.png"), bytes);
    const { frames, code } = await examined(pipeline);
    assert.equal(found(frames, "frame_half")[0]?.["reason"], "png_damaged");
    assert.equal(code, 1);
  });
});

test("doctor --tidy leaves one frame a number and loses nothing", async () => {
  await withPipeline(async (pipeline) => {
    await makeOrder(pipeline.dir, { index: 3, greys: [201, 202] });
    const strays: Record<string, Uint8Array> = {
      "illustration_01_edited.png": solidPng(64, 36, 11),
      "illustration_01_alibaba.png": solidPng(64, 36, 12),
      "illustration_02_копия.png": await readFile(pipeline.image("illustration_02.png")),
      "illustration_4.png": solidPng(64, 36, 13).subarray(0, 40),
    };
    for (const [name, bytes] of Object.entries(strays)) {
      await writeFile(pipeline.image(name), bytes);
    }
    const before = snapshot(pipeline.dir);
    const { tidied, frames } = await examined(pipeline, "--tidy");
    assertOneFrameRule(pipeline.dir);
    assert.deepEqual(frames.map(({ code }) => code), ["frames_right"]);
    const after = snapshot(pipeline.dir);
    const gone = Object.keys(before).filter((name) => !(name in after));
    assert.deepEqual(gone.sort(), tidied.map(({ name }) => `images/${name}`).sort());
    assert.equal(gone.length, 6);
    for (const { name, path } of tidied) {
      assert.equal(await bytesOf(path ?? ""), before[`images/${name}`], name);
    }
    for (const [name, bytes] of Object.entries(after)) assert.equal(bytes, before[name], name);
  });
});

test("what was tidied away can be chosen, and undone", async () => {
  await withPipeline(async (pipeline) => {
    const stray = solidPng(64, 36, 21);
    await writeFile(pipeline.image("illustration_05_alibaba.png"), stray);
    const { tidied } = await examined(pipeline, "--tidy");
    const before = snapshot(pipeline.dir);
    const args = ["--pipeline-dir", pipeline.dir, "--index", "5"];
    const accepted = await runProgram(["accept", ...args, "--candidate", tidied[0]?.["id"] ?? ""]);
    assert.equal(accepted.code, 0, accepted.stderr);
    assert.deepEqual(await readFile(pipeline.image("illustration_05.png")), Buffer.from(stray));
    assert.equal((await runProgram(["undo", ...args])).code, 0);
    assert.deepEqual(snapshot(pipeline.dir), before);
  });
});

test("the only frame of a number is never taken away", async () => {
  await withPipeline(async (pipeline) => {
    await rm(pipeline.image("illustration_06.png"));
    await writeFile(pipeline.image("illustration_06_alibaba_1.png"), solidPng(64, 36, 31));
    await writeFile(pipeline.image("illustration_06_alibaba_2.png"), solidPng(64, 36, 32));
    await examined(pipeline, "--tidy");
    assert.deepEqual(videoFrames(pipeline.dir).get(6), ["illustration_06_alibaba_1.png"]);
    const again = await examined(pipeline, "--tidy");
    assert.deepEqual(again.tidied, []);
    assertOneFrameRule(pipeline.dir);
  });
});
