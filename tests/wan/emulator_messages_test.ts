import assert from "node:assert/strict";
import test from "node:test";
import { decodePng } from "../../lib/image/pixels.ts";
import { encodeJpeg } from "../../lib/image/preview.ts";
import { sha256Of } from "../../lib/digest.ts";
import type { RunningEmulator } from "../../lib/wan/emulator/emulator.ts";
import { MODELS } from "../../lib/wan/models.ts";
import { readTask } from "../../lib/wan/wire.ts";
import { solidPng } from "../support/harness.ts";
import { CREATE, type HandClock, KEY, rehearse, send } from "../support/loopback.ts";

const PATHS = {
  text2image: "/services/aigc/text2image/image-synthesis",
  messages: "/services/aigc/image-generation/generation",
} as const;

const LIMITS = { perSecond: 100, concurrent: 100 };

const dataOf = (bytes: Uint8Array, type = "png") =>
  `data:image/${type};base64,${Buffer.from(bytes).toString("base64")}`;

const RED = dataOf(
  encodeJpeg({
    width: 400,
    height: 400,
    rgb: new Uint8Array(480_000).map((_, at) => at % 3 ? 0 : 230),
  }, 90),
  "jpeg",
);
const GREY = dataOf(solidPng(480, 400, 120));

interface Ask {
  readonly model?: string;
  readonly text?: string;
  readonly images?: readonly string[];
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly path?: keyof typeof PATHS;
}

function create(emulator: RunningEmulator, ask: Ask) {
  const { model = "wan2.7-image", text = "image 1 in a garden", images = [], parameters } = ask;
  const content = [...images.map((image) => ({ image })), { text }];
  const body = ask.path === "text2image"
    ? { model, input: { prompt: text }, parameters }
    : { model, input: { messages: [{ role: "user", content }] }, parameters };
  return send(emulator.baseUrl + PATHS[ask.path ?? "messages"], {
    method: "POST",
    headers: CREATE,
    body: JSON.stringify(body),
  });
}

async function finished(emulator: RunningEmulator, clock: HandClock, ask: Ask) {
  const answer = await create(emulator, ask);
  assert.equal(answer.status, 200, answer.text);
  const id = JSON.parse(answer.text).output.task_id as string;
  clock.advance(2_000);
  const { text } = await send(`${emulator.baseUrl}/tasks/${id}`, { headers: KEY });
  const body = JSON.parse(text);
  return { id, body, task: readTask(body, id) };
}

test("every model answers on its own protocol's path, and says so on the other", async () => {
  await rehearse({ limits: LIMITS }, async (emulator) => {
    for (const { regions, protocol } of MODELS) {
      for (const { name } of Object.values(regions)) {
        const images = name === "wan2.6-image" ? [GREY] : [];
        for (const path of ["text2image", "messages"] as const) {
          const parameters = { size: "1280*1280", n: 1 };
          const { status, text } = await create(emulator, {
            model: name,
            images,
            parameters,
            path,
          });
          assert.equal(status, path === protocol ? 200 : 400, `${name} ${path}`);
          if (path !== protocol) assert.match(text, /url error, please check url/);
        }
      }
    }
    const named = await create(emulator, { model: "qwen-image-3.0", parameters: { size: "1K" } });
    assert.deepEqual([named.status, JSON.parse(named.text).message], [
      400,
      "Expected format: '<width>*<height>'",
    ]);
  });
});

test("each family tells its pictures and what is billed in its own words; no prompt comes back", async () => {
  await rehearse({ limits: LIMITS }, async (emulator, clock) => {
    const wan = await finished(emulator, clock, {
      images: [GREY, RED],
      parameters: { size: "1280*720", n: 3 },
    });
    assert.equal(wan.body.output.choices.length, 3);
    assert.equal(wan.body.usage.image_count, 3);
    const qwen = await finished(emulator, clock, {
      model: "qwen-image-3.0",
      images: [GREY],
      parameters: { size: "1664*1664", n: 6 },
    });
    assert.deepEqual([
      qwen.body.output.choices.length,
      qwen.body.output.choices[0].message.content.length,
    ], [1, 6]);
    assert.deepEqual(qwen.body.usage, {
      output_width: 1664,
      output_height: 1664,
      input_image_count: 1,
      input_image_type: "qima_input_1k",
      output_image_count: 6,
      output_image_type: "qima_output_2k",
    });
    for (const { body, task } of [wan, qwen]) {
      assert.ok(!JSON.stringify(body).includes("garden"));
      assert.equal(task?.results.length, task?.billed);
    }
  });
});

test("what was sent along is drawn small into the picture, and only its digest stands in the log", async () => {
  await rehearse({ limits: LIMITS }, async (emulator, clock) => {
    const parameters = { size: "1280*720", n: 1 };
    const { task } = await finished(emulator, clock, { images: [GREY, RED], parameters });
    const [picture] = task?.results ?? [];
    assert.ok(picture?.kind === "picture" && picture.url !== undefined);
    const { width, height, rgb } = decodePng((await send(picture.url)).bytes);
    const colours = new Set<string>();
    for (let at = Math.floor(height * 0.9) * width * 3; at < rgb.length; at += 3) {
      colours.add([...rgb.subarray(at, at + 3)].map((part) => part >> 4).join(" "));
    }
    assert.ok(colours.has("7 7 7"), "the grey one is there");
    assert.ok(colours.has("14 0 0"), "the red one is there");
    const [entry] = emulator.log.filter(({ method }) => method === "POST");
    const digest = sha256Of(Buffer.from(GREY.split(",")[1] ?? "", "base64"));
    assert.ok(entry?.bodyText?.includes(`data:image/png;base64,sha256:${digest}`));
    assert.ok((entry?.bodyText?.length ?? Infinity) < 1_000);
  });
});

test("a body is judged inside the task by its model's own rules, in the recorded words where there are some", async () => {
  const small = dataOf(solidPng(239, 400, 1));
  const cases: readonly [ask: Ask, message: RegExp][] = [
    [{ model: "wan2.6-image" }, /number of images.*1 and 4/],
    [{ model: "wan2.6-t2i", images: [GREY] }, /number of images.*0 and 0/],
    [{ images: Array(10).fill(GREY) }, /number of images.*0 and 9/],
    [{ model: "qwen-image-3.0", images: Array(4).fill(GREY) }, /number of images.*0 and 3/],
    [{ images: [small] }, /size 239\*400 is not allowed/],
    [{ images: ["data:image/png;base64,AAAA"] }, /cannot be decoded/],
    [{ images: ["https://example.org/yard.jpg"] }, /not a PNG or JPEG/],
    [{ text: " " }, /Exactly one text/],
    [{ parameters: { size: "767*768" } }, /not valid. \(size\)/],
    [
      { parameters: { size: "4K" } },
      /^Size 4K is not supported for t2i scenario. Maximum supported size is 2K$/,
    ],
    [{ parameters: { n: 5 } }, /not valid. \(n\)/],
    [{ model: "qwen-image-3.0", parameters: { n: 7 } }, /not valid. \(n\)/],
    [{ model: "wan2.6-t2i", parameters: { negative_prompt: 7 } }, /\(negative_prompt\)/],
    [
      { model: "wan2.2-t2i-flash", path: "text2image", parameters: { size: "511*1000" } },
      /^Either width or height should be between 512 and 1440. $/,
    ],
  ];
  await rehearse({ limits: LIMITS }, async (emulator, clock) => {
    for (const [ask, message] of cases) {
      const { body } = await finished(emulator, clock, ask);
      assert.deepEqual([body.output.task_status, body.output.code], ["FAILED", "InvalidParameter"]);
      assert.match(body.output.message, message);
      assert.equal(body.usage, undefined);
    }
    const pro = { model: "wan2.7-image-pro", parameters: { size: "4K", n: 1 } };
    assert.equal((await finished(emulator, clock, pro)).task?.status, "succeeded");
    assert.equal(emulator.tasks().filter(({ billed }) => billed > 0).length, 1);
  });
});

test("odd choices are all read to the same pictures", async () => {
  const kinds = [
    "type-absent",
    "texts-between",
    "one-choice",
    "own-choices",
    "choice-null",
  ] as const;
  const shared = [
    "reversed",
    "signed-anew",
    "metrics-null",
    "count-null",
    "task-id-absent",
  ] as const;
  await rehearse({ limits: LIMITS }, async (emulator, clock) => {
    for (const model of ["wan2.7-image", "qwen-image-3.0"]) {
      for (const what of [...kinds, ...shared]) {
        emulator.addFaults([{ on: "query", do: { kind: "odd", what } }]);
        const { task } = await finished(emulator, clock, {
          model,
          parameters: { size: "1280*720", n: 3 },
        });
        const addresses = task?.results.map((each) =>
          each.kind === "picture" ? each.url : undefined
        );
        assert.equal(new Set(addresses).size, 3, `${model} ${what}`);
        assert.ok(addresses?.every((each) => each !== undefined), `${model} ${what}`);
        assert.equal(task?.billed, what === "count-null" ? undefined : 3, `${model} ${what}`);
      }
    }
    emulator.addFaults([{ on: "query", do: { kind: "odd", what: "results-null" } }]);
    const { body } = await finished(emulator, clock, { parameters: { n: 1 } });
    assert.equal(body.output.choices, null);
  });
});

test("five creates a minute are five a minute: the sixth is refused until the first is a minute old", async () => {
  await rehearse({}, async (emulator, clock) => {
    const ask = { model: "qwen-image-3.0", parameters: { size: "1280*720", n: 1 } };
    for (let count = 0; count < 5; count++) {
      assert.equal((await create(emulator, ask)).status, 200);
      clock.advance(1_000);
    }
    assert.equal((await create(emulator, ask)).status, 429);
    clock.advance(56_000);
    assert.equal((await create(emulator, ask)).status, 200);
  });
});
