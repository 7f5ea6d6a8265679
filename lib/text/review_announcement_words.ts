/**
 * What the review page says once something has happened.
 * @module
 */
import type { Both } from "./lang.ts";

/** Words of its announcements. */
export const REVIEW_ANNOUNCEMENT_WORDS: Both<Readonly<Record<string, string>>> = {
  ru: {
    placed: "Иллюстрация {number}: выбран {id}.",
    kept: "Иллюстрация {number}: остаётся оригинал.",
    rejected: "Иллюстрация {number}: отклонена.",
    undone: "Иллюстрация {number}: решение отменено.",
    nothingToUndo: "Отменять нечего.",
    pickFirst: "Сначала отметьте вариант: цифрой или стрелками.",
    allDecided: "Всё решено.",
    changed: "Обновлено: {numbers}",
    gone: "Программа не отвечает. Заказанное не потеряно; запустите review снова.",
  },
  en: {
    placed: "Illustration {number}: {id} chosen.",
    kept: "Illustration {number}: the original is kept.",
    rejected: "Illustration {number}: rejected.",
    undone: "Illustration {number}: the decision is undone.",
    nothingToUndo: "There is nothing to undo.",
    pickFirst: "Pick a candidate first: press its digit or use the arrow keys.",
    allDecided: "Everything is decided.",
    changed: "Updated: {numbers}",
    gone: "The program is not responding. Nothing ordered is lost; start review again.",
  },
};
