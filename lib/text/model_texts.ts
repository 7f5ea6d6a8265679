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
import type { Lang } from "./lang.ts";
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
      : "  fit   the model's size nearest to the film's frames",
    "",
    ru
      ? `Цены за картинку на ${PRICES_AS_OF}, справочно: счёт выставляет сервис.`
      : `Prices a picture as of ${PRICES_AS_OF}, for orientation: the service makes the bill.`,
  ];
}

function absentLine(ids: readonly string[], region: Region | undefined, lang: Lang): string {
  return lang === "ru"
    ? `В регионе ${region} нет: ${ids.join(", ")}`
    : `Not in region ${region}: ${ids.join(", ")}`;
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
    `  ${ru ? "Промпт до" : "Prompt up to"} ${model.maxPromptChars} ${
      ru ? "символов" : "characters"
    }`,
    `  ${ru ? "Картинок за заказ: до" : "Pictures an order: up to"} ${model.maxPictures}`,
    `  ${ru ? "Картинки-образцы" : "Reference pictures"}: ${referenceText(model.references, lang)}`,
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
  const area = `${square(size.minPixels)} - ${square(size.maxPixels)}`;
  const wordsOnly = maxPixelsOf(size, false);
  const more = wordsOnly === size.maxPixels
    ? ""
    : ru
    ? ` (без образцов до ${square(wordsOnly)})`
    : ` (from words alone up to ${square(wordsOnly)})`;
  return ru
    ? `всего ${area} пикселей${more}, стороны от 1:${size.maxRatio} до ${size.maxRatio}:1`
    : `${area} pixels in all${more}, sides from 1:${size.maxRatio} to ${size.maxRatio}:1`;
}

function square(pixels: number): string {
  const side = Math.round(Math.sqrt(pixels));
  return `${side}×${side}`;
}

function referenceText(rule: ReferenceRule | undefined, lang: Lang): string {
  const ru = lang === "ru";
  if (rule === undefined) return ru ? "не принимает" : "none";
  if (rule.min === 0) return ru ? `до ${rule.max}` : `up to ${rule.max}`;
  return ru ? `от ${rule.min} до ${rule.max}` : `${rule.min} to ${rule.max}`;
}

/** Only what a model does not take is worth a line. */
function parameterLines({ parameters }: Model, lang: Lang): string[] {
  const missing = PARAMETERS.filter((each) => !parameters.includes(each));
  if (missing.length === 0) return [];
  return [`  ${lang === "ru" ? "Не принимает" : "Does not take"}: ${missing.join(", ")}`];
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
  const per = seconds === 1 ? (ru ? "с" : "s") : `${seconds} ${ru ? "с" : "s"}`;
  return ru
    ? `${region}: ${name}, ${price}, ${count} запр./${per}, ${maxOpenTasks} задач сразу`
    : `${region}: ${name}, ${price}, ${count} requests/${per}, ${maxOpenTasks} tasks at once`;
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
      `${ru ? "больше" : "above"} ${large.abovePixels} ${ru ? "пикселей" : "pixels"} ${
        money(large.pictureMicros)
      }`,
    ]),
    ...(referenceMicros === undefined
      ? []
      : [`${ru ? "образец" : "a reference"} ${money(referenceMicros)}`]),
  ].join(", ");
}
