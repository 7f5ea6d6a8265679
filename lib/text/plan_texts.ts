/**
 * Texts of a plan: what is going to be ordered, shown before the question, and why it may not be.
 * @module
 */
import { EDIT_SOURCE } from "../order.ts";
import { formatNumbers } from "../pipeline/selection.ts";
import type { PlanBudget } from "../run/budget.ts";
import type { PlanEntry, RunPlan } from "../run/plan.ts";
import { formatSize } from "../wan/order.ts";
import { sentPrompt } from "../wan/sent_prompt.ts";
import { explainFinding } from "./explain.ts";
import { illustrationsText, missingText } from "./illustration_numbers.ts";
import type { Lang } from "./lang.ts";
import { formatPrice } from "./money.ts";
import { budgetLines } from "./spending_texts.ts";

/** The details of a run, shown before the question. */
function planLines(plan: RunPlan, lang: Lang): string[] {
  const { request, entries, price } = plan;
  const ru = lang === "ru";
  const on = (value: boolean) => ru ? (value ? "да" : "нет") : (value ? "yes" : "no");
  return [
    ru ? "🎨 Генерация изображений Alibaba WAN" : "🎨 Alibaba WAN image generation",
    `   ${ru ? "Пайплайн" : "Pipeline"}: ${plan.pipeline.name}`,
    `   ${ru ? "Иллюстрации" : "Illustrations"}: ${entries.map(({ index }) => index).join(", ")}`,
    `   ${ru ? "Модель" : "Model"}: ${plan.offer.name}${
      plan.isRehearsal
        ? (ru ? " (репетиция)" : " (rehearsal)")
        : plan.region === undefined
        ? ""
        : `, ${plan.region}`
    }`,
    `   ${ru ? "Размер" : "Size"}: ${sizesText(plan)}`,
    ...referenceLines(plan, lang),
    `   ${ru ? "Вариантов на картинку" : "Variants per picture"}: ${request.n}`,
    `   ${ru ? "Расширение промпта" : "Prompt extension"}: ${on(request.promptExtend)}`,
    `   ${ru ? "Водяной знак" : "Watermark"}: ${on(request.watermark)}`,
    `   Seed: ${request.seed ?? (ru ? "случайный" : "random")}`,
    `   ${ru ? "Изображений" : "Images"}: ${price.pictures}`,
    `   ${ru ? "Стоимость" : "Cost"}: ${formatPrice(price, plan.isRehearsal, lang)}`,
    ...underWayLines(plan, lang),
  ];
}

/** What is not ordered anew, because it was ordered before. */
function underWayLines({ entries, isRehearsal }: RunPlan, lang: Lang): string[] {
  const ru = lang === "ru";
  const underWay = entries.filter((each) => each.underWay !== undefined);
  const [unanswered, adopted] = [underWay.filter(isUnanswered), underWay.filter(isAnswered)];
  return [
    ...(adopted.length === 0 ? [] : [
      ru
        ? `   Уже заказаны${isRehearsal ? "" : " и оплачены"}, осталось дождаться: ${
          formatNumbers(adopted.map(({ index }) => index))
        }`
        : `   Already ordered${isRehearsal ? "" : " and paid for"}, only to be waited for: ${
          formatNumbers(adopted.map(({ index }) => index))
        }`,
    ]),
    ...(unanswered.length === 0 ? [] : [
      ru
        ? `   Отправлены раньше, но ответ потерян: ${
          formatNumbers(unanswered.map(({ index }) => index))
        }. Если заказ дошёл до сервиса, второй раз ${
          isRehearsal ? "он не отправляется" : "платить не придётся"
        }; если нет, он будет отправлен снова`
        : `   Sent earlier, but the answer was lost: ${
          formatNumbers(unanswered.map(({ index }) => index))
        }. If the service has the order, it is not ${
          isRehearsal ? "sent" : "paid for"
        } again; if it does not, it is sent now`,
    ]),
  ];
}

/**
 * All that is shown before the question: the plan with its price, and what the ceilings leave.
 * @param budget undefined: there is no ceiling
 */
export function offerLines(plan: RunPlan, budget: PlanBudget | undefined, lang: Lang): string[] {
  return [...planLines(plan, lang), ...budgetLines(budget, lang).map((line) => `   ${line}`)];
}

/** An order that may never have reached the service. */
function isUnanswered({ underWay }: PlanEntry): boolean {
  return underWay?.state === "unknown" || underWay?.state === "sending";
}

function isAnswered(entry: PlanEntry): boolean {
  return !isUnanswered(entry);
}

/** The sizes that are ordered: one, unless the film's frames lead to several. */
function sizesText({ entries, request }: RunPlan): string {
  const sizes = new Set(entries.map(({ order }) => formatSize(order)));
  return [...sizes].join(", ") + (request.size === "fit" ? " (fit)" : "");
}

/** What is sent along, and the prompt as it really goes out, since it names the pictures. */
function referenceLines({ entries }: RunPlan, lang: Lang): string[] {
  const ru = lang === "ru";
  return entries.flatMap(({ index, order }) => {
    const { references } = order;
    if (references.length === 0) return [];
    const names = references.map(({ source, width, height }, at) =>
      `${ru ? "картинка" : "image"} ${at + 1} = ${
        sourceText(source, index, lang)
      } (${width}×${height})`
    );
    return [
      `   [${index}] ${names.join(", ")}`,
      `   [${index}] ${ru ? "Промпт" : "Prompt"}: ${sentPrompt(order)}`,
    ];
  });
}

function sourceText(source: string | undefined, index: number, lang: Lang): string {
  const frame = source === EDIT_SOURCE ? index : source;
  return /^\d+$/.test(String(frame))
    ? `${lang === "ru" ? "кадр" : "frame"} ${frame}`
    : source ?? "?";
}

/** The question itself. */
export function questionText(lang: Lang): string {
  return lang === "ru" ? "❓ Продолжить? (y/N): " : "❓ Continue? (y/N): ";
}

/** Whether what was typed in answer to {@link questionText} agrees; in either language, at any time. */
export function isYes(answer: string | undefined): boolean {
  return ["y", "yes", "д", "да"].includes(answer?.trim().toLowerCase() ?? "");
}

/** Said when the question was answered with anything but yes. */
export function declinedText(isRehearsal: boolean, lang: Lang): string {
  return lang === "ru"
    ? `Отменено: ничего не отправлено${isRehearsal ? "" : " и не оплачено"}.`
    : `Cancelled: nothing was sent${isRehearsal ? "" : " and nothing was charged"}.`;
}

/** Warnings and missing numbers of a plan. */
export function planWarnings(plan: RunPlan, lang: Lang): string[] {
  const missing = plan.missing.length === 0 ? [] : [`⚠️  ${missingText(plan.missing, lang)}`];
  const warnings = plan.warnings.flatMap((each) => {
    const { line, remedy } = explainFinding(each, lang);
    return [`⚠️  ${line}`, ...(remedy === undefined ? [] : [`   ${remedy}`])];
  });
  return [...missing, ...warnings];
}

/**
 * The refusals of a plan, each problem once with the numbers it concerns.
 * @param explainOne in the words of the face that shows them
 */
export function planProblems(
  plan: RunPlan,
  lang: Lang,
  explainOne: typeof explainFinding = explainFinding,
): string[] {
  const groups = new Map<
    string,
    { readonly indices: number[]; readonly remedy: string | undefined }
  >();
  for (const problem of plan.problems) {
    const { line, remedy } = explainOne(problem, lang);
    const group = groups.get(line) ?? { indices: [], remedy };
    group.indices.push(problem.index);
    groups.set(line, group);
  }
  const head = lang === "ru"
    ? `❌ Заказ не отправлен${plan.isRehearsal ? "" : ", ничего не оплачено"}:`
    : `❌ The order was not sent${plan.isRehearsal ? "" : " and nothing was charged"}:`;
  return [
    head,
    ...[...groups].flatMap(([line, { indices, remedy }]) => [
      `   ${illustrationsText(indices, lang)}: ${line}`,
      ...(remedy === undefined ? [] : [`      ${remedy}`]),
    ]),
  ];
}
