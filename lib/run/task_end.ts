/**
 * What the end of a task means for the journal: which pictures are due, what is billed, or why there
 * is nothing.
 * @module
 */
import type { Failure } from "../pipeline/journal_rows.ts";
import type { PicturePlace } from "../pipeline/pictures_table.ts";
import { addressKeyOf } from "../wan/picture_address.ts";
import type { TaskSnapshot } from "../wan/wire.ts";

/** How a task ended. */
export type TaskEnd =
  /** Something was made, or billed. */
  | {
    readonly kind: "settled";
    readonly places: readonly PicturePlace[];
    /** Pictures that are billed; undefined when neither the answer nor its addresses tell. */
    readonly billed: number | undefined;
  }
  /** Nothing was made and nothing is billed: the service says so. */
  | { readonly kind: "failed" | "canceled"; readonly failure: Failure };

/**
 * Reads the end of a task, place by place. What was billed and has no address is due all the same:
 * the service is asked for it once more.
 * @param n pictures that were asked for
 */
export function endOf(task: TaskSnapshot, n: number): TaskEnd {
  const addressed = task.results.filter((item) => item.kind === "picture" && item.url !== undefined)
    .length;
  const isSilent = task.status === "succeeded" && addressed === 0 &&
    task.results.every(({ kind }) => kind === "picture");
  const billed = task.billed ?? (isSilent ? undefined : addressed);
  // Without any word about money, what a successful answer leaves open may have been made.
  const expected = task.billed ?? (task.status === "succeeded" ? n : 0);
  const places = placesOf(task, n, Math.max(0, expected - addressed));
  const isMade = places.some(({ failure }) => failure === undefined);
  if (isMade || (billed ?? 0) > 0) return { kind: "settled", places, billed };
  const kind = task.status === "canceled" ? "canceled" : "failed";
  return { kind, failure: failureOf(task) };
}

/** @param missing pictures that may have been made although the answer does not show them */
function placesOf(task: TaskSnapshot, n: number, missing: number): PicturePlace[] {
  const keys = new Set<string>();
  let left = missing;
  const places = task.results.map((item, at): PicturePlace => {
    const place = at + 1;
    if (item.kind === "refused") {
      const { code, message } = item;
      return { place, failure: { code, message } };
    }
    const { url, actualPrompt } = item;
    if (url === undefined && left-- <= 0) return { place, failure: EMPTY_RESULT };
    const key = url === undefined ? undefined : addressKeyOf(url);
    // The same address twice is one picture: the other one has to be asked for.
    if (key === undefined || keys.has(key)) return { place, actualPrompt };
    keys.add(key);
    return { place, actualPrompt, addressKey: key };
  });
  const isTold = task.billed === undefined && task.results.length > 0;
  for (let place = places.length + 1; place <= n && left > 0 && !isTold; place++, left--) {
    places.push({ place });
  }
  return places;
}

const EMPTY_RESULT: Failure = {
  status: 200,
  code: "result_empty",
  message: "",
  requestId: undefined,
};

/** A task that "succeeded" without a picture says why inside its results. */
function failureOf(task: TaskSnapshot): Failure {
  const { requestId } = task;
  if (task.status === "canceled") {
    return { status: 200, code: "task_canceled", message: "", requestId };
  }
  const refused = task.results.find((item) => item.kind === "refused");
  const code = task.code ?? refused?.code;
  const message = task.message ?? refused?.message ?? "";
  if (code === undefined && message === "" && task.status === "succeeded") {
    return { ...EMPTY_RESULT, requestId };
  }
  return { status: 200, code: code ?? "", message, requestId };
}
