import assert from "node:assert/strict";
import test from "node:test";
import { formatNumbers, parseSelection } from "../../lib/pipeline/selection.ts";
import type { GeneratorError } from "../../lib/errors.ts";
import { explain } from "../../lib/text/explain.ts";
import { findModel, MODELS, PRICES_AS_OF, protocolOf } from "../../lib/wan/models.ts";
import {
  checkOrder,
  formatSize,
  offerOf,
  type Order,
  parseSize,
  requireOpenModel,
} from "../../lib/wan/order.ts";
import { sizeFault } from "../../lib/wan/size_rule.ts";
import { plainOrder } from "../support/plain_order.ts";

const SQUARE = { width: 1280, height: 1280 };

const EXISTING = [1, 2, 3, 4, 5, 6, 7];

const INDEX_FORMS: readonly [text: string, numbers: readonly number[]][] = [
  ["1,3,5", [1, 3, 5]],
  ["5,1", [5, 1]],
  [" 1 , 3 ", [1, 3]],
  ["1-3,6", [1, 2, 3, 6]],
  ["1 3 5", [1, 3, 5]],
  ["1, 3  5 - 7", [1, 3, 5, 6, 7]],
  ["2–4", [2, 3, 4]],
  ["1,1,1-2,2", [1, 2]],
  ["all", EXISTING],
  ["ALL", EXISTING],
  ["все", EXISTING],
  ["01,03", [1, 3]],
];

test("every spelling of the numbers means what it says, repetitions count once", () => {
  for (const [text, numbers] of INDEX_FORMS) {
    assert.deepEqual(parseSelection(text, EXISTING), { indices: numbers, missing: [] }, text);
  }
});

test("numbers that do not exist are told apart; nothing but such numbers is an error", () => {
  assert.deepEqual(parseSelection("6-9", EXISTING), { indices: [6, 7], missing: [8, 9] });
  assert.throws(() => parseSelection("8", EXISTING), { code: "indices_none" });
  assert.throws(() => parseSelection("all", []), { code: "indices_none" });
  for (const text of ["", "1,,2", "a", "1-", "-1", "3-1", "1.5", "0-99999", "1;2"]) {
    assert.throws(() => parseSelection(text, EXISTING), { code: "indices_invalid" }, text);
  }
});

test("numbers are shown in order as ranges", () => {
  assert.equal(formatNumbers([5, 1, 2, 3, 8]), "1-3, 5, 8");
});

const SIZE_FORMS: readonly [text: string, size: string][] = [
  ["1280*720", "1280*720"],
  ["1280x720", "1280*720"],
  ["1280X720", "1280*720"],
  ["1280×720", "1280*720"],
  ["1280х720", "1280*720"],
  ["1280Х720", "1280*720"],
  [" 1280 x 720 ", "1280*720"],
  ["1:1", "1280*1280"],
  ["2:3", "800*1200"],
  ["3:2", "1200*800"],
  ["3:4", "960*1280"],
  ["4:3", "1280*960"],
  ["9:16", "720*1280"],
  ["16:9", "1280*720"],
  ["16 : 9", "1280*720"],
  ["21:9", "1344*576"],
];

test("every spelling of a size and every documented ratio is understood", () => {
  for (const [text, size] of SIZE_FORMS) assert.equal(formatSize(parseSize(text)), size, text);
  for (const text of ["", "1280", "1280*", "1280-720", "5:7", "1280*720*3", "-1*5", "1e3*700"]) {
    assert.throws(() => parseSize(text), { code: "size_invalid" }, text);
  }
});

function check(modelId: string, size: string, more: Partial<Order> = {}) {
  const order = plainOrder({ model: modelId, ...parseSize(size), ...more });
  const { problems, warnings } = checkOrder(order, findModel(modelId));
  return [...problems.map(({ code }) => code), ...warnings.map(({ code }) => `warn ${code}`)];
}

/** The documented limits, at their edges. */
const SIZES: readonly [model: string, size: string, found: readonly string[]][] = [
  ["wan2.5-t2i-preview", "768*768", ["warn size_below_advice"]],
  ["wan2.5-t2i-preview", "767*768", ["size_area"]],
  ["wan2.5-t2i-preview", "1440*1440", []],
  ["wan2.5-t2i-preview", "1441*1440", ["size_area"]],
  ["wan2.5-t2i-preview", "768*2700", []],
  ["wan2.5-t2i-preview", "2700*768", []],
  ["wan2.5-t2i-preview", "640*2560", []],
  ["wan2.5-t2i-preview", "600*2404", ["size_ratio"]],
  ["wan2.5-t2i-preview", "1104*1472", []],
  ["wan2.5-t2i-preview", "960*1696", []],
  ["wan2.5-t2i-preview", "1024*1024", ["warn size_below_advice"]],
  ["wan2.2-t2i-flash", "512*512", []],
  ["wan2.2-t2i-flash", "511*512", ["size_side"]],
  ["wan2.2-t2i-flash", "1440*1440", []],
  ["wan2.2-t2i-flash", "1440*1441", ["size_side"]],
  ["wanx2.0-t2i-turbo", "512*1440", []],
  ["wan2.6-image", "2048*2048", []],
  ["wan2.6-image", "2049*2048", ["size_area"]],
  ["wan2.7-image", "767*768", ["size_area"]],
  ["wan2.7-image-pro", "4096*4096", []],
  ["wan2.7-image", "400*3204", ["size_ratio"]],
  ["qwen-image-3.0", "512*512", []],
  ["qwen-image-3.0", "1024*1024", []],
  ["wan9-unheard-of", "1*1", []],
];

test("what the documentation allows is allowed, to the pixel; stricter news only warn", () => {
  for (const [model, size, found] of SIZES) {
    assert.deepEqual(check(model, size), found, `${model} ${size}`);
  }
});

test("an empty prompt, n and seed out of range are refused; long prompts only warn", () => {
  const size = "1280*1280";
  assert.deepEqual(check("wan2.5-t2i-preview", size, { prompt: " \n" }), ["prompt_empty"]);
  assert.deepEqual(check("wan2.5-t2i-preview", size, { n: 5, seed: -1 }), [
    "n_out_of_range",
    "seed_out_of_range",
  ]);
  const square = MODELS.filter(({ size: rule }) => sizeFault(SQUARE, rule, true) === undefined);
  assert.ok(square.length > 5, `${square.length} models`);
  for (const model of square) {
    const longest = "ю".repeat(model.maxPromptChars);
    assert.deepEqual(check(model.id, size, { prompt: longest }), [], model.id);
    assert.deepEqual(check(model.id, size, { prompt: `${longest}🌸` }), ["warn prompt_cut"]);
  }
  const negativePrompt = "x".repeat(501);
  assert.deepEqual(check("wan2.5-t2i-preview", size, { negativePrompt }), [
    "warn negative_prompt_cut",
  ]);
});

test("a text that cannot be sent as it is written is refused before paying, with its place", () => {
  const problemsOf = (more: Partial<Order>) =>
    checkOrder(plainOrder({ prompt: "цветок 🌸", ...more }), undefined).problems;
  assert.deepEqual(problemsOf({}), []);
  assert.deepEqual(problemsOf({ prompt: "🌸a\0b" }), [
    { code: "text_holds_nul", facts: { field: "prompt", place: 3 } },
  ]);
  for (const half of ["\ud83c", "\udf38", "\udf38\ud83c", "🌸\ud83c🌸"]) {
    assert.equal(problemsOf({ prompt: `x${half}` })[0]?.code, "text_not_unicode", half);
  }
  assert.deepEqual(problemsOf({ negativePrompt: "\ud83c" }), [
    { code: "text_not_unicode", facts: { field: "negative_prompt", place: 1 } },
  ]);
});

test("the six documented models stand first in the catalogue, the asynchronous newer ones after", () => {
  assert.deepEqual(MODELS.map(({ id, protocol }) => [id, protocol]), [
    ["wan2.5-t2i-preview", "text2image"],
    ["wan2.2-t2i-flash", "text2image"],
    ["wan2.2-t2i-plus", "text2image"],
    ["wanx2.1-t2i-turbo", "text2image"],
    ["wanx2.1-t2i-plus", "text2image"],
    ["wanx2.0-t2i-turbo", "text2image"],
    ["wan2.6-t2i", "messages"],
    ["wan2.6-image", "messages"],
    ["wan2.7-image", "messages"],
    ["wan2.7-image-pro", "messages"],
    ["qwen-image-3.0", "messages"],
    ["qwen-image-3.0-pro", "messages"],
  ]);
  assert.match(PRICES_AS_OF, /^\d{4}-\d\d-\d\d$/);
  for (const { id, regions, size, recommendedSizes } of MODELS) {
    for (const row of Object.values(regions)) {
      assert.ok(row.price === undefined || Number.isInteger(row.price.pictureMicros), id);
      assert.ok(row.rate.count > 0 && row.maxOpenTasks > 0, id);
    }
    for (const each of recommendedSizes) assert.equal(sizeFault(each, size, false), undefined, id);
  }
});

test("a region's own name, price and limits are used; what is not there passes with a warning", () => {
  const singapore = offerOf("wanx2.1-t2i-plus", "singapore");
  assert.deepEqual([singapore.name, singapore.price], [
    "wan2.1-t2i-plus",
    { currency: "USD", pictureMicros: 50_000 },
  ]);
  const beijing = offerOf("wan2.1-t2i-plus", "beijing");
  assert.deepEqual([beijing.name, beijing.price?.currency], ["wanx2.1-t2i-plus", "CNY"]);
  assert.equal(offerOf("wan2.5-t2i-preview", undefined).maxOpenTasks, 5);
  const absent = offerOf("wanx2.0-t2i-turbo", "singapore");
  assert.deepEqual([absent.warnings[0]?.code, absent.price], ["model_not_in_region", undefined]);
  const unknown = offerOf("wan9", "singapore");
  assert.deepEqual([unknown.name, unknown.warnings[0]?.code], ["wan9", "model_unknown"]);
  assert.equal(offerOf("qwen-image-3.0", "tokyo").price, undefined);
});

test("retired models and models that answer only at once are refused by name, all others are not", () => {
  const retired = ["", "-plus", "-max", "-edit", "-edit-plus", "-edit-max", "-plus-2026-01-09"];
  for (const tail of retired) {
    assert.throws(() => requireOpenModel(`qwen-image${tail}`), (error: GeneratorError) => {
      assert.equal(error.code, "model_retired", tail);
      assert.match(explain(error, "en").line, /2026-10-10.*qwen-image-2\.0.*Nothing was sent/);
      assert.match(explain(error, "ru").remedy ?? "", /qwen-image-3\.0/);
      return true;
    });
  }
  for (const name of ["qwen-image-2.0", "qwen-image-2.0-pro-2026-06-22", "z-image-turbo"]) {
    assert.throws(() => requireOpenModel(name), { code: "model_synchronous" }, name);
  }
  for (const name of [...MODELS.map(({ id }) => id), "wan9", "qwen-image-4.0"]) {
    requireOpenModel(name);
  }
});

test("an unknown model is asked by the protocol its name suggests", () => {
  for (const name of ["wan2.1-t2i-turbo", "wanx3-t2i", "wan2.4-t2i-x", "somebodys-own"]) {
    assert.equal(protocolOf(name), "text2image", name);
  }
  for (const name of ["wan2.8-image", "wan3.0-t2i", "qwen-image-4.0", "wan2.6-t2i-2026-01-01"]) {
    assert.equal(protocolOf(name), "messages", name);
  }
});
