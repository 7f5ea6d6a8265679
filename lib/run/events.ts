/**
 * What happens during a run, told to whoever shows it. Use cases never print.
 * @module
 */
import type { Facts, Finding, GeneratorError } from "../errors.ts";
import type { OrderRow, PictureRow } from "../pipeline/journal_rows.ts";
import type { TaskStatus } from "../wan/wire.ts";

/** The steps that are repeated when they fail in passing. */
export type RetriedStep = "create" | "query" | "download";

/** One happening. `order` is as it stands at that moment. */
export type RunEvent =
  | { readonly type: "began"; readonly order: OrderRow; readonly isAdopted: boolean }
  | { readonly type: "submitted"; readonly order: OrderRow }
  | { readonly type: "status"; readonly order: OrderRow; readonly status: TaskStatus }
  | {
    readonly type: "retrying";
    readonly order: OrderRow;
    readonly step: RetriedStep;
    readonly waitMs: number;
    readonly error: GeneratorError;
  }
  | { readonly type: "answer-lost"; readonly order: OrderRow; readonly error: GeneratorError }
  | { readonly type: "located"; readonly order: OrderRow }
  /** The service's task list proves that nothing was made of it. */
  | { readonly type: "absent"; readonly order: OrderRow; readonly isSentAgain: boolean }
  | {
    readonly type: "saved";
    readonly order: OrderRow;
    readonly picture: PictureRow;
    /** Absolute path in `images/`; undefined when a newer picture stands there. */
    readonly path: string | undefined;
    /** Set when the picture has not the size that was asked for. */
    readonly isOtherSize: boolean;
  }
  /** Moderation refused a rewritten prompt: this is the same order without rewriting. */
  | { readonly type: "unextended"; readonly order: OrderRow }
  | { readonly type: "ended"; readonly outcome: OrderOutcome };

/** How an order ended as far as this run is concerned. */
export type OrderResult =
  /** All its pictures are saved. */
  | "made"
  /** Some are saved; the others will never be. */
  | "partly"
  /** Nothing will come of it, and nothing is billed beyond what `order.billed` says. */
  | "failed"
  /** The service still works on it. */
  | "running"
  /** Made and billed, and not all fetched yet. */
  | "unsaved"
  /** Sent, answer lost, not found in the task list; or accepted, and the service shows no such task. */
  | "unknown"
  /** Never sent. */
  | "unsent";

/** An error that stood in an order's way. */
export interface Trouble {
  /** Place of the picture in the service's answer, from 1; undefined: it concerns the whole order. */
  readonly place: number | undefined;
  readonly error: GeneratorError;
}

/** What became of one order. */
export interface OrderOutcome {
  readonly order: OrderRow;
  readonly pictures: readonly PictureRow[];
  readonly result: OrderResult;
  /** It was under way before this run. */
  readonly isAdopted: boolean;
  /** What stood in the way, if anything did: the first of {@link troubles}. */
  readonly error: GeneratorError | undefined;
  /** All that stood in the way: each picture of an order may fail in its own way. */
  readonly troubles: readonly Trouble[];
}

/** How far a ceiling reached. */
export interface CeilingHit {
  /** Pictures that would have been ordered. */
  readonly asked: number;
  /** Pictures that fit. */
  readonly fitting: number;
  /** As in a `CeilingError`: period, currency, what was left. */
  readonly facts: Facts;
}

/** What a run did. */
export interface RunReport {
  /** What was asked for. */
  readonly outcomes: readonly OrderOutcome[];
  /** What earlier runs had left and this one saw to. */
  readonly leftovers: readonly OrderOutcome[];
  /** Unfinished, and not this run's to see to: another address, or another living run. */
  readonly elsewhere: readonly OrderRow[];
  /** Ids of those of {@link elsewhere} that another living run sees to. */
  readonly inHandElsewhere: ReadonlySet<number>;
  /** Creates the service accepted during this run. */
  readonly accepted: number;
  /** Pictures the service said it billed, learned during this run. */
  readonly billed: number;
  /** Pictures saved during this run. */
  readonly saved: number;
  /** Protections of paid work that were missing during this run. */
  readonly notes: readonly Finding[];
  /** Undefined: everything fitted, or there is no ceiling. */
  readonly ceiling: CeilingHit | undefined;
  /** `resume` that found nothing to do: numbers that lost an order or a picture for good, rising. */
  readonly lost: readonly number[];
  readonly wasStopped: boolean;
}
