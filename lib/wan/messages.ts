/**
 * The messages protocol, asynchronous: what is sent, and how the pictures of a finished task are read.
 * Sources: "Wan 2.6 image", "Wan 2.7 image", "Qwen-Image 3.0" (2026) and recorded answers.
 * @module
 */
import { z } from "zod";
import { type Fields, lenientFields, lenientList, lenientText } from "./answer_fields.ts";
import type { TaskResult } from "./task_result.ts";

/** The path of asynchronous creates below the base address. */
export const MESSAGES_PATH = "/services/aigc/image-generation/generation";

/** What makes up the body of a create. */
export interface MessagesRequest {
  readonly model: string;
  /** The prompt as it is sent: the pictures are named "image 1" and so on, in their order. */
  readonly text: string;
  /** Addresses of pictures (`data:` or http), in their order. */
  readonly images: readonly string[];
  /** Where the documents of the model put the text. */
  readonly textPlace: "first" | "last";
  /** Everything else, by the service's own names. */
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
}

/** The body of a create: one message of the user's with one text and the pictures. */
export function messagesBody(request: MessagesRequest): Record<string, unknown> {
  const text = [{ text: request.text }];
  const images = request.images.map((image) => ({ image }));
  const content = request.textPlace === "first" ? [...text, ...images] : [...images, ...text];
  return {
    model: request.model,
    input: { messages: [{ role: "user", content }] },
    parameters: request.parameters,
  };
}

const itemSchema = z.object({ image: z.string().min(1).optional().catch(undefined) });

/**
 * Reads the pictures of a task, each alone, from all choices and all contents: some models put every
 * picture into a choice of its own, others all into one. An item counts when it has an address,
 * whatever its `type` says; texts are passed over. A choice that ended for another reason than that
 * it was done, and holds no picture, was refused.
 * @param output the `output` of the answer to a query
 */
export function readChoices(output: Fields): TaskResult[] {
  return lenientList.parse(output["choices"]).flatMap((item) => {
    const choice = lenientFields.parse(item);
    const { content } = lenientFields.parse(choice["message"]);
    const items = Array.isArray(content) ? content : [content];
    const pictures = items.flatMap((each): TaskResult[] => {
      const { image } = itemSchema.parse(lenientFields.parse(each));
      if (image === undefined) return [];
      return [{ kind: "picture", url: image, origPrompt: undefined, actualPrompt: undefined }];
    });
    return pictures.length > 0 ? pictures : refusalOf(choice);
  });
}

function refusalOf(choice: Fields): TaskResult[] {
  const reason = lenientText.parse(choice["finish_reason"]);
  const code = lenientText.parse(choice["code"]);
  const message = lenientText.parse(choice["message"]) ?? "";
  if (code === undefined && (reason === undefined || reason === "stop")) return [];
  return [{ kind: "refused", code: code ?? reason ?? "", message }];
}
