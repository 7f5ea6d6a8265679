/**
 * The catalogue of models for people.
 * @module
 */
import {
  type Model,
  MODELS,
  type Parameter,
  PRICES_AS_OF,
  type ReferenceRule,
  type RegionalModel,
} from "../wan/models.ts";
import { RATIO_SIZES } from "../wan/order.ts";
import { amountOf, type Price } from "../wan/price.ts";
import { CATALOGUE_PRICES, type KnownPrice, type PriceList } from "../wan/price_list.ts";
import type { Region } from "../wan/regions.ts";
import { maxPixelsOf } from "../wan/size_rule.ts";
import { enForm, type Lang, ruForm } from "./lang.ts";
import { formatMoney } from "./money.ts";

const PARAMETERS: readonly Parameter[] = ["negative_prompt", "prompt_extend", "watermark", "seed"];

/** What of the catalogue is shown. */
export interface ModelListing {
  /** Only what this region has; undefined: all regions. */
  readonly region?: Region | undefined;
  /** @default {CATALOGUE_PRICES} */
  readonly prices?: PriceList;
}

/** The catalogue with prices of somebody's own, each with the day and the place it is from. */
export function pricedModels(prices: PriceList): readonly Model[] {
  return MODELS.map((model) => ({
    ...model,
    regions: Object.fromEntries(
      Object.entries(model.regions).map(([region, row]) => {
        const known = prices.find(model.id, region as Region);
        if (known?.source === undefined) return [region, row];
        const { price, asOf: priceAsOf, source: priceSource } = known;
        return [region, { ...row, price, priceAsOf, priceSource }];
      }),
    ),
  }));
}

/** The catalogue with the recommended sizes. */
export function modelLines(
  lang: Lang,
  { region, prices = CATALOGUE_PRICES }: ModelListing = {},
): string[] {
  const ru = lang === "ru";
  const shown = MODELS.filter(({ regions }) => region === undefined || region in regions);
  const absent = MODELS.filter((model) => !shown.includes(model)).map(({ id }) => id);
  return [
    ...shown.flatMap((model) => oneModel(model, lang, { region, prices })),
    ...(absent.length === 0 ? [] : ["", absentLine(absent, region, lang)]),
    "",
    ru ? "Рекомендуемые размеры:" : "Recommended sizes:",
    ...Object.entries(RATIO_SIZES).map(([ratio, size]) =>
      `  ${ratio.padEnd(5)} ${size.width}x${size.height}`
    ),
    ru
      ? "  fit   ближайший к кадрам фильма размер модели"
      : "  fit   the model's size closest to the film's frames",
    "",
    ru
      ? `Цены за картинку на ${PRICES_AS_OF}, справочно: счёт выставляет Alibaba.`
      : `Prices per picture as of ${PRICES_AS_OF}, for guidance only: the bill comes from Alibaba.`,
  ];
}

function absentLine(ids: readonly string[], region: Region | undefined, lang: Lang): string {
  return lang === "ru"
    ? `В регионе ${region} недоступны: ${ids.join(", ")}`
    : `Not available in ${region}: ${ids.join(", ")}`;
}

function oneModel(
  model: Model,
  lang: Lang,
  { region, prices = CATALOGUE_PRICES }: ModelListing,
): string[] {
  const ru = lang === "ru";
  const mark = model.isRecommended ? (ru ? " (рекомендуется)" : " (recommended)") : "";
  const rows = Object.entries(model.regions).filter(([name]) => [name, undefined].includes(region));
  return [
    `${model.id}${mark} - ${model.title}`,
    `  ${ru ? "Размер" : "Size"}: ${sizeText(model, lang)}`,
    `  ${ru ? "Промпт: до" : "Prompt: up to"} ${model.maxPromptChars} ${
      ru ? "символов" : "characters"
    }`,
    `  ${ru ? "Картинок за заказ: до" : "Images per order: up to"} ${model.maxPictures}`,
    `  ${ru ? "Картинки-образцы" : "Reference images"}: ${referenceText(model.references, lang)}`,
    ...parameterLines(model, lang),
    ...rows.map(([name, row]) =>
      `  ${regionText(name, row, prices.find(model.id, name as Region), lang)}`
    ),
  ];
}

function sizeText({ size }: Model, lang: Lang): string {
  const ru = lang === "ru";
  if (size.kind === "side") {
    return ru
      ? `стороны ${size.minSide}-${size.maxSide} пикселей`
      : `sides ${size.minSide}-${size.maxSide} pixels`;
  }
  const [least, most] = [square(size.minPixels), square(size.maxPixels)];
  const wordsOnly = maxPixelsOf(size, false);
  const more = wordsOnly === size.maxPixels
    ? ""
    : ru
    ? ` (без образцов до ${square(wordsOnly)})`
    : ` (up to ${square(wordsOnly)} without references)`;
  return ru
    ? `от ${least} до ${most} пикселей в сумме${more}, соотношение сторон от 1:${size.maxRatio} до ${size.maxRatio}:1`
    : `${least} to ${most} pixels in total${more}, aspect ratio 1:${size.maxRatio} to ${size.maxRatio}:1`;
}

function square(pixels: number): string {
  const side = Math.round(Math.sqrt(pixels));
  return `${side}×${side}`;
}

function referenceText(rule: ReferenceRule | undefined, lang: Lang): string {
  const ru = lang === "ru";
  if (rule === undefined) return ru ? "не принимает" : "not accepted";
  if (rule.min === 0) return ru ? `до ${rule.max}` : `up to ${rule.max}`;
  return ru ? `от ${rule.min} до ${rule.max}` : `${rule.min} to ${rule.max}`;
}

/** Only what a model does not take is worth a line. */
function parameterLines({ parameters }: Model, lang: Lang): string[] {
  const missing = PARAMETERS.filter((each) => !parameters.includes(each));
  if (missing.length === 0) return [];
  return [`  ${lang === "ru" ? "Не поддерживает" : "Not supported"}: ${missing.join(", ")}`];
}

function regionText(
  region: string,
  row: RegionalModel,
  known: KnownPrice | undefined,
  lang: Lang,
): string {
  const ru = lang === "ru";
  const { name, rate: { count, windowMs }, maxOpenTasks } = row;
  const price = priceText(known?.price, lang) + originText(known, lang);
  const seconds = windowMs / 1_000;
  const [second, minute] = ru ? ["с", "мин"] : ["s", "min"];
  const per = seconds === 1 ? second : seconds === 60 ? minute : `${seconds} ${second}`;
  return ru
    ? `${region}: ${name}, ${price}, ${count} ${
      ruForm(count, "запрос", "запроса", "запросов")
    }/${per}, ${maxOpenTasks} ${ruForm(maxOpenTasks, "задача", "задачи", "задач")} одновременно`
    : `${region}: ${name}, ${price}, ${count} ${
      enForm(count, "request", "requests")
    }/${per}, ${maxOpenTasks} ${enForm(maxOpenTasks, "task", "tasks")} at a time`;
}

/** A price that is not the catalogue's own says where it is from. */
function originText(known: KnownPrice | undefined, lang: Lang): string {
  if (known?.source === undefined) return "";
  const { source, asOf } = known;
  if (asOf === undefined) return ` (${source})`;
  return lang === "ru" ? ` (на ${asOf}, ${source})` : ` (as of ${asOf}, ${source})`;
}

function priceText(price: Price | undefined, lang: Lang): string {
  const ru = lang === "ru";
  if (price === undefined) return ru ? "цена неизвестна" : "price unknown";
  const { currency, pictureMicros, large, referenceMicros } = price;
  const money = (micros: number) => formatMoney(amountOf(micros), currency);
  return [
    money(pictureMicros),
    ...(large === undefined ? [] : [
      `${money(large.pictureMicros)} ${ru ? "свыше" : "above"} ${large.abovePixels} ${
        ru ? "пикселей" : "pixels"
      }`,
    ]),
    ...(referenceMicros === undefined
      ? []
      : [`${money(referenceMicros)} ${ru ? "за образец" : "per reference"}`]),
  ].join(", ");
}
