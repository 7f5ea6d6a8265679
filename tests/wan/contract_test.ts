/**
 * Every row of the catalogue against the rehearsal service, which judges each model by its own rules:
 * what the row says is what is sent, and what comes back is read.
 */
import assert from "node:assert/strict";
import test from "node:test";
import { dataAddress, prepareReference } from "../../lib/image/reference_picture.ts";
import { readPngStart } from "../../lib/image/png_header.ts";
import type { Order, OrderReference } from "../../lib/order.ts";
import { limitsFor } from "../../lib/run/references.ts";
import { WanClient } from "../../lib/wan/client.ts";
import type { RunningEmulator } from "../../lib/wan/emulator/emulator.ts";
import { type Model, MODELS, type RegionalModel } from "../../lib/wan/models.ts";
import { checkOrder } from "../../lib/wan/order.ts";
import { fitSize } from "../../lib/wan/size_rule.ts";
import { Transport } from "../../lib/wan/transport.ts";
import { SECRET_KEY, solidPng } from "../support/harness.ts";
import { type HandClock, rehearse } from "../support/loopback.ts";

const FILM = { width: 1280, height: 720 };
const PICTURE = solidPng(640, 360, 77);

const REFERENCE: OrderReference = {
  kind: "file",
  source: "кадр.png",
  pictureId: undefined,
  sha256: undefined,
  bytes: PICTURE.length,
  width: 640,
  height: 360,
};

/** Everything the row allows at once: most pictures, most references, every parameter. */
function fullOrder(model: Model, { name }: RegionalModel, count: number): Order {
  const { size: rule, recommendedSizes: recommended } = model;
  const takes = (parameter: Model["parameters"][number]) => model.parameters.includes(parameter);
  return {
    model: name,
    protocol: model.protocol,
    prompt: "Анна у окна",
    negativePrompt: takes("negative_prompt") ? "размыто" : undefined,
    ...fitSize({ rule, recommended, film: FILM, hasReferences: count > 0 }),
    n: model.maxPictures,
    seed: takes("seed") ? 7 : undefined,
    promptExtend: takes("prompt_extend"),
    watermark: takes("watermark"),
    references: Array.from({ length: count }, () => REFERENCE),
  };
}

function imagesFor(model: Model, count: number): string[] {
  if (model.references === undefined) return [];
  const prepared = prepareReference(PICTURE, limitsFor(model.references, count));
  return Array.from({ length: count }, () => dataAddress(prepared.bytes));
}

async function finish(emulator: RunningEmulator, clock: HandClock, order: Order, images: string[]) {
  const transport = new Transport({});
  const client = new WanClient({ baseUrl: emulator.baseUrl, apiKey: SECRET_KEY, transport });
  try {
    const { taskId } = await client.createTask(order, images);
    clock.advance(60_000);
    const task = await client.fetchTask(taskId);
    const list = await client.listTasks(order.model, 1);
    assert.equal(list.rows[0]?.taskId, taskId, "the task is listed under the model's own name");
    const sizes: string[] = [];
    for (const result of task.results) {
      assert.ok(result.kind === "picture" && result.url !== undefined);
      const { chunks } = await client.openResult(result.url);
      const parts: Uint8Array[] = [];
      for await (const chunk of chunks) parts.push(chunk);
      const header = readPngStart(Buffer.concat(parts));
      sizes.push(`${header?.width}*${header?.height}`);
    }
    return { task, sizes };
  } finally {
    transport.close();
  }
}

for (const model of MODELS) {
  test(`${model.id}: all that its row allows is sent, made and read; one more is refused before paying`, async () => {
    await rehearse({ limits: { perSecond: 100, concurrent: 100 } }, async (emulator, clock) => {
      for (const row of new Set(Object.values(model.regions))) {
        for (const count of new Set([model.references?.min ?? 0, model.references?.max ?? 0])) {
          const order = fullOrder(model, row, count);
          const { problems, warnings } = checkOrder(order, model);
          assert.deepEqual([problems, warnings], [[], []]);
          const { task, sizes } = await finish(emulator, clock, order, imagesFor(model, count));
          assert.equal(task.status, "succeeded", task.message);
          assert.equal(task.billed, model.maxPictures);
          const size = `${order.width}*${order.height}`;
          assert.deepEqual(sizes, Array(model.maxPictures).fill(size));
          assertBody(emulator, model, count);
        }
      }
      const [row] = Object.values(model.regions);
      assert.ok(row);
      const beyond = { ...fullOrder(model, row, 0), n: model.maxPictures + 1 };
      assert.deepEqual(checkOrder(beyond, model).problems.map(({ code }) => code), [
        "n_out_of_range",
      ]);
      const { task } = await finish(
        emulator,
        clock,
        beyond,
        imagesFor(model, model.references?.min ?? 0),
      );
      assert.deepEqual([task.status, task.code], ["failed", "InvalidParameter"]);
    });
  });
}

/** Nothing is sent that the row does not name. */
function assertBody(emulator: RunningEmulator, model: Model, count: number): void {
  const creates = emulator.log.filter(({ bodyText }) => bodyText !== undefined);
  const { input, parameters } = JSON.parse(creates.at(-1)?.bodyText ?? "{}");
  const isMessages = model.protocol === "messages";
  const expected = [
    "size",
    "n",
    ...model.parameters.filter((each) => isMessages || each !== "negative_prompt"),
    ...Object.keys(model.fixedParameters),
  ];
  assert.deepEqual(Object.keys(parameters).toSorted(), expected.toSorted());
  if (!isMessages) return assert.deepEqual(Object.keys(input), ["prompt", "negative_prompt"]);
  const [{ content }] = input.messages;
  assert.equal(content.length, count + 1);
  const textAt = content.findIndex(({ text }: { text?: string }) => text !== undefined);
  assert.equal(textAt, model.references?.textPlace === "first" ? 0 : count);
}
