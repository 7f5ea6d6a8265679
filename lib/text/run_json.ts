/**
 * The same facts as the report, for programs: one JSON document.
 * @module
 */
import { GeneratorError } from "../errors.ts";
import type { Pipeline } from "../pipeline/folder.ts";
import { pictureId } from "../pipeline/journal_rows.ts";
import { imagePath, storedPath } from "../pipeline/paths.ts";
import type { RunPlan } from "../run/plan.ts";
import { amountOf, type CeilingState } from "../money.ts";
import type { PlanBudget } from "../run/budget.ts";
import { type Obstacle, obstaclesOf } from "../run/obstacles.ts";
import type { CeilingHit, OrderOutcome, RunReport } from "../run/events.ts";
import type { Order } from "../order.ts";
import { tallyOf } from "../run/tally.ts";
import { previewCreate } from "../wan/client.ts";
import { formatSize } from "../wan/order.ts";
import {
  explain,
  explainFinding,
  explainObstacle,
  type Explanation,
  type Occasion,
  orderOccasion,
} from "./explain.ts";
import type { Lang } from "./lang.ts";
import { visibleJson } from "./visible.ts";

/** A document as text, readable for people too. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

/** A ceiling with plain amounts. */
export function ceilingJson({ name, path, period, currency, ...state }: CeilingState) {
  return {
    name,
    path,
    period,
    currency,
    limit: amountOf(state.limitMicros),
    spent: amountOf(state.spentMicros),
    left: amountOf(state.leftMicros),
  };
}

function fitsJson({ asked, fitting, facts }: CeilingHit) {
  return { pictures: fitting, of: asked, left: facts["left"], ceiling: facts["name"] };
}

/** An error that ended a command. */
export function errorJson(
  error: unknown,
  lang: Lang,
  exitCode: number,
  isRehearsal: boolean,
): string {
  return toJson({ exitCode, error: errorFacts(error, lang, { isRehearsal }) });
}

/** An error as a part of a document. */
export function errorFacts(error: unknown, lang: Lang, occasion?: Occasion): object {
  const code = (error as { code?: unknown }).code;
  return { code, ...flat(explain(error, lang, occasion)) };
}

/** What is told of a plan besides itself. */
export interface PlanJsonExtras {
  /** Of a dry run: its requests are shown. */
  readonly baseUrl?: string;
  /** Undefined: there is no ceiling. */
  readonly budget?: PlanBudget | undefined;
}

/** A plan that was not carried out: refused, declined, or a dry run (then with its requests). */
export function planJson(
  plan: RunPlan,
  lang: Lang,
  exitCode: number,
  { baseUrl, budget }: PlanJsonExtras = {},
): string {
  const { price } = plan;
  return toJson({
    exitCode,
    pipeline: plan.pipeline.dir,
    isRehearsal: plan.isRehearsal,
    price,
    ceilings: budget?.states.map(ceilingJson),
    fits: budget?.hit === undefined ? undefined : fitsJson(budget.hit),
    missing: plan.missing,
    warnings: plan.warnings.map((each) => ({
      code: each.code,
      ...flat(explainFinding(each, lang)),
    })),
    problems: plan.problems.map((each) => ({
      index: each.index,
      code: each.code,
      ...flat(explainFinding(each, lang)),
    })),
    orders: plan.entries.map(({ index, order, underWay }) => ({
      index,
      underWay: underWay?.taskId ?? (underWay === undefined ? undefined : underWay.state),
      ...(baseUrl === undefined
        ? {}
        : { request: previewCreate(baseUrl, order, placeholders(order)) }),
    })),
  });
}

/** A run that was carried out. */
export function runJson(
  pipeline: Pipeline,
  report: RunReport,
  missing: readonly number[],
  lang: Lang,
  exitCode: number,
): string {
  const all = [...report.outcomes, ...report.leftovers];
  const { isCutShort, saved, atService, unknown, unsent } = tallyOf(report);
  return toJson({
    exitCode,
    pipeline: pipeline.dir,
    stopped: isCutShort ? { saved, atService, unknown, unsent } : undefined,
    statistics: {
      created: report.saved,
      apiCalls: report.accepted,
      billed: report.billed,
      errors: missing.length + all.filter(({ result }) => result !== "made").length,
    },
    fits: report.ceiling === undefined ? undefined : fitsJson(report.ceiling),
    missing,
    orders: report.outcomes.map((outcome) => outcomeJson(pipeline, outcome, lang)),
    notes: report.notes.map((note) => ({ code: note.code, ...flat(explainFinding(note, lang)) })),
    leftovers: report.leftovers.map((outcome) => outcomeJson(pipeline, outcome, lang)),
    elsewhere: report.elsewhere.map(({ id, illustration, service, taskId, state }) => ({
      orderId: id,
      index: illustration,
      service,
      taskId,
      state,
    })),
  });
}

function outcomeJson(pipeline: Pipeline, outcome: OrderOutcome, lang: Lang) {
  const { order, pictures, result, isAdopted, troubles } = outcome;
  const occasion = orderOccasion(order);
  const obstacles = obstaclesOf(order, pictures, troubles);
  const [first] = obstacles;
  return {
    index: order.illustration,
    result,
    isAdopted,
    orderId: order.id,
    taskId: order.taskId,
    requestId: order.requestId,
    model: order.model,
    size: formatSize(order),
    n: order.n,
    seed: order.seed,
    billed: order.billed,
    candidates: pictures.filter(({ state }) => state === "saved").map((picture) => ({
      id: pictureId(picture),
      place: picture.place,
      path: storedPath(pipeline, picture.file ?? ""),
      viewPath: picture.viewName === undefined ? undefined : imagePath(pipeline, picture.viewName),
      width: picture.width,
      height: picture.height,
      bytes: picture.bytes,
      actualPrompt: picture.actualPrompt,
    })),
    refused: pictures.flatMap(({ place, failure, state }) =>
      failure === undefined ? [] : [{ place, state, code: failure.code, message: failure.message }]
    ),
    error: first && {
      ...(first.cause instanceof GeneratorError ? {} : first.cause),
      ...obstacleFacts(first.cause, lang, occasion),
    },
    errors: obstacles.map(({ place, cause }) => ({
      place,
      ...obstacleFacts(cause, lang, occasion),
    })),
  };
}

function obstacleFacts(cause: Obstacle["cause"], lang: Lang, occasion: Occasion) {
  return { code: cause.code, ...flat(explainObstacle(cause, lang, occasion)) };
}

function flat({ line, details, remedy }: Explanation) {
  return {
    text: line.replace(/^❌ /, ""),
    details: details.length === 0 ? undefined : details,
    remedy,
  };
}

/** The exact requests of a dry run, without the key. */
export function dryRunLines(plan: RunPlan, baseUrl: string, lang: Lang): string[] {
  const head = lang === "ru"
    ? "Пробный запуск: ничего не отправлено. Были бы отправлены такие запросы:"
    : "Dry run: nothing was sent. These requests would be sent:";
  return [
    "",
    head,
    ...plan.entries.flatMap(({ index, order, underWay }) => {
      const { method, url, headers, body } = previewCreate(
        baseUrl,
        order,
        placeholders(order),
      );
      const note = underWay === undefined
        ? ""
        : lang === "ru"
        ? " (уже в работе)"
        : " (already in progress)";
      return [
        `[${index}]${note} ${method} ${url}`,
        ...Object.entries(headers).map(([name, value]) => `   ${name}: ${value}`),
        `   ${visibleJson(JSON.stringify(body))}`,
      ];
    }),
  ];
}

/** What stands for a picture where the request is shown: nobody reads a megabyte of base64. */
function placeholders({ references }: Order): string[] {
  return references.map(({ source, bytes, sha256 }) =>
    `data:image/…;base64,… (${source}, ${bytes} bytes, sha256 ${sha256?.slice(0, 16)})`
  );
}
