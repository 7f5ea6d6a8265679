/**
 * How finished tasks of the messages protocol are answered: each family in its own way, as documented
 * or recorded. No prompt comes back.
 * @module
 */
import { billedPictures, type Failure, readSize, type StoredTask } from "./task.ts";

type Json = Readonly<Record<string, unknown>>;

/** Above this area a picture of the Qwen family is a "2k" one. */
const LARGE_PIXELS = 2_250_000;

/** The members of `output` and the `usage` of a task that made something. */
export function describeChoices(
  task: StoredTask,
  places: readonly (Failure | null)[],
  addressOf: (place: number) => string,
): { readonly output: Json; readonly usage: Json } {
  const isQwen = task.asked.model.startsWith("qwen-");
  const pictures = places.map((failure, index) => ({ failure, image: addressOf(index + 1) }));
  const choices = isQwen
    ? [choice(pictures.filter(({ failure }) => failure === null).map(({ image }) => ({ image })))]
    : pictures.map(({ failure, image }) =>
      failure === null ? choice([{ type: "image", image }]) : filtered(failure)
    );
  const output = isQwen ? { choices } : { choices, finished: true };
  return { output, usage: isQwen ? qwenUsage(task) : wanUsage(task) };
}

function choice(content: readonly Json[]): Json {
  return { finish_reason: "stop", message: { role: "assistant", content } };
}

/** No source shows a picture that was refused among others; the code stands where the reason would. */
function filtered({ code }: Failure): Json {
  return { finish_reason: code, message: { role: "assistant", content: [] } };
}

function wanUsage(task: StoredTask): Json {
  // Tokens are told and not billed; they grow with what is sent along.
  const input = task.asked.references.length * 9_395;
  return {
    image_count: billedPictures(task),
    size: task.asked.size,
    input_tokens: input,
    output_tokens: input === 0 ? 0 : 2,
    total_tokens: input === 0 ? 0 : input + 2,
  };
}

function qwenUsage(task: StoredTask): Json {
  const { size, references } = task.asked;
  const { width, height } = readSize(size) ?? { width: 2048, height: 2048 };
  return {
    output_width: width,
    output_height: height,
    input_image_count: references.length,
    ...(references.length === 0 ? {} : { input_image_type: "qima_input_1k" }),
    output_image_count: billedPictures(task),
    output_image_type: width * height > LARGE_PIXELS ? "qima_output_2k" : "qima_output_1k",
  };
}
