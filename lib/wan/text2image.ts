/**
 * The text2image protocol: what is sent, and how the pictures of a finished task are read.
 * Source: "Wan text-to-image V2 API reference".
 * @module
 */
import { z } from "zod";
import { type Fields, lenientFields, lenientList, lenientText } from "./answer_fields.ts";
import type { Order } from "../order.ts";
import { formatSize } from "./order.ts";
import type { TaskResult } from "./task_result.ts";

/** The path of creates below the base address. */
export const TEXT2IMAGE_PATH = "/services/aigc/text2image/image-synthesis";

/** The JSON body that creates the task of an order; `n` and `size` are always in it. */
export function createBody(order: Order): Record<string, unknown> {
  return {
    model: order.model,
    input: {
      prompt: order.prompt,
      ...(order.negativePrompt ? { negative_prompt: order.negativePrompt } : {}),
    },
    parameters: {
      size: formatSize(order),
      n: order.n,
      prompt_extend: order.promptExtend,
      watermark: order.watermark,
      ...(order.seed === undefined ? {} : { seed: order.seed }),
    },
  };
}

const resultSchema = z.object({
  url: z.string().min(1).optional().catch(undefined),
  orig_prompt: lenientText,
  actual_prompt: lenientText,
  code: lenientText,
  message: lenientText,
});

/**
 * Reads the results of a task, each alone: one that makes no sense keeps its place and costs no
 * other.
 * @param output the `output` of the answer to a query
 */
export function readResults(output: Fields): TaskResult[] {
  return lenientList.parse(output["results"]).map((item) => {
    const { url, orig_prompt, actual_prompt, code, message } = resultSchema.parse(
      lenientFields.parse(item),
    );
    if (url === undefined && (code ?? message) !== undefined) {
      return { kind: "refused", code: code ?? "", message: message ?? "" };
    }
    return { kind: "picture", url, origPrompt: orig_prompt, actualPrompt: actual_prompt };
  });
}
