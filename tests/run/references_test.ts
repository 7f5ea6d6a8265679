import assert from "node:assert/strict";
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sha256Of } from "../../lib/digest.ts";
import { Journal } from "../../lib/pipeline/journal.ts";
import { encodeJpeg } from "../../lib/image/preview.ts";
import type { RunningEmulator } from "../../lib/wan/emulator/emulator.ts";
import {
  acceptedCreates,
  type Finished,
  generateArgs,
  runProgram,
  solidPng,
  type TestPipeline,
  withPipeline,
  withService,
} from "../support/harness.ts";
import { filesBelow } from "../support/journals.ts";
import { drawFrames, PEOPLE_STORY } from "../support/people_story.ts";
import { scenarios } from "../support/scenarios.ts";

interface Scene {
  readonly pipeline: TestPipeline;
  readonly service: RunningEmulator;
  readonly run: (...args: string[]) => Promise<Finished>;
}

/** A pipeline whose frames are large enough to be sent. */
function scene(act: (scene: Scene) => Promise<void>): Promise<void> {
  return withPipeline((pipeline) =>
    withService(async (service, env) => {
      await drawFrames(pipeline);
      const run = (...args: string[]) =>
        runProgram(generateArgs(pipeline.dir, ...(args as [string])), { env });
      await act({ pipeline, service, run });
    }), PEOPLE_STORY);
}

const digestOf = async (path: string) => sha256Of(await readFile(path));

interface Sent {
  readonly content: { text?: string; image?: string }[];
}

/** The contents of the one message of every create, pictures as digests. */
function sent(service: Pick<RunningEmulator, "log">): Sent["content"][] {
  return service.log.flatMap(({ bodyText }) =>
    JSON.parse(bodyText ?? "{}").input?.messages?.map((each: Sent) => each.content) ?? []
  );
}

const isPicture = (sha256: string) => `data:image/png;base64,sha256:${sha256}`;

scenarios({
  "frames are sent as they stand, named in the prompt, and the candidate remembers them": () =>
    scene(async ({ pipeline, service, run }) => {
      const { code, stderr } = await run(
        "3",
        "--model",
        "wan2.7-image",
        "--reference",
        "2,5",
        "--size",
        "fit",
      );
      assert.equal(code, 0, stderr);
      const [two, five] = await Promise.all(
        [2, 5].map((index) => digestOf(pipeline.image(`illustration_0${index}.png`))),
      );
      assert.deepEqual(sent(service), [[
        { image: isPicture(two ?? "") },
        { image: isPicture(five ?? "") },
        { text: "Keep the people, places and style of image 1 and image 2. Anna, scene 3" },
      ]]);
      const { parameters } = JSON.parse(
        service.log.find(({ bodyText }) => bodyText)?.bodyText ?? "{}",
      );
      assert.deepEqual(parameters, {
        size: "1024*576",
        n: 1,
        enable_sequential: false,
        watermark: false,
      });
      assert.match(stderr, /negative_prompt: значение из illustrations\.json не отправляется/);
      assert.match(stderr, /Промпт: Keep the people/);
      const list = await runProgram([
        "list",
        "--pipeline-dir",
        pipeline.dir,
        "--json",
        "--indices",
        "3",
      ]);
      const [{ candidates }] = JSON.parse(list.stdout).illustrations;
      const references = candidates[0].provenance.references;
      assert.deepEqual(
        references.map((
          each: Record<string, unknown>,
        ) => [each["source"], each["sha256"], each["width"]]),
        [["2", two, 640], ["5", five, 640]],
      );
      const people = await runProgram(["list", "--long", "--pipeline-dir", pipeline.dir]);
      assert.match(people.stdout, /c\d+ .*образцы: 2, 5/);
    }),

  "a candidate, a former original and a file of one's own can be named; twice the same is once":
    () =>
      scene(async ({ pipeline, service, run }) => {
        await run("2", "--model", "wan2.5-t2i-preview", "--size", "fit");
        await runProgram(["accept", "--pipeline-dir", pipeline.dir, "--index", "2"]);
        const photo = join(pipeline.home, "лица, двое.jpg");
        const rgb = new Uint8Array(300 * 300 * 3).fill(99);
        await writeFile(photo, encodeJpeg({ width: 300, height: 300, rgb }, 90));
        const again = [
          "--reference",
          "c1",
          "--reference",
          "o2",
          "--reference",
          photo,
          "--reference",
          "2",
        ];
        const { code, stderr } = await run("3", "--model", "wan2.7-image", ...again);
        assert.equal(code, 0, stderr);
        const [content] = sent({ ...service, log: service.log.slice(-40) } as RunningEmulator)
          .slice(-1);
        assert.equal(content?.filter(({ image }) => image !== undefined).length, 3);
        assert.match(content?.[2]?.image ?? "", /^data:image\/jpeg/);
      }),

  "an edit sends the picture in place first and the text that says what to change": () =>
    scene(async ({ pipeline, service, run }) => {
      const args = [
        "--model",
        "qwen-image-3.0",
        "--edit",
        "Remove the third hand",
        "--reference",
        "1",
      ];
      const { code, stderr } = await run("3", ...args, "--size", "fit");
      assert.equal(code, 0, stderr);
      const own = await digestOf(pipeline.image("illustration_03.png"));
      const [content] = sent(service);
      assert.equal(content?.[0]?.image, isPicture(own));
      assert.match(
        content?.[2]?.text ?? "",
        /^Change image 1 .*Image 2 shows? how.*Remove the third hand$/,
      );
      const saved = await runProgram([
        "accept",
        "--pipeline-dir",
        pipeline.dir,
        "--index",
        "3",
        "--save-prompt",
      ]);
      assert.equal(saved.code, 2, saved.stderr);
      assert.match(saved.stderr, /--edit/);
    }),

  "auto takes decided frames with the same people and places, nearest first, never itself": () =>
    scene(async ({ pipeline, service, run }) => {
      for (const index of ["1", "2", "5"]) {
        await run(index, "--size", "fit");
        await runProgram(["accept", "--pipeline-dir", pipeline.dir, "--index", index]);
      }
      const { code, stderr } = await run("3", "--model", "wan2.7-image", "--reference", "auto");
      assert.equal(code, 0, stderr);
      assert.match(stderr, /картинка 1 = кадр 2 .*картинка 2 = кадр 1 .*картинка 3 = кадр 5 /);
      const lonely = await run("4", "--model", "wan2.7-image", "--reference", "auto", "--dry-run");
      assert.match(lonely.stderr, /нет решённых кадров/);
      assert.equal(acceptedCreates(service), 4);
    }),

  "an order that was lost is sent again with the same pictures although the film has changed": () =>
    scene(async ({ pipeline, service, run }) => {
      const before = await digestOf(pipeline.image("illustration_02.png"));
      service.addFaults([{
        on: "create",
        times: 2,
        do: { kind: "refuse", status: 429, code: "Throttling.RateQuota", message: "Slow down." },
      }]);
      const running = run("3", "--model", "wan2.7-image", "--reference", "2");
      while (sent(service).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
      await copyFile(pipeline.image("illustration_05.png"), pipeline.image("illustration_02.png"));
      assert.equal((await running).code, 0);
      assert.deepEqual(
        sent(service).map(([first]) => first?.image),
        Array(3).fill(isPicture(before)),
      );
    }),

  "the fingerprint tells orders with other pictures apart": () =>
    scene(async ({ pipeline, service, run }) => {
      await run("3", "--model", "wan2.7-image", "--reference", "2");
      await run("3", "--model", "wan2.7-image", "--reference", "5");
      const journal = Journal.open(join(pipeline.dir, ".alibaba"));
      const prints = journal.orders.list().map(({ fingerprint }) => fingerprint);
      journal.close();
      assert.equal(new Set(prints).size, 2);
      assert.equal(acceptedCreates(service), 2);
    }),

  "whatever is wrong with a reference is one sentence: nothing is sent, nothing changed": () =>
    scene(async ({ pipeline, service, run }) => {
      const note = join(pipeline.home, "заметка.png");
      const small = join(pipeline.home, "мелко.png");
      await writeFile(note, "no picture");
      await writeFile(small, solidPng(200, 360, 5));
      await mkdir(join(pipeline.home, "папка.png"));
      await rm(pipeline.image("illustration_05.png"));
      const before = filesBelow(pipeline.dir);
      const wan = ["--model", "wan2.7-image"];
      const cases: readonly [args: readonly string[], said: RegExp][] = [
        [[...wan, "--reference", "9"], /образец 9: такой картинки нет/],
        [[...wan, "--reference", "2,5"], /образец 5: такой картинки нет: .*illustration_05\.png/],
        [[...wan, "--reference", "c77"], /образец c77: такой картинки нет/],
        [[...wan, "--reference", "./нет такой.png"], /образец нет такой\.png: такой картинки нет/],
        [[...wan, "--reference", join(pipeline.home, "папка.png")], /такой картинки нет/],
        [[...wan, "--reference", note], /образец заметка\.png: это не картинка или она повреждена/],
        [[...wan, "--reference", small], /образец мелко\.png: 200×360 пикселей, .* не меньше 240/],
        [[...wan, "--reference", "кто-то"], /--reference: «кто-то» — ожидались/],
        [[...wan, "--reference", "2,,1"], /--reference: «2,,1»/],
        [[...wan, "--reference", "3"], /кадр 3 не может быть образцом для самого себя/],
        [["--reference", "2"], /wan2\.5-t2i-preview не принимает картинки-образцы/],
        [["--model", "wan2.6-image"], /модели wan2\.6-image нужен хотя бы 1 образец/],
        [[
          "--model",
          "qwen-image-3.0",
          "--reference",
          "1,2,4",
          "--reference",
          small.replace("мелко", "x"),
        ], /такой картинки нет|принимает не больше 3/],
        [[...wan, "--edit", "x", "--prompt", "y"], /--edit и --prompt вместе/],
        [[...wan, "--negative-prompt", "blur"], /не принимает --negative-prompt/],
        [[...wan, "--prompt-extend"], /не принимает --prompt-extend/],
        [["--model", "qwen-image-plus"], /сервис закрыл модель qwen-image-plus 2026-10-10/],
        [["--model", "z-image-turbo"], /работает только синхронно/],
      ];
      for (const [args, said] of cases) {
        const { code, stdout, stderr } = await run("3", ...args);
        assert.equal(code, 2, `${args.join(" ")}: ${stderr}`);
        assert.equal(stdout, "");
        assert.match(stderr, said);
      }
      assert.equal(service.log.length, 0);
      assert.deepEqual(filesBelow(pipeline.dir), before);
    }),

  "a rehearsal with references needs no key and shows what was sent": () =>
    withPipeline(async (pipeline) => {
      for (const { index } of PEOPLE_STORY) {
        await writeFile(
          pipeline.image(`illustration_0${index}.png`),
          solidPng(640, 360, index * 40),
        );
      }
      const args = ["--model", "wan2.7-image", "--reference", "2,5", "--size", "fit", "--rehearse"];
      const { code, stderr } = await runProgram(generateArgs(pipeline.dir, "3", ...args), {
        env: { HTTPS_PROXY: "http://127.0.0.1:9" },
      });
      assert.equal(code, 0, stderr);
      assert.ok(
        (await readdir(join(pipeline.dir, "images"))).includes("illustration_03_alibaba.png"),
      );
      assert.ok(!stderr.includes("фильм 16:9"), "a size that fits is not warned of");
    }, PEOPLE_STORY),
}, 4);
