import assert from "node:assert/strict";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { acceptCandidate } from "../../lib/choose/accept.ts";
import { InputError } from "../../lib/errors.ts";
import { openPipeline } from "../../lib/pipeline/folder.ts";
import { planRun } from "../../lib/run/plan.ts";
import { DEFAULT_BASE_URL } from "../../lib/wan/regions.ts";
import { makeFilm, makeOrder, snapshot } from "../support/choices.ts";
import { bytesOf, runProgram, solidPng, withPipeline } from "../support/harness.ts";
import { assertOneFrameRule, videoFrames, videoSource } from "../support/video_step.ts";

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
const accept = (dir: string, index: number, ...more: string[]) =>
  runProgram(["accept", "--pipeline-dir", dir, "--index", String(index), ...more]);

test("the chosen candidate stands in the original's place, byte for byte, and alone", async () => {
  await withPipeline(async (pipeline) => {
    await makeOrder(pipeline.dir, { index: 3, greys: [201, 202] });
    const before = await bytesOf(pipeline.image("illustration_03.png"));
    const { code, stdout } = await accept(pipeline.dir, 3, "--candidate", "2", "--json");
    assert.equal(code, 0);
    const result = JSON.parse(stdout);
    assert.equal(
      await bytesOf(pipeline.image("illustration_03.png")),
      base64(solidPng(64, 36, 202)),
    );
    assertOneFrameRule(pipeline.dir);
    assert.equal(await bytesOf(result.replaced.path), before);
    assert.equal(result.picture.id, "c2");
    assert.deepEqual(result.hidden, [
      "illustration_03_alibaba_1.png",
      "illustration_03_alibaba_2.png",
    ]);
  });
});

test("a single candidate needs no name; several are named and nothing is touched", async () => {
  await withPipeline(async (pipeline) => {
    await makeOrder(pipeline.dir, { index: 2, greys: [210] });
    const [first, second] = await makeOrder(pipeline.dir, { index: 5, greys: [211, 212] });
    const single = await accept(pipeline.dir, 2);
    assert.equal(single.code, 0, single.stderr);
    assert.match(single.stdout, /Иллюстрация 2: теперь это c1/);
    const before = snapshot(pipeline.dir);
    const several = await accept(pipeline.dir, 5, "--json");
    assert.equal(several.code, 2);
    assert.equal(JSON.parse(several.stdout).error.code, "candidate_ambiguous");
    assert.match(several.stderr, new RegExp(`${first}, ${second}`));
    assert.deepEqual(snapshot(pipeline.dir), before);
  });
});

/** What an acceptance is refused with; the ways from outside are the other tests' matter. */
async function refusal(dir: string, index: number, candidate?: string): Promise<string> {
  const request = { index, candidate, savePrompt: false, setAsideClips: false, by: "cli" } as const;
  try {
    await acceptCandidate(await openPipeline(dir), request);
  } catch (error) {
    if (error instanceof InputError) return error.code;
    throw error;
  }
  return "";
}

test("ids of other numbers, unknown ids, places and files are told apart and change nothing", async () => {
  await withPipeline(async (pipeline) => {
    const [other] = await makeOrder(pipeline.dir, { index: 1, greys: [220] });
    await makeOrder(pipeline.dir, { index: 2, greys: [221] });
    const before = snapshot(pipeline.dir);
    const asked = [
      [2, other ?? "", "candidate_elsewhere"],
      [2, "c99", "candidate_unknown"],
      [2, "o1", "candidate_unknown"],
      [2, "4", "candidate_unknown"],
      [2, "нет такой.png", "candidate_file_missing"],
      [99, "c1", "index_unknown"],
      [4, undefined, "candidate_none"],
    ] as const;
    for (const [index, candidate, expected] of asked) {
      assert.equal(await refusal(pipeline.dir, index, candidate), expected, candidate);
    }
    const { code, stderr } = await accept(pipeline.dir, 2, "--candidate", other ?? "");
    assert.equal(code, 2);
    assert.match(stderr, /вариант иллюстрации 1, а не 2/);
    const unknown = await accept(pipeline.dir, 2, "--candidate", "c99");
    const [, command = ""] = /показывает (list [^.]+)\./.exec(unknown.stderr) ?? [];
    const shown = await runProgram([...command.split(" "), "--pipeline-dir", pipeline.dir]);
    assert.match(shown.stdout, /• c2 /, "what is named as the remedy shows the ids");
    assert.deepEqual(snapshot(pipeline.dir), before);
  });
});

test("JPEG or WebP under a .png name, half a PNG and a spoilt one never get into the film", async () => {
  await withPipeline(async (pipeline) => {
    const whole = solidPng(64, 36, 99);
    const spoilt = Uint8Array.from(whole, (byte, at) => at === 45 ? byte ^ 1 : byte);
    const files: Record<string, Uint8Array> = {
      "фото.png": Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 1, 2, 3, 4, 5, 6),
      "webp.png": Buffer.from("RIFF____WEBPVP8 ", "latin1"),
      "пол картинки.png": whole.subarray(0, whole.length - 20),
      "spoilt.png": spoilt,
      "пусто.png": new Uint8Array(0),
    };
    const before = snapshot(pipeline.dir);
    for (const [name, bytes] of Object.entries(files)) {
      const path = join(pipeline.home, name);
      await writeFile(path, bytes);
      const code = await refusal(pipeline.dir, 3, path);
      assert.match(code, /^candidate_(not_png|damaged)$/, name);
    }
    const jpeg = join(pipeline.home, "фото.png");
    const { code, stderr } = await accept(pipeline.dir, 3, "--candidate", jpeg);
    assert.equal(code, 2);
    assert.match(stderr, /это не PNG, а JPEG/);
    assert.deepEqual(snapshot(pipeline.dir), before);
  });
});

test("a candidate whose stored file was harmed is refused", async () => {
  await withPipeline(async (pipeline) => {
    await makeOrder(pipeline.dir, { index: 3, greys: [230] });
    const listed = await runProgram(["list", "--pipeline-dir", pipeline.dir, "--json"]);
    const candidate = JSON.parse(listed.stdout).illustrations[2].candidates[0];
    await writeFile(candidate.path, solidPng(64, 36, 1));
    const before = snapshot(pipeline.dir);
    const { code, stderr } = await accept(pipeline.dir, 3, "--candidate", "c1");
    assert.equal(code, 2);
    assert.match(stderr, /повреждена/);
    assert.deepEqual(snapshot(pipeline.dir), before);
  });
});

test("a picture from anywhere can be put in place, and what other tools left goes along", async () => {
  await withPipeline(async (pipeline) => {
    const path = join(pipeline.home, "моя картинка.png");
    await writeFile(path, solidPng(64, 36, 77));
    await writeFile(pipeline.image("illustration_03_edited.png"), solidPng(64, 36, 78));
    await writeFile(pipeline.image("illustration_3.png"), solidPng(64, 36, 79));
    const { code, stdout } = await accept(pipeline.dir, 3, "--candidate", path, "--json");
    assert.equal(code, 0);
    assertOneFrameRule(pipeline.dir);
    assert.equal(
      await bytesOf(pipeline.image("illustration_03.png")),
      base64(solidPng(64, 36, 77)),
    );
    assert.deepEqual(JSON.parse(stdout).hidden, [
      "illustration_03_edited.png",
      "illustration_3.png",
    ]);
    assert.equal(await bytesOf(path), base64(solidPng(64, 36, 77)));
  });
});

test("a number whose original was missing gets one", async () => {
  await withPipeline(async (pipeline) => {
    await rm(pipeline.image("illustration_06.png"));
    await makeOrder(pipeline.dir, { index: 6, greys: [240] });
    const { code, stdout } = await accept(pipeline.dir, 6, "--json");
    assert.equal(code, 0);
    assert.equal(JSON.parse(stdout).replaced, undefined);
    assertOneFrameRule(pipeline.dir);
  });
});

test("accepting says what still shows the old picture, and sets the clip aside when asked", async () => {
  await withPipeline(async (pipeline) => {
    await makeOrder(pipeline.dir, { index: 3, greys: [245] });
    await makeFilm(pipeline.dir, 3);
    const told = await accept(pipeline.dir, 3, "--candidate", "c1");
    for (const name of ["video_03.mp4", "video.mp4", "cover.png"]) {
      assert.ok(told.stdout.includes(name), name);
    }
    assert.equal(videoSource(pipeline.dir, 3), "video_03.mp4");
    const aside = await accept(
      pipeline.dir,
      3,
      "--candidate",
      "c1",
      "--set-aside-clips",
      "--json",
    );
    assert.equal(videoSource(pipeline.dir, 3), "illustration_03.png");
    const { clipSetAside, stillOld } = JSON.parse(aside.stdout);
    assert.equal(await readFile(clipSetAside, "utf8"), "clip of 3");
    assert.ok(!stillOld.some(({ code }: { code: string }) => code === "clip_wins"));
  });
});

test("a picture of another shape, and one for the first frame, are told", async () => {
  await withPipeline(async (pipeline) => {
    const path = join(pipeline.home, "квадрат.png");
    await writeFile(path, solidPng(50, 50, 5));
    const third = await accept(pipeline.dir, 3, "--candidate", path, "--json");
    assert.equal(JSON.parse(third.stdout).warnings[0].code, "accepted_size_differs");
    const first = await accept(pipeline.dir, 1, "--candidate", path, "--json");
    assert.equal(JSON.parse(first.stdout).warnings[0].code, "accepted_sets_size");
  });
});

test("a former original can be chosen again by its id", async () => {
  await withPipeline(async (pipeline) => {
    const before = await bytesOf(pipeline.image("illustration_03.png"));
    await makeOrder(pipeline.dir, { index: 3, greys: [246] });
    const accepted = JSON.parse((await accept(pipeline.dir, 3, "--json")).stdout);
    assert.equal((await accept(pipeline.dir, 3, "--candidate", accepted.replaced.id)).code, 0);
    assert.equal(await bytesOf(pipeline.image("illustration_03.png")), before);
    assert.deepEqual(videoFrames(pipeline.dir).get(3), ["illustration_03.png"]);
  });
});

test("choosing the original itself clears its rivals from the film", async () => {
  await withPipeline(async (pipeline) => {
    const before = await bytesOf(pipeline.image("illustration_04.png"));
    await makeOrder(pipeline.dir, { index: 4, greys: [247, 248] });
    const { code } = await accept(pipeline.dir, 4, "--candidate", "illustration_04.png");
    assert.equal(code, 0);
    assertOneFrameRule(pipeline.dir);
    assert.equal(await bytesOf(pipeline.image("illustration_04.png")), before);
  });
});

test("asking twice for the same is deciding once: one undo takes it back", async () => {
  await withPipeline(async (pipeline) => {
    await makeOrder(pipeline.dir, { index: 3, greys: [249] });
    const before = snapshot(pipeline.dir);
    const first = JSON.parse((await accept(pipeline.dir, 3, "--candidate", "c1", "--json")).stdout);
    const second = JSON.parse(
      (await accept(pipeline.dir, 3, "--candidate", "c1", "--json")).stdout,
    );
    assert.equal(second.decisionId, first.decisionId);
    const told = (await accept(pipeline.dir, 3, "--candidate", "c1")).stdout;
    assert.match(told, /Иллюстрация 3: уже c1/);
    assert.doesNotMatch(told, /Прежняя картинка/, "nothing was replaced");
    const undone = await runProgram(["undo", "--pipeline-dir", pipeline.dir, "--index", "3"]);
    assert.equal(undone.code, 0);
    assert.deepEqual(snapshot(pipeline.dir), before);
  });
});

test("when one file cannot be changed, those changed before it are put back", async () => {
  await withPipeline(async (pipeline) => {
    await makeOrder(pipeline.dir, { index: 3, greys: [251, 252] });
    await makeFilm(pipeline.dir, 3);
    const before = snapshot(pipeline.dir);
    const obstacle = join(pipeline.dir, ".alibaba", "clips");
    await writeFile(obstacle, "a file where a folder must be");
    const flags = ["--candidate", "1", "--save-prompt", "--set-aside-clips"];
    const failed = await accept(pipeline.dir, 3, ...flags, "--json");
    assert.equal(failed.code, 1);
    assert.equal(JSON.parse(failed.stdout).error.code, "write_failed");
    assert.deepEqual(snapshot(pipeline.dir), before);
    await rm(obstacle);
    assert.equal((await accept(pipeline.dir, 3, ...flags)).code, 0);
    assertOneFrameRule(pipeline.dir);
  });
});

test("a candidate's whole history is in the list: who made it, from what, when, for how much", async () => {
  await withPipeline(async (pipeline) => {
    await makeOrder(pipeline.dir, { index: 3, greys: [253] });
    await makeOrder(pipeline.dir, { index: 3, greys: [254], parentId: 1, seed: 43 });
    const { stdout } = await runProgram(["list", "--pipeline-dir", pipeline.dir, "--json"]);
    const { candidates } = JSON.parse(stdout).illustrations[2];
    const { orderedAt, acceptedAt, finishedAt, serviceFinishedAt, ...facts } =
      candidates[1].provenance;
    assert.deepEqual(facts, {
      model: "wan2.5-t2i-preview",
      region: "singapore",
      isRehearsal: false,
      size: "64*36",
      seed: 43,
      n: 1,
      promptExtend: false,
      watermark: false,
      prompt: "A rose between two pages",
      negativePrompt: "blurry",
      actualPrompt: "A rose, rewritten",
      taskId: "task-2-2",
      requestId: "request-2",
      price: 0.03,
      currency: "USD",
      parent: "c1",
      references: [],
      isEdit: false,
    });
    for (const time of [orderedAt, acceptedAt, finishedAt, serviceFinishedAt]) {
      assert.ok(Math.abs(Date.parse(time) - Date.now()) < 60_000, time);
    }
    const people = await runProgram(["list", "--long", "--pipeline-dir", pipeline.dir]);
    assert.match(people.stdout, /c2 .*seed 43.*\$0\.03, ← c1/);
  });
});

test("a variation remembers what it varies, and only what exists can be varied", async () => {
  await withPipeline(async (pipeline) => {
    await makeOrder(pipeline.dir, { index: 3, greys: [255] });
    const opened = await openPipeline(pipeline.dir);
    const plan = (parent: string) =>
      planRun(opened, {
        indices: "3",
        model: "wan2.5-t2i-preview",
        size: { width: 1280, height: 720 },
        n: 1,
        seed: 43,
        promptExtend: false,
        watermark: false,
        parent,
        again: false,
      }, { baseUrl: DEFAULT_BASE_URL, isRehearsal: true });
    assert.equal(plan("c1").entries[0]?.order.parentId, 1);
    assert.throws(() => plan("c7"), { code: "parent_unknown" });
    assert.throws(() => plan("o1"), { code: "parent_unknown" });
  });
});
