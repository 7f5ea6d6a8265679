/**
 * How deciding about several illustrations ended.
 * @module
 */
import { GeneratorError } from "../errors.ts";
import { explain, explanationLines } from "./explain.ts";
import type { Lang } from "./lang.ts";
import { formatNumbers } from "../pipeline/selection.ts";

/** Why one number of several was not decided; a sentence about that very number names it itself. */
export function undecidedLines(index: number, error: unknown, lang: Lang): string[] {
  const explanation = explain(error, lang);
  if (error instanceof GeneratorError && error.facts["index"] === index) {
    return explanationLines(explanation, lang);
  }
  const { line, ...rest } = explanation;
  const text = line.replace(/^❌ /, "");
  const head = lang === "ru" ? `❌ Иллюстрация ${index}` : `❌ Illustration ${index}`;
  return explanationLines({ ...rest, line: `${head}: ${text}` }, lang);
}

/**
 * The end of the report, when not all was decided.
 * @param isUndo the decisions were taken back
 */
export function batchLines(
  decided: readonly number[],
  failed: readonly number[],
  missing: readonly number[],
  lang: Lang,
  isUndo: boolean,
): string[] {
  const ru = lang === "ru";
  const done = isUndo ? (ru ? "Отменено" : "Undone") : ru ? "Решено" : "Decided";
  const part = (head: string, numbers: readonly number[]) =>
    numbers.length === 0 ? [] : [`${head}: ${formatNumbers(numbers)}`];
  if (failed.length + missing.length === 0) return [];
  return [[
    ...part(done, decided),
    ...part(ru ? "не удалось" : "failed", failed),
    ...part(ru ? "нет таких иллюстраций" : "no such illustrations", missing),
  ].join("; ")];
}
