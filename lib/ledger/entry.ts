/**
 * One order's money in the ledger.
 * @module
 */
import { z } from "zod";
import { CURRENCIES, type Currency } from "../money.ts";

/** Where the money of an order stands. */
export const ENTRY_STATES = ["reserved", "unknown", "billed", "free", "refused"] as const;

/**
 * `reserved`: set aside, nothing is known yet; `unknown`: it may have been billed; `billed`;
 * `free`: accepted or lost, and nothing is billed; `refused`: the service did not take it.
 */
export type EntryState = typeof ENTRY_STATES[number];

/** Which order of which journal: numbers begin anew in a new journal, times do not come twice. */
export interface EntryKey {
  /** The pipeline folder's real path. */
  readonly pipeline: string;
  readonly orderId: number;
  /** When the journal took the order up, epoch milliseconds. */
  readonly orderedAtMs: number;
}

/** What is set aside for an order. */
export interface Reservation extends EntryKey {
  readonly illustration: number;
  /** The base address. */
  readonly service: string;
  readonly region: string | undefined;
  readonly model: string;
  /** Undefined: no price is known. */
  readonly currency: Currency | undefined;
  readonly pictures: number;
  /** One picture; undefined: no price is known. */
  readonly pictureMicros: number | undefined;
  /** All that is sent along. */
  readonly referencesMicros: number;
  /** Tells one invocation from all others. */
  readonly run: string;
  /** When it counts, epoch milliseconds. */
  readonly atMs: number;
  /** By the service's own clock; then its day is never changed. */
  readonly isServiceTime: boolean;
  /** How often a create of it has been sent, the one that is about to leave included. */
  readonly sends: number;
}

/** What became of an order's money. */
export interface Settlement {
  readonly state: EntryState;
  /** Pictures that are billed. */
  readonly billed?: number | undefined;
  /** Nothing more will be learned of it. */
  readonly isFinal: boolean;
  readonly taskId?: string | undefined;
  /** When it was sent by the service's clock; for an entry whose time was this machine's. */
  readonly serviceAtMs?: number | undefined;
}

/** The worst that can be billed for an order; undefined: no price is known. */
export function worstMicros(
  { pictures, pictureMicros, referencesMicros }: Pick<
    Reservation,
    "pictures" | "pictureMicros" | "referencesMicros"
  >,
): number | undefined {
  return pictureMicros === undefined ? undefined : pictures * pictureMicros + referencesMicros;
}

/** What an entry holds against the ceilings. */
export function countedMicros(
  entry: Parameters<typeof worstMicros>[0],
  { state, billed }: Pick<Settlement, "state" | "billed">,
): number {
  switch (state) {
    case "reserved":
    case "unknown":
      return worstMicros(entry) ?? 0;
    case "billed":
      return (billed ?? 0) === 0 ? 0 : worstMicros({ ...entry, pictures: billed ?? 0 }) ?? 0;
    default:
      return 0;
  }
}

/** An entry that is not settled. */
export interface OpenEntry extends EntryKey {
  readonly id: number;
  readonly state: EntryState;
  readonly service: string;
  readonly taskId: string | undefined;
  readonly pictures: number;
  readonly atMs: number;
  readonly sends: number;
}

const optional = <T extends z.ZodType>(schema: T) =>
  schema.nullish().transform((v) => v ?? undefined);

/** A row of the table `entries` as it is read; times are epoch milliseconds, money millionths. */
export const entryRow = z.object({
  id: z.int(),
  pipeline: z.string(),
  order_id: z.int(),
  ordered_at_ms: z.int(),
  run: z.string(),
  service: z.string(),
  currency: optional(z.enum(CURRENCIES)),
  pictures: z.int().min(1),
  picture_micros: optional(z.int().min(0)),
  references_micros: z.int().min(0),
  state: z.enum(ENTRY_STATES),
  is_final: z.int(),
  sends: z.int().min(0),
  task_id: optional(z.string()),
  billed: optional(z.int().min(0)),
  day: z.string(),
  at_ms: z.int(),
  is_service_time: z.int(),
}).transform((row) => ({
  id: row.id,
  pipeline: row.pipeline,
  orderId: row.order_id,
  orderedAtMs: row.ordered_at_ms,
  run: row.run,
  service: row.service,
  currency: row.currency,
  pictures: row.pictures,
  pictureMicros: row.picture_micros,
  referencesMicros: row.references_micros,
  state: row.state,
  isFinal: row.is_final === 1,
  sends: row.sends,
  taskId: row.task_id,
  billed: row.billed,
  day: row.day,
  atMs: row.at_ms,
  isServiceTime: row.is_service_time === 1,
}));
