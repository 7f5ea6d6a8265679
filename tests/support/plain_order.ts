/**
 * The plainest order there is, for tests to which only some of its fields matter.
 */
import type { Order } from "../../lib/order.ts";
import type { OrderSpec } from "../../lib/pipeline/journal_rows.ts";

/** An order of one picture, without anything that a model may refuse. */
export function plainOrder(more: Partial<Order> = {}): Order {
  return {
    model: "wan2.5-t2i-preview",
    protocol: "text2image",
    prompt: "Цветок",
    negativePrompt: undefined,
    width: 1280,
    height: 720,
    n: 1,
    seed: undefined,
    promptExtend: false,
    watermark: false,
    references: [],
    ...more,
  };
}

/** The same as a plan gives it to the journal, for Singapore, at three cents a picture. */
export function plainSpec(illustration: number, more: Partial<OrderSpec> = {}): OrderSpec {
  return {
    ...plainOrder(),
    illustration,
    service: "https://dashscope-intl.aliyuncs.com/api/v1",
    unitPrice: 0.03,
    currency: "USD",
    parentId: undefined,
    ...more,
  };
}
