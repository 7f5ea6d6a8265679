/**
 * What can be asked of a run.
 * @module
 */
import type { WantedSize } from "../wan/order.ts";

/** What a person or an assistant asks for. */
export interface RegenerateRequest {
  /** `1,3,5`, `1-5,8` or `all`. */
  readonly indices: string;
  readonly model: string;
  readonly size: WantedSize;
  readonly n: number;
  readonly seed: number | undefined;
  readonly promptExtend: boolean;
  readonly watermark: boolean;
  /** Instead of the illustration's own, for this order only. */
  readonly prompt?: string | undefined;
  readonly negativePrompt?: string | undefined;
  /** Pictures to send along: `2,5`, `c17`, `auto`, a file's path. */
  readonly references?: readonly string[] | undefined;
  /** What to change in the picture that stands in the place; takes the place of the prompt. */
  readonly edit?: string | undefined;
  /** Order once more without rewriting when a rewritten prompt was refused by moderation. */
  readonly retryWithoutExtend?: boolean | undefined;
  /** The picture that is varied, e.g. `c17`: remembered with the new ones. */
  readonly parent?: string | undefined;
  /** Order anew even what is under way already. */
  readonly again: boolean;
}
