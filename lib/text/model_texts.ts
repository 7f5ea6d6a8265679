/**
 * The catalogue of models for people.
 * @module
 */
import { type Model, MODELS, PRICES_AS_OF, type RegionalModel } from "../wan/models.ts";
import { formatSize, RATIO_SIZES } from "../wan/order.ts";
import type { Lang } from "./lang.ts";
import { formatMoney } from "./money.ts";

/** The catalogue with the recommended sizes. */
export function modelLines(lang: Lang): string[] {
  const ru = lang === "ru";
  return [
    ...MODELS.flatMap((model) => oneModel(model, lang)),
    "",
    ru ? "Рекомендуемые размеры:" : "Recommended sizes:",
    ...Object.entries(RATIO_SIZES).map(([ratio, size]) =>
      `  ${ratio.padEnd(5)} ${formatSize(size)}`
    ),
    "",
    ru
      ? `Цены за картинку на ${PRICES_AS_OF}, справочно: счёт выставляет сервис.`
      : `Prices a picture as of ${PRICES_AS_OF}, for orientation: the service makes the bill.`,
  ];
}

function oneModel(model: Model, lang: Lang): string[] {
  const ru = lang === "ru";
  const mark = model.isRecommended ? (ru ? " (рекомендуется)" : " (recommended)") : "";
  return [
    `${model.id}${mark} - ${model.title}`,
    `  ${ru ? "Размер" : "Size"}: ${sizeText(model, lang)}`,
    `  ${ru ? "Промпт до" : "Prompt up to"} ${model.maxPromptChars} ${
      ru ? "символов" : "characters"
    }`,
    ...Object.entries(model.regions).map(([region, row]) => `  ${regionText(region, row, lang)}`),
  ];
}

function sizeText({ size }: Model, lang: Lang): string {
  const ru = lang === "ru";
  if (size.kind === "side") {
    return ru
      ? `стороны ${size.minSide}-${size.maxSide} пикселей`
      : `sides ${size.minSide}-${size.maxSide} pixels`;
  }
  return ru
    ? `всего 768×768 - 1440×1440 пикселей, стороны от 1:${size.maxRatio} до ${size.maxRatio}:1`
    : `768×768 - 1440×1440 pixels in all, sides from 1:${size.maxRatio} to ${size.maxRatio}:1`;
}

function regionText(region: string, row: RegionalModel, lang: Lang): string {
  const { name, rate, maxOpenTasks, price } = row;
  const money = formatMoney(price.amount, price.currency);
  return lang === "ru"
    ? `${region}: ${name}, ${money}, ${rate.count} запр./с, ${maxOpenTasks} задач сразу`
    : `${region}: ${name}, ${money}, ${rate.count} requests/s, ${maxOpenTasks} tasks at once`;
}
