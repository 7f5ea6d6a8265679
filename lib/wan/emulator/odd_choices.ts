/**
 * What can be odd about the choices of the messages protocol alone: it has several ways to hand the
 * same pictures over, and a client has to read all of them.
 * @module
 */
import type { Oddity } from "./fault_kinds.ts";

type Json = Readonly<Record<string, unknown>>;

/** The oddities of this kind. */
export type ChoiceOddity = Extract<
  Oddity,
  "type-absent" | "texts-between" | "one-choice" | "own-choices" | "choice-null"
>;

/** How each of them changes the choices of an answer. */
export const ODD_CHOICES: Record<ChoiceOddity, (choices: readonly unknown[]) => unknown[]> = {
  "type-absent": (choices) => [withContent(picturesIn(choices).map(({ url }) => ({ image: url })))],
  "texts-between": (choices) =>
    picturesIn(choices).map(({ url }) =>
      withContent([{ type: "text", text: "A picture." }, { type: "image", image: url }])
    ),
  "one-choice": (choices) => [
    withContent(picturesIn(choices).map(({ url }) => ({ type: "image", image: url }))),
  ],
  "own-choices": (choices) => picturesIn(choices).map(asChoice),
  "choice-null": (choices) => [null, { finish_reason: null, message: null }, ...choices],
};

/** Whether only choices can suffer it. */
export function isOfChoices(what: Oddity): what is ChoiceOddity {
  return Object.hasOwn(ODD_CHOICES, what);
}

/** The pictures of all choices, as results have them; a choice without one is a failed result. */
export function picturesIn(choices: readonly unknown[]): Json[] {
  return choices.flatMap((each): Json[] => {
    const { finish_reason, message } = each as {
      finish_reason: string;
      message: { content: Json[] };
    };
    const pictures = message.content.flatMap(({ image }) =>
      image === undefined ? [] : [{ url: image }]
    );
    return pictures.length > 0 ? pictures : [{ code: finish_reason, message: "" }];
  });
}

/** A picture, or what stands for one, in a choice of its own. */
export function asChoice({ url, code }: Json): Json {
  if (url !== undefined) return withContent([{ type: "image", image: url }]);
  return { finish_reason: code, message: { role: "assistant", content: [] } };
}

function withContent(content: readonly Json[]): Json {
  return { finish_reason: "stop", message: { role: "assistant", content } };
}
