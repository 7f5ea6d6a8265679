/**
 * What a finished task holds, whatever protocol it came by.
 * @module
 */

/** One place of a finished task's answer, in the answer's own order. */
export type TaskResult =
  | {
    readonly kind: "picture";
    /**
     * A bearer secret for 24 hours; used byte for byte, never shown or stored. Undefined: the answer
     * says neither where the picture is nor why there is none.
     */
    readonly url: string | undefined;
    readonly origPrompt: string | undefined;
    readonly actualPrompt: string | undefined;
  }
  | { readonly kind: "refused"; readonly code: string; readonly message: string };
