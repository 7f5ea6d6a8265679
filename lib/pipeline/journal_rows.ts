/**
 * What the journal remembers, in the program's own words.
 * @module
 */

/** Where an order stands. */
export type OrderState =
  /** Promised by a run that has not sent it. Costs nothing. */
  | "planned"
  /** Being sent at this moment. */
  | "sending"
  /** Sent, and the answer was lost: it may have been accepted and billed. */
  | "unknown"
  /** Accepted; the service works on it. */
  | "open"
  /** The service made at least one picture. */
  | "settled"
  /** Refused or failed; nothing is billed. */
  | "failed"
  /** Cancelled before it began; nothing is billed. */
  | "canceled"
  /** The service deleted it before its pictures were fetched. */
  | "expired"
  /** Never sent; its run ended before. */
  | "dropped";

/** How an order is sent and its answer read. Journals of version 1 knew only the first. */
export type OrderProtocol = "text2image" | "messages";

/** What is ordered for one illustration, with where it goes and what it should cost. */
export interface OrderSpec {
  readonly illustration: number;
  /** The base address the task lives at, or `rehearsal`. */
  readonly service: string;
  readonly model: string;
  /** @default {"text2image"} */
  readonly protocol?: OrderProtocol;
  readonly prompt: string;
  readonly negativePrompt: string | undefined;
  readonly width: number;
  readonly height: number;
  readonly n: number;
  readonly seed: number | undefined;
  readonly promptExtend: boolean;
  readonly watermark: boolean;
  /** Estimated price of one picture. */
  readonly unitPrice: number | undefined;
  readonly currency: string | undefined;
  /** The picture this one is a variation of. */
  readonly parentId: number | undefined;
  /** Pictures sent along with the prompt, in the order in which they are sent; none by default. */
  readonly references?: readonly OrderReference[];
}

/** A picture that is sent along with a prompt. */
export interface OrderReference {
  /** What was named: what stands in the film at a number, a picture of the store, or a file. */
  readonly kind: "illustration" | "picture" | "file";
  /** As it was named: `5`, `c17`, the file's name. */
  readonly source: string | undefined;
  /** The picture of the journal it was, if it was one. */
  readonly pictureId: number | undefined;
  /** Of the bytes before they were prepared for sending. */
  readonly sha256: string | undefined;
  readonly bytes: number | undefined;
  readonly width: number | undefined;
  readonly height: number | undefined;
}

/** Why an order or a picture failed, in the service's words. */
export interface Failure {
  /** HTTP status; 200 when the refusal came inside the task. */
  readonly status: number | undefined;
  readonly code: string;
  readonly message: string;
  readonly requestId: string | undefined;
}

/** One order; its references are read on their own. Times are epoch milliseconds. */
export interface OrderRow extends Omit<OrderSpec, "references"> {
  readonly id: number;
  readonly runId: number;
  readonly fingerprint: string;
  readonly protocol: OrderProtocol;
  readonly state: OrderState;
  readonly taskId: string | undefined;
  /** Request id of the create. */
  readonly requestId: string | undefined;
  readonly createdAtMs: number;
  readonly sentAtMs: number | undefined;
  /** When the create was sent, by the service's own clock; undefined: its clock was not known. */
  readonly serviceSentAtMs: number | undefined;
  /** How often a create of it was sent. */
  readonly sends: number;
  readonly acceptedAtMs: number | undefined;
  readonly endedAtMs: number | undefined;
  /** By the service's own clock. */
  readonly serviceEndedAtMs: number | undefined;
  readonly failure: Failure | undefined;
  /** Pictures the service says it billed. */
  readonly billed: number | undefined;
}

/** What a picture in the store is. */
export type PictureKind =
  /** Ordered by us. */
  | "candidate"
  /** Stood at the original's place and was replaced. */
  | "original"
  /** Left in `images/` by another tool. */
  | "found";

/** Where a picture stands. */
export type PictureState =
  /** Made and billed, not yet saved. */
  | "due"
  | "saved"
  /** Not made; the service says why. */
  | "refused"
  /** Made, but deleted by the service before it was saved. */
  | "lost";

/** One picture. */
export interface PictureRow {
  readonly id: number;
  readonly orderId: number | undefined;
  readonly illustration: number;
  readonly kind: PictureKind;
  /** Position in the service's answer, from 1. */
  readonly place: number;
  readonly state: PictureState;
  /** Path inside the store, with `/`. */
  readonly file: string | undefined;
  /** The name it had in `images/`, for originals and found pictures. */
  readonly sourceName: string | undefined;
  readonly sha256: string | undefined;
  readonly bytes: number | undefined;
  readonly width: number | undefined;
  readonly height: number | undefined;
  /** The prompt as the service rewrote it. */
  readonly actualPrompt: string | undefined;
  /** SHA-256 of host and path of the address it is fetched from; the query may be signed anew. */
  readonly addressKey: string | undefined;
  readonly failure: Failure | undefined;
  readonly savedAtMs: number | undefined;
  /** When it was put into `images/`, or found to be superseded. */
  readonly shownAtMs: number | undefined;
  /** Its name in `images/` while it stands there. */
  readonly viewName: string | undefined;
}

/** The name people and assistants use for a picture: `c17`, `o18`, `f19`. */
export function pictureId(picture: Pick<PictureRow, "id" | "kind">): string {
  return `${picture.kind[0]}${picture.id}`;
}

const PICTURE_ID_REGEXP = /^[cof](\d{1,15})$/i;

/** The number of the journal's row that a name such as `c17` means; undefined: it is no such name. */
export function pictureRowId(name: string): number | undefined {
  const digits = PICTURE_ID_REGEXP.exec(name.trim())?.[1];
  return digits === undefined ? undefined : Number(digits);
}

type Row = Record<string, unknown>;

const textOf = (value: unknown) => typeof value === "string" ? value : undefined;
const numberOf = (value: unknown) => typeof value === "number" ? value : undefined;

function failureOf(row: Row): Failure | undefined {
  const code = textOf(row["failure_code"]);
  if (code === undefined) return undefined;
  return {
    status: numberOf(row["failure_status"]),
    code,
    message: textOf(row["failure_message"]) ?? "",
    requestId: textOf(row["failure_request_id"]),
  };
}

/** Reads a row of `orders`; the table is STRICT, so its types are certain. */
export function readOrder(row: Row): OrderRow {
  return {
    id: row["id"] as number,
    runId: row["run_id"] as number,
    illustration: row["illustration"] as number,
    fingerprint: row["fingerprint"] as string,
    service: row["service"] as string,
    model: row["model"] as string,
    protocol: row["protocol"] === "messages" ? "messages" : "text2image",
    prompt: row["prompt"] as string,
    negativePrompt: textOf(row["negative_prompt"]),
    width: row["width"] as number,
    height: row["height"] as number,
    n: row["n"] as number,
    seed: numberOf(row["seed"]),
    promptExtend: row["prompt_extend"] === 1,
    watermark: row["watermark"] === 1,
    unitPrice: numberOf(row["unit_price"]),
    currency: textOf(row["currency"]),
    parentId: numberOf(row["parent_id"]),
    state: row["state"] as OrderState,
    taskId: textOf(row["task_id"]),
    requestId: textOf(row["request_id"]),
    createdAtMs: row["created_at_ms"] as number,
    sentAtMs: numberOf(row["sent_at_ms"]),
    serviceSentAtMs: numberOf(row["service_sent_at_ms"]),
    sends: numberOf(row["sends"]) ?? 0,
    acceptedAtMs: numberOf(row["accepted_at_ms"]),
    endedAtMs: numberOf(row["ended_at_ms"]),
    serviceEndedAtMs: numberOf(row["service_ended_at_ms"]),
    failure: failureOf(row),
    billed: numberOf(row["billed"]),
  };
}

/** Reads a row of `pictures`. */
export function readPicture(row: Row): PictureRow {
  return {
    id: row["id"] as number,
    orderId: numberOf(row["order_id"]),
    illustration: row["illustration"] as number,
    kind: row["kind"] as PictureKind,
    place: row["place"] as number,
    state: row["state"] as PictureState,
    file: textOf(row["file"]),
    sourceName: textOf(row["source_name"]),
    sha256: textOf(row["sha256"]),
    bytes: numberOf(row["bytes"]),
    width: numberOf(row["width"]),
    height: numberOf(row["height"]),
    actualPrompt: textOf(row["actual_prompt"]),
    addressKey: textOf(row["address_key"]),
    failure: failureOf(row),
    savedAtMs: numberOf(row["saved_at_ms"]),
    shownAtMs: numberOf(row["shown_at_ms"]),
    viewName: textOf(row["view_name"]),
  };
}
