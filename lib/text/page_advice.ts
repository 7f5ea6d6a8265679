/**
 * Errors and findings in the words of the review page: it has fields and buttons where the command line
 * has flags.
 * @module
 */
import type { Code } from "../error_codes.ts";
import { type Facts, type Finding, GeneratorError } from "../errors.ts";
import { explain, explainFinding, type Explanation, type Occasion } from "./explain.ts";
import { whereText } from "./illustration_numbers.ts";
import { type Advice, advice, type Both, entryOf, type Lang, type Sentence } from "./lang.ts";

const fitRu = () => "Впишите fit в поле «Размер».";
const fitEn = () => "Enter fit in “Size”.";
const modelRu = (f: Facts) => `Выберите в поле «Модель» ${f["instead"]}.`;
const modelEn = (f: Facts) => `Choose ${f["instead"]} in “Model”.`;

/** What is said otherwise, whole, by code. */
const OWN_TEXTS = {
  prompt_empty: advice(
    () => "промпт пуст",
    () => "the prompt is empty",
    () => "Напишите, что нарисовать или изменить.",
    () => "Write what to draw or change.",
  ),
  n_out_of_range: advice(
    (f) => `количество ${f["value"]}: у этой модели от ${f["min"]} до ${f["max"]} картинок`,
    (f) => `count ${f["value"]}: this model makes ${f["min"]} to ${f["max"]} pictures`,
  ),
  seed_out_of_range: advice(
    (f) => `seed ${f["value"]}: допустимо целое число от ${f["min"]} до ${f["max"]}`,
    (f) => `seed ${f["value"]}: expected a whole number from ${f["min"]} to ${f["max"]}`,
  ),
  size_invalid: advice(
    (f) =>
      `размер «${f["value"]}»: ожидалось fit, ШИРИНАxВЫСОТА (1280x720) или соотношение из списка: ${
        f["ratios"]
      }`,
    (f) =>
      `size "${f["value"]}": expected fit, WIDTHxHEIGHT (1280x720) or one of the ratios ${
        f["ratios"]
      }`,
  ),
  indices_none: advice(
    (f) => `иллюстрации ${f["value"]} больше нет`,
    (f) => `illustration ${f["value"]} is no longer there`,
    () => "Обновите страницу.",
    () => "Reload the page.",
  ),
  reference_invalid: advice(
    (f) => `образец «${f["value"]}»: ожидались номера кадров (2,5), картинка (c17) или auto`,
    (f) => `reference "${f["value"]}": expected frame numbers (2,5), a picture (c17) or auto`,
  ),
  reference_auto_none: advice(
    (f) =>
      `auto: нет решённых кадров с теми же людьми и местами; заказ пойдёт без образцов${
        whereText(f["indices"], "ru")
      }`,
    (f) =>
      `auto: no decided frame shows the same people and places; the order is sent without references${
        whereText(f["indices"], "en")
      }`,
  ),
  parameter_not_taken: advice(
    (f) => `модель ${f["model"]} не принимает ${f["parameter"]}`,
    (f) => `model ${f["model"]} does not accept ${f["parameter"]}`,
  ),
} satisfies Partial<Record<Code, Both<Advice>>>;

/** What else is to be done about it, by code; what happened is said as everywhere. */
const OWN_REMEDIES = {
  frame_ratio_differs: both(
    (f) => `Впишите в «Размер» fit или ${f["fits"]}.`,
    (f) => `Enter fit or ${f["fits"]} in “Size”.`,
  ),
  size_side: both(fitRu, fitEn),
  size_area: both(fitRu, fitEn),
  size_ratio: both(fitRu, fitEn),
  model_retired: both(modelRu, modelEn),
  model_synchronous: both(modelRu, modelEn),
  reference_is_itself: both(
    () => "Чтобы изменить сам кадр, отметьте «Изменить этот кадр». Ничего не отправлено.",
    () => "To edit the frame itself, tick “Change this frame”. Nothing was sent.",
  ),
  references_not_taken: both(
    (f) => `Их принимают: ${f["takers"]}. Ничего не отправлено.`,
    (f) => `These do: ${f["takers"]}. Nothing was sent.`,
  ),
  references_demanded: both(
    () => "Добавьте его в поле «Образцы» или отметьте «Изменить этот кадр». Ничего не отправлено.",
    () => "Add one in “References”, or tick “Change this frame”. Nothing was sent.",
  ),
} satisfies Partial<Record<Code, Both<Sentence>>>;

/** An error as the page shows it. */
export function explainOnPage(error: unknown, lang: Lang, occasion: Occasion): Explanation {
  const text = explain(error, lang, occasion);
  return error instanceof GeneratorError ? onPage(text, error.code, error.facts, lang) : text;
}

/** A finding as the page shows it. */
export function explainFindingOnPage(finding: Finding, lang: Lang): Explanation {
  return onPage(explainFinding(finding, lang), finding.code, finding.facts, lang);
}

function onPage(text: Explanation, code: string, facts: Facts, lang: Lang): Explanation {
  const own = entryOf<Both<Advice>>(OWN_TEXTS, code)?.[lang];
  if (own !== undefined) {
    return { ...text, line: own.line(facts), remedy: own.remedy?.(facts) };
  }
  const remedy = entryOf<Both<Sentence>>(OWN_REMEDIES, code)?.[lang];
  return remedy === undefined ? text : { ...text, remedy: remedy(facts) };
}

function both(ru: Sentence, en: Sentence): Both<Sentence> {
  return { ru, en };
}
