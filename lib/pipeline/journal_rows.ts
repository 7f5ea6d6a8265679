/**
 * What the journal remembers, in the program's own words.
 * @module
 */

import type { Order } from "../order.ts";

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

/** What is ordered for one illustration, with where it goes and what it should cost. */
export interface OrderSpec extends Order {
  readonly illustration: number;
  /** The base address the task lives at, or `rehearsal`. */
  readonly service: string;
  /** Estimated price of one picture, without what is sent along. */
  readonly unitPrice: number | undefined;
  readonly currency: string | undefined;
  /** The picture this one is a variation of. */
  readonly parentId: number | undefined;
}

/** Why one picture of an order failed, in the service's words. */
export interface PictureFailure {
  readonly code: string;
  readonly message: string;
}

/** Why an order failed, in the service's words. */
export interface Failure extends PictureFailure {
  /** HTTP status; 200 when the refusal came inside the task. */
  readonly status: number | undefined;
  readonly requestId: string | undefined;
}

/** One order. Times are epoch milliseconds. */
export interface OrderRow extends OrderSpec {
  readonly id: number;
  readonly runId: number;
  readonly fingerprint: string;
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

/**
 * Whether nothing of an order is at the service: it was never sent, or every create of it was surely
 * refused.
 */
export function isUnsent({ state }: Pick<OrderRow, "state">): boolean {
  return state === "planned" || state === "dropped";
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

/** One picture of the store, or one that an order will bring: a candidate or a former original. */
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
  readonly failure: PictureFailure | undefined;
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
