/**
 * What was spent, for people, spreadsheets and programs.
 * @module
 */
import { localDay } from "../ledger/local_day.ts";
import { amountOf } from "../money.ts";
import {
  type Cost,
  COST_KEYS,
  type CostGroup,
  type CostKey,
  groupCost,
  totalCost,
} from "../run/cost.ts";
import { enForm, type Lang, ruForm } from "./lang.ts";
import { formatMoney } from "./money.ts";
import { ceilingJson, toJson } from "./run_json.ts";
import { leftLine } from "./spending_texts.ts";

/** Days that are shown unless only days were asked for. */
const SHOWN_DAYS = 14;

/** Characters of the longest bar. */
const BAR_WIDTH = 24;

const HEADS: Readonly<Record<Lang, Readonly<Record<CostKey, string>>>> = {
  ru: { day: "По дням", model: "По моделям", pipeline: "По пайплайнам" },
  en: { day: "By day", model: "By model", pipeline: "By pipeline" },
};

/**
 * The costs for people.
 * @param by only this way of telling them apart, in full; undefined: each
 */
export function costLines(cost: Cost, by: CostKey | undefined, lang: Lang): string[] {
  const ru = lang === "ru";
  const ceilings = cost.ceilings.map((each) => `  ${leftLine(each, lang)}`);
  const limits = ceilings.length === 0
    ? []
    : [ru ? "Потолки расходов" : "Spending ceilings", ...ceilings];
  if (cost.rows.length === 0) {
    return [ru ? "Пока ничего не потрачено." : "Nothing has been spent yet.", ...limits];
  }
  const keys = by === undefined ? COST_KEYS : [by];
  return [
    ...totalCost(cost.rows).map((each) => totalLine(each, lang)),
    ...sinceLines(cost, lang),
    ...limits,
    ...keys.flatMap((key) => {
      const all = groupCost(cost.rows, key);
      const shown = by === undefined && key === "day" ? all.slice(-SHOWN_DAYS) : all;
      return ["", HEADS[lang][key], ...barLines(shown, lang)];
    }),
  ];
}

function totalLine(group: CostGroup, lang: Lang): string {
  const ru = lang === "ru";
  return `💰 ${ru ? "Потрачено" : "Spent"}: ${amountText(group, lang)}`;
}

/** `$0.30, 10 pictures; reserved $0.03; unknown $0.06` */
function amountText(group: CostGroup, lang: Lang): string {
  const ru = lang === "ru";
  const { currency, pictures, billedMicros, reservedMicros, unknownMicros } = group;
  const money = (micros: number) => formatMoney(amountOf(micros), currency);
  const count = (n: number) =>
    ru
      ? `${n} ${ruForm(n, "картинка", "картинки", "картинок")}`
      : `${n} ${enForm(n, "picture", "pictures")}`;
  const isPriced = currency !== undefined;
  const part = (ruWord: string, enWord: string, n: number, micros: number) =>
    n === 0 ? [] : [`${ru ? ruWord : enWord} ${isPriced ? money(micros) : count(n)}`];
  const head = isPriced
    ? `${money(billedMicros)}, ${count(pictures.billed)}`
    : `${ru ? "цена неизвестна" : "price unknown"}, ${count(pictures.billed)}`;
  return [
    head,
    ...part("отложено", "reserved", pictures.reserved, reservedMicros),
    ...part("неизвестно", "unknown", pictures.unknown, unknownMicros),
    ...(pictures.refused === 0 ? [] : [`${ru ? "отклонено" : "refused"} ${pictures.refused}`]),
  ].join("; ");
}

function sinceLines({ countsFromMs, rows }: Cost, lang: Lang): string[] {
  if (countsFromMs === undefined) return [];
  const from = localDay(countsFromMs);
  const first = rows.map(({ day }) => day).reduce((a, b) => a < b ? a : b);
  const ru = lang === "ru";
  if (first >= from) {
    return [ru ? `Учёт полный с ${from}.` : `Complete since ${from}.`];
  }
  return [
    ru
      ? `Учёт полный с ${from}; до этого (с ${first}) — только то, что нашлось в журналах пайплайнов.`
      : `Complete since ${from}; before that (from ${first}) only what the pipelines' journals show.`,
  ];
}

/** Solid: billed; light: may have been billed or is under way. */
function barLines(groups: readonly CostGroup[], lang: Lang): string[] {
  const width = Math.max(...groups.map(({ name }) => [...name].length));
  const most = new Map<string | undefined, number>();
  for (const each of groups) {
    most.set(each.currency, Math.max(most.get(each.currency) ?? 0, allMicros(each)));
  }
  return groups.map((group) => {
    const scale = BAR_WIDTH / Math.max(1, most.get(group.currency) ?? 1);
    const solid = Math.round(group.billedMicros * scale);
    const whole = Math.round(allMicros(group) * scale);
    const bar = ("█".repeat(solid) + "░".repeat(Math.max(0, whole - solid))).padEnd(BAR_WIDTH);
    const name = group.name + " ".repeat(width - [...group.name].length);
    return `  ${name}  ${bar}  ${amountText(group, lang)}`;
  });
}

function allMicros({ billedMicros, reservedMicros, unknownMicros }: CostGroup): number {
  return billedMicros + reservedMicros + unknownMicros;
}

const CSV_COLUMNS = [
  "day",
  "pipeline",
  "model",
  "region",
  "currency",
  "billed",
  "reserved",
  "unknown",
  "pictures_billed",
  "pictures_reserved",
  "pictures_unknown",
  "pictures_free",
  "pictures_refused",
] as const;

/** The rows as CSV (RFC 4180) with a head, one a day, pipeline, model, region and currency. */
export function costCsv({ rows }: Cost): string[] {
  const sorted = rows.toSorted((a, b) => a.day < b.day ? -1 : a.day > b.day ? 1 : 0);
  return [
    CSV_COLUMNS.join(","),
    ...sorted.map((row) => {
      const { pictures } = row;
      const money = (micros: number) => row.currency === undefined ? "" : String(amountOf(micros));
      return [
        row.day,
        row.pipeline,
        row.model,
        row.region,
        row.currency ?? "",
        money(row.billedMicros),
        money(row.reservedMicros),
        money(row.unknownMicros),
        pictures.billed,
        pictures.reserved,
        pictures.unknown,
        pictures.free,
        pictures.refused,
      ].map((each) => csvCell(String(each))).join(",");
    }),
  ];
}

/** A spreadsheet takes what begins like this for a formula. */
const FORMULA_REGEXP = /^[=+\-@\t\r]/;

function csvCell(text: string): string {
  const safe = FORMULA_REGEXP.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The costs for programs, amounts as decimal numbers of their currency. */
export function costJson(cost: Cost, by: CostKey | undefined, exitCode: number): string {
  const { countsFromMs, rows, ceilings } = cost;
  const keys = by === undefined ? COST_KEYS : [by];
  return toJson({
    exitCode,
    countsFrom: countsFromMs === undefined ? undefined : new Date(countsFromMs).toISOString(),
    ceilings: ceilings.map(ceilingJson),
    totals: totalCost(rows).map(({ name: _, ...each }) => figuresJson(each)),
    ...Object.fromEntries(keys.map((key) => [
      `${key}s`,
      groupCost(rows, key).map(({ name, ...each }) => ({ [key]: name, ...figuresJson(each) })),
    ])),
  });
}

function figuresJson(group: Omit<CostGroup, "name">) {
  const isPriced = group.currency !== undefined;
  return {
    currency: group.currency,
    billed: isPriced ? amountOf(group.billedMicros) : undefined,
    reserved: isPriced ? amountOf(group.reservedMicros) : undefined,
    unknown: isPriced ? amountOf(group.unknownMicros) : undefined,
    pictures: group.pictures,
  };
}
