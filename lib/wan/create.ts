/**
 * From an order to the request that places it, by the protocol of its model.
 * @module
 */
import type { Order } from "../order.ts";
import { MESSAGES_PATH, messagesBody, type MessagesRequest } from "./messages.ts";
import { findModel } from "./models.ts";
import { formatSize } from "./order.ts";
import { sentPrompt } from "./sent_prompt.ts";
import { createBody, TEXT2IMAGE_PATH } from "./text2image.ts";

/** Most bytes of a body: the service documents none, gateways before it have theirs. */
const MAX_BODY_BYTES = 12_000_000;

/** Kept free for everything in a body that is no picture: the longest texts, each letter escaped. */
const TEXT_BYTES = 250_000;

/** More shows a model nothing more of a face, and is in memory three times while it is sent. */
const MAX_PICTURE_BYTES = 2_000_000;

/** The path of a create below the base address, and its body. */
export interface CreateRequest {
  readonly path: string;
  readonly body: Record<string, unknown>;
}

/**
 * Builds the request.
 * @param images the addresses of the order's references, in their order
 */
export function createRequest(order: Order, images: readonly string[]): CreateRequest {
  if (order.protocol === "text2image") return { path: TEXT2IMAGE_PATH, body: createBody(order) };
  const model = findModel(order.model);
  const body = messagesBody({
    model: order.model,
    text: sentPrompt(order),
    images,
    textPlace: model?.references?.textPlace ?? "last",
    parameters: parametersOf(order),
  });
  return { path: MESSAGES_PATH, body };
}

/**
 * Everything beside text and pictures. A parameter that the model does not take is not sent; whoever
 * made the order was told. Of an unknown model nothing is known, so it gets them all.
 */
function parametersOf(order: Order): MessagesRequest["parameters"] {
  const model = findModel(order.model);
  const takes = (name: "negative_prompt" | "prompt_extend") =>
    model?.parameters.includes(name) ?? true;
  const { negativePrompt, promptExtend, watermark, seed, n } = order;
  const isNegativeSent = negativePrompt !== undefined && takes("negative_prompt");
  return {
    size: formatSize(order),
    n,
    ...(isNegativeSent ? { negative_prompt: negativePrompt } : {}),
    ...(takes("prompt_extend") ? { prompt_extend: promptExtend } : {}),
    ...model?.fixedParameters,
    watermark,
    ...(seed === undefined ? {} : { seed }),
  };
}

/** Most bytes of one picture as a file, so that the whole body stays within its bound. */
export function maxReferenceBytes(count: number): number {
  // As base64, three bytes become four.
  const share = Math.floor((MAX_BODY_BYTES - TEXT_BYTES) * 3 / 4 / Math.max(1, count));
  return Math.min(MAX_PICTURE_BYTES, share);
}
