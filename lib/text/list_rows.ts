/**
 * The film in one line a number, under a line that counts.
 * @module
 */
import { basename } from "node:path";
import type { ListedIllustration, Listing } from "../film/listing.ts";
import { type Standing, standingOf, STANDINGS } from "../film/standing.ts";
import { enForm, type Lang, ruForm } from "./lang.ts";
import { type Line, linkedLine } from "./line.ts";
import { cutToWidth, padToWidth, textWidth } from "./width.ts";

const SIGNS: Readonly<Record<Standing, string>> = {
  undecided: "○",
  decided: "●",
  rejected: "✖",
  working: "◔",
  failed: "!",
  bare: "·",
};

/** What a standing is called in the list; the words of the filter are the English keys. */
const STANDING_TEXTS: Readonly<Record<Lang, Readonly<Record<Standing, string>>>> = {
  ru: {
    undecided: "не решено",
    decided: "решено",
    rejected: "не подошло",
    working: "в работе",
    failed: "не удалось",
    bare: "без вариантов",
  },
  en: {
    undecided: "undecided",
    decided: "decided",
    rejected: "rejected",
    working: "in progress",
    failed: "failed",
    bare: "no candidates",
  },
};

/** Name, how many, and how many stand where. */
export function summaryLine({ name, illustrations }: Listing, lang: Lang): string {
  const count = illustrations.length;
  const head = lang === "ru"
    ? `${count} ${ruForm(count, "иллюстрация", "иллюстрации", "иллюстраций")}`
    : `${count} ${enForm(count, "illustration", "illustrations")}`;
  const counts = Map.groupBy(illustrations, standingOf);
  const parts = STANDINGS.flatMap((standing) => {
    const size = counts.get(standing)?.length ?? 0;
    return size === 0 ? [] : [`${STANDING_TEXTS[lang][standing]} ${size}`];
  });
  return [`📁 ${name}: ${head}`, ...parts].join(" · ");
}

/**
 * One line an illustration.
 * @param columns of the window; the title is cut to it. Undefined: nothing is cut
 */
export function illustrationRows(
  illustrations: readonly ListedIllustration[],
  columns: number | undefined,
  lang: Lang,
): Line[] {
  const words = Object.values(STANDING_TEXTS[lang]);
  const widths = {
    index: Math.max(3, ...illustrations.map(({ index }) => String(index).length)),
    standing: Math.max(...words.map(textWidth)),
  };
  return illustrations.map((each) => row(each, widths, columns, lang));
}

function row(
  item: ListedIllustration,
  widths: { readonly index: number; readonly standing: number },
  columns: number | undefined,
  lang: Lang,
): Line {
  const standing = standingOf(item);
  const head = [
    String(item.index).padStart(widths.index),
    `${SIGNS[standing]} ${padToWidth(STANDING_TEXTS[lang][standing], widths.standing)}`,
    padToWidth(choiceText(item, lang), 5),
  ].join("  ");
  const notes = notesOf(item, lang);
  const room = columns === undefined
    ? Infinity
    : columns - textWidth(head) - textWidth(notes) - (notes === "" ? 3 : 5);
  const title = cutToWidth((item.title ?? "").replaceAll(/\s+/g, " ").trim(), Math.max(8, room));
  const text = [head, title, notes].filter((each) => each !== "").join("  ");
  const path = item.original;
  return linkedLine(text, path === undefined ? undefined : { text: title || basename(path), path });
}

/** What stands in place, if it was chosen here; else how many there are to choose from. */
function choiceText(
  { decision, accepted, candidates, strangers }: ListedIllustration,
  lang: Lang,
): string {
  const isChosen = decision !== undefined && !decision.isOutdated && decision.kind !== "reject";
  if (isChosen) return accepted?.pictureId ?? (lang === "ru" ? "ориг." : "orig.");
  const count = strangers.length + candidates.filter(({ kind }) => kind !== "original").length;
  return count === 0 ? "" : `×${count}`;
}

function notesOf({ decision, frames, clip, original }: ListedIllustration, lang: Lang): string {
  const ru = lang === "ru";
  return [
    ...(original === undefined ? [ru ? "оригинала нет" : "no original"] : []),
    ...(frames.length === 0 ? [] : [
      `⚠️ ${frames.length} ${
        ru
          ? ruForm(frames.length, "кадр", "кадра", "кадров")
          : enForm(frames.length, "frame", "frames")
      }`,
    ]),
    ...(clip === undefined ? [] : [`🎬 ${clip}`]),
    ...(decision?.reason === undefined || decision.isOutdated
      ? []
      : [ru ? `«${decision.reason}»` : `"${decision.reason}"`]),
  ].join("  ");
}

/** Said in place of the rows when a filter leaves none: silence would look like a failure. */
export function noneListedText(lang: Lang): string {
  return lang === "ru" ? "  таких номеров нет" : "  no such numbers";
}
