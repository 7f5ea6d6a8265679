/**
 * What `doctor --paid` saw of the whole chain, for people and for programs.
 * @module
 */
import type { OrderOutcome, RunReport } from "../run/events.ts";
import type { RunPlan } from "../run/plan.ts";
import { storedPath } from "../pipeline/paths.ts";
import {
  explain,
  explainFailure,
  type Explanation,
  explanationLines,
  orderOccasion,
} from "./explain.ts";
import type { Both, Lang } from "./lang.ts";
import { toJson } from "./run_json.ts";

/** Links of the chain, in their order. */
const STEPS = ["accepted", "finished", "fetched", "size", "billed"] as const;

/** One of {@link STEPS}. */
type Step = typeof STEPS[number];

/** What was seen. */
export interface PaidCheck {
  readonly model: string;
  /** Links that were seen working. */
  readonly seen: readonly Step[];
  readonly taskId: string | undefined;
  /** `1280×720`, as it came. */
  readonly size: string | undefined;
  /** Pictures the service said it billed. */
  readonly billed: number | undefined;
  /** Where the picture is; absolute. */
  readonly path: string | undefined;
  readonly outcome: OrderOutcome | undefined;
}

/** What is asked before, with the price. */
export const PAID_TEXTS: {
  readonly offer: Both<(facts: Readonly<Record<"model" | "price" | "dir", string>>) => string>;
  readonly question: Both<string>;
  readonly declined: Both<string>;
} = {
  offer: {
    ru: ({ model, price, dir }) =>
      `💳 Платная проверка: одна картинка, модель ${model}, ${price}. Картинка останется в ${dir}.`,
    en: ({ model, price, dir }) =>
      `💳 Paid check: one picture from model ${model}, ${price}. The picture will be kept in ${dir}.`,
  },
  question: { ru: "❓ Заказать? (y/N): ", en: "❓ Order it? (y/N): " },
  declined: {
    ru: "Отменено: ничего не отправлено и не оплачено.",
    en: "Cancelled: nothing was sent and nothing was charged.",
  },
};

/** Reads off a run how far the chain held. */
export function paidCheckOf(plan: RunPlan, { outcomes }: RunReport): PaidCheck {
  const [outcome] = outcomes;
  const order = outcome?.order;
  const saved = outcome?.pictures.find(({ state }) => state === "saved");
  const isRightSize = saved?.width === order?.width && saved?.height === order?.height;
  const holds: Readonly<Record<Step, boolean>> = {
    accepted: order?.taskId !== undefined,
    finished: order?.state === "settled",
    fetched: saved !== undefined,
    size: saved !== undefined && isRightSize,
    billed: order?.billed === 1,
  };
  return {
    model: plan.offer.name,
    seen: STEPS.filter((step) => holds[step]),
    taskId: order?.taskId,
    size: saved?.width === undefined ? undefined : `${saved.width}×${saved.height}`,
    billed: order?.billed,
    path: saved?.file === undefined ? undefined : storedPath(plan.pipeline, saved.file),
    outcome,
  };
}

const STEP_TEXTS: Readonly<Record<Step, Both<(check: PaidCheck) => string>>> = {
  accepted: {
    ru: ({ taskId }) => `ключ, адрес и модель: сервис принял заказ${of(taskId)}`,
    en: ({ taskId }) => `key, address and model: the service accepted the order${of(taskId)}`,
  },
  finished: {
    ru: () => "выполнение: задача дошла до конца",
    en: () => "progress: the task ran to its end",
  },
  fetched: {
    ru: ({ size }) => `скачивание: картинка получена целиком${of(size)}`,
    en: ({ size }) => `download: the whole picture arrived${of(size)}`,
  },
  size: {
    ru: () => "размер: такой, как заказан",
    en: () => "size: as ordered",
  },
  billed: {
    ru: ({ billed }) =>
      `списание: ${billed === undefined ? "сервис не сообщил" : `сервис засчитал ${billed}`}`,
    en: ({ billed }) =>
      `billing: ${
        billed === undefined ? "the service did not say" : `the service counted ${billed}`
      }`,
  },
};

function of(fact: string | undefined): string {
  return fact === undefined ? "" : ` (${fact})`;
}

/** Every link with a mark, then what stood in the way, then where the picture is. */
export function paidCheckLines(check: PaidCheck, lang: Lang): string[] {
  const ru = lang === "ru";
  const why = explanationOf(check, lang);
  return [
    ru ? "Платная проверка" : "Paid check",
    ...STEPS.map((step) =>
      `  ${check.seen.includes(step) ? "✅" : "❌"} ${STEP_TEXTS[step][lang](check)}`
    ),
    ...(why === undefined ? [] : explanationLines(why, lang)),
    ...(check.path === undefined ? [] : [`${ru ? "Картинка" : "Picture"}: ${check.path}`]),
  ];
}

/** The same for programs. */
export function paidCheckJson(check: PaidCheck, lang: Lang, exitCode: number): string {
  const { model, seen, taskId, size, billed, path } = check;
  const missing = STEPS.filter((step) => !seen.includes(step));
  const why = explanationOf(check, lang);
  const text = why === undefined ? undefined : explanationLines(why, lang).join("\n");
  return toJson({ exitCode, model, seen, missing, taskId, size, billed, path, text });
}

function explanationOf({ outcome }: PaidCheck, lang: Lang): Explanation | undefined {
  if (outcome?.order.failure !== undefined) {
    return explainFailure(outcome.order.failure, lang, orderOccasion(outcome.order));
  }
  return outcome?.error === undefined ? undefined : explain(outcome.error, lang);
}
