/**
 * How deciding about several illustrations ended.
 * @module
 */
import { explain, explanationLines } from "./explain.ts";
import type { Lang } from "./lang.ts";
import { formatNumbers } from "../pipeline/selection.ts";

/** Why one number of several was not decided. */
export function undecidedLines(index: number, error: unknown, lang: Lang): string[] {
  const { line, ...rest } = explain(error, lang);
  const text = line.replace(/^❌ /, "");
  const head = lang === "ru" ? `❌ Иллюстрация ${index}` : `❌ Illustration ${index}`;
  return explanationLines({ ...rest, line: `${head}: ${text}` }, lang);
}

/** The end of the report, when not all was decided. */
export function batchLines(
  decided: readonly number[],
  failed: readonly number[],
  missing: readonly number[],
  lang: Lang,
): string[] {
  const ru = lang === "ru";
  const part = (head: string, numbers: readonly number[]) =>
    numbers.length === 0 ? [] : [`${head}: ${formatNumbers(numbers)}`];
  if (failed.length + missing.length === 0) return [];
  return [[
    ...part(ru ? "Решено" : "Decided", decided),
    ...part(ru ? "не удалось" : "failed", failed),
    ...part(ru ? "нет таких иллюстраций" : "no such illustrations", missing),
  ].join("; ")];
}
