/**
 * Illustrations named by their numbers, in sentences of both languages.
 * @module
 */
import { formatNumbers } from "../pipeline/selection.ts";
import type { Lang } from "./lang.ts";

function word(isOne: boolean, lang: Lang): string {
  if (lang === "ru") return isOne ? "иллюстрация" : "иллюстрации";
  return isOne ? "illustration" : "illustrations";
}

/** `illustration 3`, `illustrations 1-3, 5`; in Russian in the nominative. */
export function illustrationsText(indices: readonly number[], lang: Lang): string {
  return `${word(indices.length === 1, lang)} ${formatNumbers(indices)}`;
}

/** Says that numbers that were asked for have no illustration. */
export function missingText(indices: readonly number[], lang: Lang): string {
  const isOne = indices.length === 1;
  const numbers = formatNumbers(indices);
  if (lang === "ru") {
    return isOne ? `Нет иллюстрации с номером ${numbers}` : `Нет иллюстраций с номерами ${numbers}`;
  }
  return isOne ? `There is no illustration ${numbers}` : `There are no illustrations ${numbers}`;
}

/**
 * Where a warning applies: ` (illustration 3)`, or nothing when it is about all.
 * @param indices as the facts of a finding hold them: `3`, `1-3, 5`; undefined: all
 */
export function whereText(indices: unknown, lang: Lang): string {
  if (indices === undefined) return "";
  const text = String(indices);
  return ` (${word(/^\d+$/.test(text), lang)} ${text})`;
}
