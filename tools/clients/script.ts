/**
 * What a stand-in for a model does: the whole job, one call of a tool after the other, the next one
 * written from what it was shown of the last.
 * @module
 */

/** What an assistant showed its model of one answer. */
export interface Shown {
  /** Every text of it. */
  readonly text: string;
  /** How many pictures. */
  readonly pictures: number;
}

/** One call of a tool that the scripted model makes. */
export interface Step {
  readonly tool: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** What the model must have been shown, and how it is called in the report. */
  readonly needs: Readonly<Record<string, (shown: Shown) => boolean>>;
}

const has = (pattern: RegExp) => ({ text }: Shown) => pattern.test(text);

/** Looks, asks the price, orders, compares, chooses by a label of the picture, takes it back. */
export function jobOf(pipeline: string): readonly Step[] {
  return [
    {
      tool: "list_illustrations",
      args: { pipeline, indices: [1] },
      needs: { prompt: has(/A flower in an old book, scene 1/), title: has(/Картина 1/) },
    },
    {
      tool: "regenerate_illustration",
      args: { pipeline, indices: [1], n: 2, size: "1280*720", dry_run: true },
      needs: { price: has(/0\.06/) },
    },
    {
      tool: "regenerate_illustration",
      args: { pipeline, indices: [1], n: 2, size: "1280*720", wait_seconds: 40 },
      needs: { candidates: has(/c1[^]*c2/) },
    },
    {
      tool: "view_illustration",
      args: { pipeline, index: 1 },
      needs: { picture: ({ pictures }) => pictures === 1, labels: has(/B C2/) },
    },
    {
      tool: "accept_illustration",
      args: { pipeline, index: 1, candidate: "B C2" },
      needs: { "chosen by its label": has(/c2/) },
    },
    {
      tool: "undo_accept",
      args: { pipeline, index: 1 },
      needs: { "taken back": has(/restored|back in place/) },
    },
    {
      tool: "review_film",
      args: { pipeline },
      needs: { "film seen": ({ pictures }) => pictures === 1, "film told": has(/Undecided/) },
    },
  ];
}
