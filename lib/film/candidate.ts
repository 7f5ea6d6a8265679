/**
 * A picture with everything known of its making, in the one shape that the command line, the page
 * and the assistants see.
 * @module
 */
import { existsSync } from "node:fs";
import { isEdit, type OrderReference } from "../order.ts";
import type { Pipeline } from "../pipeline/folder.ts";
import type { Journal } from "../pipeline/journal.ts";
import {
  type OrderRow,
  pictureId,
  type PictureKind,
  type PictureRow,
} from "../pipeline/journal_rows.ts";
import { imagePath } from "../pipeline/paths.ts";
import type { Store } from "../pipeline/store.ts";
import { regionOf, REHEARSAL } from "../wan/regions.ts";

/** How a picture came to be. */
export interface Provenance {
  readonly model: string;
  /** Undefined for an address of somebody's own and for a rehearsal. */
  readonly region: string | undefined;
  readonly isRehearsal: boolean;
  /** As asked for, `1280*720`. */
  readonly size: string;
  readonly seed: number | undefined;
  readonly n: number;
  readonly promptExtend: boolean;
  readonly watermark: boolean;
  readonly prompt: string;
  readonly negativePrompt: string | undefined;
  /** The prompt as the service rewrote it. */
  readonly actualPrompt: string | undefined;
  readonly taskId: string | undefined;
  readonly requestId: string | undefined;
  /** ISO 8601, as all times here. */
  readonly orderedAt: string;
  /** When the service took the order. */
  readonly acceptedAt: string | undefined;
  /** When this program learned that the task was over. */
  readonly finishedAt: string | undefined;
  /** When the task was over by the service's own clock. */
  readonly serviceFinishedAt: string | undefined;
  /** Estimated price of this picture. */
  readonly price: number | undefined;
  readonly currency: string | undefined;
  /** The picture this one varies: `c17`, `o18`, `f19`. */
  readonly parent: string | undefined;
  /** What was sent along with the prompt, in the order in which it was sent. */
  readonly references: readonly OrderReference[];
  /** The prompt says what to change in the first reference, which stood in this one's place. */
  readonly isEdit: boolean;
}

/** A picture in the store. */
export interface Candidate {
  /** `c17`; stable, and the same everywhere. */
  readonly id: string;
  readonly kind: PictureKind;
  /** Position in the service's answer, from 1. */
  readonly place: number;
  /** Absolute path in the store: there for good. */
  readonly path: string;
  /** Absolute path in `images/`, while it stands there. */
  readonly viewPath: string | undefined;
  readonly width: number | undefined;
  readonly height: number | undefined;
  readonly bytes: number | undefined;
  readonly sha256: string | undefined;
  /** ISO 8601. */
  readonly savedAt: string | undefined;
  /** The name it had in `images/`, for pictures that were not ordered here. */
  readonly sourceName: string | undefined;
  readonly provenance: Provenance | undefined;
}

/** ISO 8601 for epoch milliseconds. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

/** A pipeline with its journal and store open. */
export interface OpenPipeline {
  readonly pipeline: Pipeline;
  readonly journal: Journal;
  readonly store: Store;
}

/** Describes a picture as the journal knows it now; undefined when it is not saved. */
export function describeRow(
  { pipeline, journal, store }: OpenPipeline,
  row: PictureRow | undefined,
): Candidate | undefined {
  const picture = row === undefined ? undefined : journal.pictures.get(row.id);
  if (picture === undefined) return undefined;
  const order = picture.orderId === undefined ? undefined : journal.orders.get(picture.orderId);
  return describePicture(pipeline, store, picture, order);
}

const timeOf = (ms: number | undefined) => ms === undefined ? undefined : isoTime(ms);

/** Describes a saved picture; undefined when it is not saved. */
export function describePicture(
  pipeline: Pipeline,
  store: Store,
  picture: PictureRow,
  order: OrderRow | undefined,
): Candidate | undefined {
  const path = store.pathOf(picture);
  if (picture.state !== "saved" || path === undefined) return undefined;
  const view = picture.viewName === undefined ? undefined : imagePath(pipeline, picture.viewName);
  return {
    id: pictureId(picture),
    kind: picture.kind,
    place: picture.place,
    path,
    viewPath: view !== undefined && existsSync(view) ? view : undefined,
    width: picture.width,
    height: picture.height,
    bytes: picture.bytes,
    sha256: picture.sha256,
    savedAt: timeOf(picture.savedAtMs),
    sourceName: picture.sourceName,
    provenance: order === undefined ? undefined : provenanceOf(store, order, picture),
  };
}

function provenanceOf(store: Store, order: OrderRow, picture: PictureRow): Provenance {
  const isRehearsal = order.service === REHEARSAL;
  return {
    model: order.model,
    region: isRehearsal ? undefined : regionOf(order.service),
    isRehearsal,
    size: `${order.width}*${order.height}`,
    seed: order.seed,
    n: order.n,
    promptExtend: order.promptExtend,
    watermark: order.watermark,
    prompt: order.prompt,
    negativePrompt: order.negativePrompt,
    actualPrompt: picture.actualPrompt,
    taskId: order.taskId,
    requestId: order.requestId,
    orderedAt: isoTime(order.createdAtMs),
    acceptedAt: timeOf(order.acceptedAtMs),
    finishedAt: timeOf(order.endedAtMs),
    serviceFinishedAt: timeOf(order.serviceEndedAtMs),
    price: order.unitPrice,
    currency: order.currency,
    parent: order.parentId === undefined ? undefined : store.idOf(order.parentId),
    references: order.references,
    isEdit: isEdit(order),
  };
}
