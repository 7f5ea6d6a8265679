/**
 * What is ordered from the service for one illustration. The same shape from the plan over the journal
 * to the wire.
 * @module
 */

/**
 * How a model is asked and how it answers: `text2image` takes a prompt and answers with `results`;
 * `messages` takes text and pictures as one message and answers with `choices`.
 */
export type Protocol = "text2image" | "messages";

/** A picture that is sent along with a prompt. */
export interface OrderReference {
  /** What was named: what stands in the film at a number, a picture of the store, or a file. */
  readonly kind: "illustration" | "picture" | "file";
  /** As it was named: `5`, `c17`, the file's name; {@link EDIT_SOURCE} for what is to be changed. */
  readonly source: string | undefined;
  /** The picture of the journal it was, if it was one. */
  readonly pictureId: number | undefined;
  /** Of the bytes before they were prepared for sending. */
  readonly sha256: string | undefined;
  readonly bytes: number | undefined;
  readonly width: number | undefined;
  readonly height: number | undefined;
}

/** The source of a reference that the order is to change; it is always the first one. */
export const EDIT_SOURCE = "edit";

/** What is asked of the service for one illustration; one task answers it. */
export interface Order {
  /** The name that is sent: the region's own. */
  readonly model: string;
  readonly protocol: Protocol;
  /** As it was written; see `sentPrompt` for what goes out with references. */
  readonly prompt: string;
  readonly negativePrompt: string | undefined;
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  /** Number of pictures, always sent: the service's own default is 4. */
  readonly n: number;
  readonly seed: number | undefined;
  /** Lets the service rewrite the prompt. */
  readonly promptExtend: boolean;
  /** Puts the service's "AI Generated" mark into the picture. */
  readonly watermark: boolean;
  /** Pictures sent along with the prompt, in the order in which they are sent. */
  readonly references: readonly OrderReference[];
}

/** Whether an order changes the picture that stands in its place, instead of making a new one. */
export function isEdit({ references }: Pick<Order, "references">): boolean {
  return references[0]?.source === EDIT_SOURCE;
}
