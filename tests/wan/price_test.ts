import assert from "node:assert/strict";
import test from "node:test";
import type { OrderReference } from "../../lib/order.ts";
import { amountOf, microsOf, orderMicros, pictureMicros, type Price } from "../../lib/wan/price.ts";
import { offerOf } from "../../lib/wan/order.ts";

const REFERENCE: OrderReference = {
  kind: "file",
  source: "a.png",
  pictureId: undefined,
  sha256: undefined,
  bytes: undefined,
  width: undefined,
  height: undefined,
};
const WIDE = { width: 1280, height: 720 };

function cost(model: string, region: "singapore" | "beijing", more: {
  readonly n?: number;
  readonly size?: { readonly width: number; readonly height: number };
  readonly referenceCount?: number;
}) {
  const price = offerOf(model, region).price as Price;
  const { n = 1, size = WIDE, referenceCount = 0 } = more;
  const references = Array.from({ length: referenceCount }, () => REFERENCE);
  return orderMicros(price, { n, ...size, references, promptExtend: false });
}

test("an order costs its pictures, by their area, and what is sent along: to the millionth", () => {
  assert.equal(cost("wan2.5-t2i-preview", "singapore", { n: 3 }), 90_000);
  assert.equal(cost("wan2.7-image", "singapore", { n: 4, referenceCount: 9 }), 120_000);
  assert.equal(cost("qwen-image-3.0", "singapore", { n: 6, referenceCount: 3 }), 189_000);
  const edge = { width: 1500, height: 1500 };
  const above = { width: 1501, height: 1500 };
  assert.equal(cost("qwen-image-3.0-pro", "beijing", { size: edge, n: 2 }), 500_000);
  assert.equal(cost("qwen-image-3.0-pro", "beijing", { size: above, referenceCount: 1 }), 520_000);
});

test("a price that doubles when the service rewrites the prompt is doubled then, and only then", () => {
  const price: Price = { currency: "USD", pictureMicros: 15_000, promptExtendFactor: 2 };
  const order = { n: 1, ...WIDE, references: [] };
  assert.equal(pictureMicros(price, { ...order, promptExtend: true }), 30_000);
  assert.equal(pictureMicros(price, { ...order, promptExtend: false }), 15_000);
});

test("a thousand prices of three tenths of a cent are exactly three dollars", () => {
  let micros = 0;
  for (let count = 0; count < 1_000; count++) micros += microsOf(0.003);
  assert.equal(amountOf(micros), 3);
});
