/**
 * What a run would order, what it would cost, and everything that can be refused before paying.
 * Nothing is sent and nothing on disk is changed.
 * @module
 */
import { type Finding, InputError } from "../errors.ts";
import type { FilmSize } from "../film/film_size.ts";
import { filmSizeOf } from "../film/film_size.ts";
import type { Pipeline } from "../pipeline/folder.ts";
import { Journal } from "../pipeline/journal.ts";
import type { OrderRow, OrderSpec } from "../pipeline/journal_rows.ts";
import type { ReferenceFile } from "../pipeline/reference_files.ts";
import { parseSelection } from "../pipeline/selection.ts";
import { checkOrder, type ModelOffer, offerOf, requireOpenModel } from "../wan/order.ts";
import { type Region, regionOf, REHEARSAL } from "../wan/regions.ts";
import { NO_SPENDING_RULES, type SpendingRules } from "../wan/spending_rules.ts";
import type { Destination } from "../wan/service_settings.ts";
import { frameFindings } from "./frame_fit.ts";
import { draftOrder, type OrderDraft, type OrderTerms } from "./order_draft.ts";
import { type PlanPrice, priceOf } from "./plan_price.ts";
import { parseReference } from "./reference_names.ts";
import { ReferenceFinder } from "./references.ts";
import type { RegenerateRequest } from "./request.ts";

export type { PlanPrice } from "./plan_price.ts";
export type { RegenerateRequest } from "./request.ts";

/** A finding about one illustration. */
export interface IllustrationFinding extends Finding {
  readonly index: number;
}

/** One order of a plan. */
export interface PlanEntry {
  readonly index: number;
  readonly title: string | undefined;
  readonly order: OrderSpec;
  /** Where the pictures are that are sent along. */
  readonly files: readonly ReferenceFile[];
  /** The same order is under way: it will be waited for, not bought again. */
  readonly underWay: OrderRow | undefined;
}

/** A plan. With `problems` it must not be carried out. */
export interface RunPlan {
  readonly pipeline: Pipeline;
  readonly request: RegenerateRequest;
  readonly offer: ModelOffer;
  readonly region: Region | undefined;
  readonly isRehearsal: boolean;
  /** The film that the pictures are for. */
  readonly film: FilmSize;
  readonly entries: readonly PlanEntry[];
  /** Numbers that were named and do not exist. */
  readonly missing: readonly number[];
  readonly problems: readonly IllustrationFinding[];
  readonly warnings: readonly Finding[];
  readonly price: PlanPrice;
  /** What binds whoever carries it out. */
  readonly rules: SpendingRules;
}

/** Where the orders of a plan go, and what binds them there. */
export interface PlanDestination extends Destination {
  /** @default {NO_SPENDING_RULES} */
  readonly rules?: SpendingRules;
}

/**
 * Makes the plan for a request.
 * @throws {InputError} `model_retired`, `model_synchronous`, `indices_invalid`, `indices_none`,
 * `parent_unknown`, `edit_and_prompt`, `reference_invalid`, `price_invalid`, under a ceiling
 * `price_unknown`, and as {@link ReferenceFinder.find}
 * @throws {StorageError} when there is a journal that cannot be read
 */
export function planRun(
  pipeline: Pipeline,
  request: RegenerateRequest,
  { baseUrl, isRehearsal, rules = NO_SPENDING_RULES }: PlanDestination,
): RunPlan {
  requireOpenModel(request.model);
  if (request.edit !== undefined && request.prompt !== undefined) {
    throw new InputError("edit_and_prompt");
  }
  const region = isRehearsal ? "singapore" : regionOf(baseUrl);
  const offer = offerOf(request.model, region, rules.prices);
  if (rules.ceilings.length > 0 && offer.price === undefined) {
    throw new InputError("price_unknown", { model: request.model });
  }
  const existing = pipeline.illustrations.map(({ index }) => index);
  const { indices, missing } = parseSelection(request.indices, existing);
  const film = filmSizeOf(pipeline);
  const journal = Journal.view(pipeline.stateDir);
  try {
    const drafts = draftOrders(pipeline, journal, indices, {
      request,
      offer,
      film: film.size,
      service: isRehearsal ? REHEARSAL : baseUrl,
      isRehearsal,
      parentId: parentIdOf(journal, request.parent),
    });
    const entries = drafts.map(({ index, title, order, files }) => {
      const underWay = request.again ? undefined : journal?.orders.findSame(order);
      return { index, title, order, files, underWay };
    });
    const facts = { pipeline, request, offer, region, isRehearsal, film, entries, missing, rules };
    return {
      ...facts,
      ...findingsOf(drafts, offer, film, isRehearsal),
      price: priceOf(entries, offer, isRehearsal),
    };
  } finally {
    journal?.close();
  }
}

function draftOrders(
  pipeline: Pipeline,
  journal: Journal | undefined,
  indices: readonly number[],
  terms: OrderTerms,
): OrderDraft[] {
  const { request, offer } = terms;
  const finder = new ReferenceFinder({
    pipeline,
    journal,
    model: offer.name,
    names: (request.references ?? []).flatMap(parseReference),
    isEdit: request.edit !== undefined,
  });
  return indices.map((index) => {
    const illustration = pipeline.illustrations.find((each) => each.index === index);
    if (illustration === undefined) throw new InputError("index_unknown", { index });
    return draftOrder(illustration, finder.find(index), terms);
  });
}

function parentIdOf(
  journal: Journal | undefined,
  parent: string | undefined,
): number | undefined {
  if (parent === undefined) return undefined;
  const picture = journal?.pictures.named(parent);
  if (picture === undefined) throw new InputError("parent_unknown", { candidate: parent });
  return picture.id;
}

/** Everything that speaks against the orders, illustration by illustration. */
function findingsOf(
  drafts: readonly OrderDraft[],
  offer: ModelOffer,
  film: FilmSize,
  isRehearsal: boolean,
): Pick<RunPlan, "problems" | "warnings"> {
  const checks = drafts.map((draft) => {
    const { problems, warnings } = checkOrder(draft.order, offer.model);
    const told = warnings.map(({ code, facts }) => ({ code, facts: { ...facts, isRehearsal } }));
    return {
      index: draft.index,
      problems: [...draft.problems, ...problems],
      warnings: [...draft.warnings, ...told, ...frameFindings(draft.order, offer, film)],
    };
  });
  return {
    problems: checks.flatMap(({ index, problems }) => problems.map((each) => ({ ...each, index }))),
    warnings: mergeWarnings([...offer.warnings, ...film.findings], checks),
  };
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
