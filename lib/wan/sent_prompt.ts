/**
 * The prompt as it goes out with pictures: the models of the messages protocol speak of "image 1",
 * "image 2" by their order in the message.
 * @module
 */
import { isEdit, type Order } from "../order.ts";

/** Somebody who names the pictures knows what to say of them: English, Russian, Chinese. */
const NAMED_REGEXP =
  /\b(?:image|picture|photo)s?\s*#?\s*1\b|(?:изображени|картин|рисун|фото)\p{L}*\s*№?\s*1(?!\d)|图\s*[1一](?!\d)/iu;

/**
 * The text that is sent: the prompt as it was written, with the pictures named when it does not name
 * them itself.
 */
export function sentPrompt(order: Pick<Order, "prompt" | "references">): string {
  const { prompt, references } = order;
  if (references.length === 0 || NAMED_REGEXP.test(prompt)) return prompt;
  if (!isEdit(order)) {
    const names = imageNames(1, references.length);
    return `Keep the people, places and style of ${names}. ${prompt}`;
  }
  const others = references.length === 1
    ? ""
    : ` ${capital(imageNames(2, references.length))} show how people and places look.`;
  return `Change image 1 as follows and keep everything else in it as it is.${others} ${prompt}`;
}

/** `image 1`, `image 1 and image 2`, `image 1, image 2 and image 3`. */
function imageNames(from: number, to: number): string {
  const names = Array.from({ length: to - from + 1 }, (_, at) => `image ${from + at}`);
  const last = names.pop() ?? "";
  return names.length === 0 ? last : `${names.join(", ")} and ${last}`;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
