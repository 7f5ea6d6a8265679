/**
 * What a run would order, what it would cost, and everything that can be refused before paying.
 * Nothing is sent and nothing on disk is changed.
 * @module
 */
import { type Finding, InputError } from "../errors.ts";
import { type Pipeline } from "../pipeline/folder.ts";
import { Journal } from "../pipeline/journal.ts";
import {
  type OrderRow,
  type OrderSpec,
  pictureId,
  pictureRowId,
} from "../pipeline/journal_rows.ts";
import { parseSelection } from "../pipeline/selection.ts";
import { PRICES_AS_OF } from "../wan/models.ts";
import { checkOrder, type ModelOffer, offerOf, type Order, type Size } from "../wan/order.ts";
import { type Region, regionOf, REHEARSAL } from "../wan/regions.ts";
import type { Destination } from "../wan/service_settings.ts";

/** What a person or an assistant asks for. */
export interface RegenerateRequest {
  /** `1,3,5`, `1-5,8` or `all`. */
  readonly indices: string;
  readonly model: string;
  readonly size: Size;
  readonly n: number;
  readonly seed: number | undefined;
  readonly promptExtend: boolean;
  readonly watermark: boolean;
  /** Instead of the illustration's own, for this order only. */
  readonly prompt?: string | undefined;
  readonly negativePrompt?: string | undefined;
  /** The picture that is varied, e.g. `c17`: remembered with the new ones. */
  readonly parent?: string | undefined;
  /** Order anew even what is under way already. */
  readonly again: boolean;
}

/** A finding about one illustration. */
export interface IllustrationFinding extends Finding {
  readonly index: number;
}

/** One order of a plan. */
export interface PlanEntry {
  readonly index: number;
  readonly title: string | undefined;
  readonly spec: OrderSpec;
  readonly order: Order;
  /** The same order is under way: it will be waited for, not bought again. */
  readonly underWay: OrderRow | undefined;
}

/** What the new pictures of a plan should cost. */
export interface PlanPrice {
  /** Pictures to be bought; those under way are paid already. */
  readonly pictures: number;
  /** Price of one; undefined when nobody told it. */
  readonly unit: number | undefined;
  readonly total: number | undefined;
  readonly currency: string | undefined;
  /** The day the price was read. */
  readonly asOf: string;
}

/** A plan. With `problems` it must not be carried out. */
export interface RunPlan {
  readonly pipeline: Pipeline;
  readonly request: RegenerateRequest;
  readonly offer: ModelOffer;
  readonly region: Region | undefined;
  readonly isRehearsal: boolean;
  readonly entries: readonly PlanEntry[];
  /** Numbers that were named and do not exist. */
  readonly missing: readonly number[];
  readonly problems: readonly IllustrationFinding[];
  readonly warnings: readonly Finding[];
  readonly price: PlanPrice;
}

/**
 * Makes the plan for a request.
 * @throws {InputError} `indices_invalid`, `indices_none`, `parent_unknown`
 * @throws {StorageError} when there is a journal that cannot be read
 */
export function planRun(
  pipeline: Pipeline,
  request: RegenerateRequest,
  { baseUrl, isRehearsal }: Destination,
): RunPlan {
  const region = isRehearsal ? "singapore" : regionOf(baseUrl);
  const offer = offerOf(request.model, region);
  const existing = pipeline.illustrations.map(({ index }) => index);
  const { indices, missing } = parseSelection(request.indices, existing);
  const service = isRehearsal ? REHEARSAL : baseUrl;
  const parentId = parentIdOf(pipeline, request.parent);
  const drafts = indices.map((index) =>
    draft(pipeline, index, request, offer, service, isRehearsal, parentId)
  );
  const entries = withUnderWay(pipeline, drafts, request.again);
  const checks = entries.map(({ index, order }) => ({ index, ...checkOrder(order, offer.model) }));
  return {
    pipeline,
    request,
    offer,
    region,
    isRehearsal,
    entries,
    missing,
    problems: checks.flatMap(({ index, problems }) => problems.map((each) => ({ ...each, index }))),
    warnings: mergeWarnings(offer.warnings, checks),
    price: priceOf(entries, offer, isRehearsal),
  };
}

function parentIdOf(pipeline: Pipeline, parent: string | undefined): number | undefined {
  if (parent === undefined) return undefined;
  const journal = Journal.view(pipeline.stateDir);
  try {
    const picture = journal?.pictures.get(pictureRowId(parent) ?? 0);
    if (picture !== undefined && pictureId(picture) === parent.trim().toLowerCase()) {
      return picture.id;
    }
    throw new InputError("parent_unknown", { candidate: parent });
  } finally {
    journal?.close();
  }
}

type Draft = Omit<PlanEntry, "underWay">;

function draft(
  pipeline: Pipeline,
  index: number,
  request: RegenerateRequest,
  offer: ModelOffer,
  service: string,
  isRehearsal: boolean,
  parentId: number | undefined,
): Draft {
  const illustration = pipeline.illustrations.find((each) => each.index === index);
  if (illustration === undefined) throw new InputError("index_unknown", { index });
  const order: Order = {
    model: offer.name,
    prompt: request.prompt ?? illustration.prompt ?? "",
    negativePrompt: (request.negativePrompt ?? illustration.negativePrompt) || undefined,
    size: request.size,
    n: request.n,
    seed: request.seed,
    promptExtend: request.promptExtend,
    watermark: request.watermark,
  };
  const { size, ...rest } = order;
  return {
    index,
    title: illustration.title,
    order,
    spec: {
      ...rest,
      ...size,
      illustration: index,
      service,
      unitPrice: isRehearsal ? 0 : offer.price?.amount,
      currency: offer.price?.currency,
      parentId,
    },
  };
}

function withUnderWay(pipeline: Pipeline, drafts: readonly Draft[], again: boolean): PlanEntry[] {
  const journal = again ? undefined : Journal.view(pipeline.stateDir);
  try {
    return drafts.map((each) => ({ ...each, underWay: journal?.orders.findSame(each.spec) }));
  } finally {
    journal?.close();
  }
}

/** The same warning about several illustrations is one warning that names them. */
function mergeWarnings(
  general: readonly Finding[],
  checks: readonly { readonly index: number; readonly warnings: readonly Finding[] }[],
): Finding[] {
  const merged = new Map<string, { finding: Finding; indices: number[] }>();
  for (const { index, warnings } of checks) {
    for (const finding of warnings) {
      const known = merged.get(finding.code);
      if (known === undefined) merged.set(finding.code, { finding, indices: [index] });
      else known.indices.push(index);
    }
  }
  const specific = [...merged.values()].map(({ finding, indices }) => ({
    code: finding.code,
    facts: { ...finding.facts, indices: indices.join(", ") },
  }));
  return [...general, ...specific];
}

function priceOf(
  entries: readonly PlanEntry[],
  { price }: ModelOffer,
  isRehearsal: boolean,
): PlanPrice {
  const pictures = entries.filter(({ underWay }) => underWay === undefined)
    .reduce((sum, { order }) => sum + order.n, 0);
  const unit = isRehearsal ? 0 : price?.amount;
  // Thousandths are the smallest unit of any price: rounding there hides binary noise.
  const total = unit === undefined ? undefined : Math.round(unit * pictures * 1_000) / 1_000;
  return { pictures, unit, total, currency: price?.currency, asOf: PRICES_AS_OF };
}
