/**
 * The listing of a pipeline for people.
 * @module
 */
import { basename } from "node:path";
import type { Candidate, Provenance } from "../film/candidate.ts";
import type { ListedIllustration, Listing, OpenOrder } from "../film/listing.ts";
import { findingLines } from "./finding_lines.ts";
import { grouped } from "./grouped_findings.ts";
import { enForm, entryOf, type Lang, resumeCommand, ruForm } from "./lang.ts";
import { momentText } from "./moment.ts";
import { type Line, linkedLine } from "./line.ts";
import { formatMoney } from "./money.ts";

/** Longest part of a prompt that is shown. */
const PROMPT_CHARS = 70;

/** Illustrations in full, a few lines each. */
export function illustrationLines(
  illustrations: readonly ListedIllustration[],
  lang: Lang,
): Line[] {
  return illustrations.flatMap((each) => fullLines(each, lang));
}

/** What is found beside the illustrations: each of them tells its own crowd of frames. */
export function otherFindings({ illustrations, findings }: Listing, lang: Lang): string[] {
  const told = new Set(illustrations.map(({ index }) => index));
  const others = findings.filter(({ code, facts }) =>
    code !== "frames_crowded" || !told.has(Number(facts["index"]))
  );
  return findingLines(grouped(others), lang);
}

function fullLines(item: ListedIllustration, lang: Lang): Line[] {
  const ru = lang === "ru";
  const original = item.original === undefined
    ? (ru ? "оригинала нет" : "no original")
    : basename(item.original);
  return [
    linkedLine(
      `${String(item.index).padStart(3)}  ${item.title ?? ""}  [${original}]`,
      item.original === undefined ? undefined : { text: original, path: item.original },
    ),
    ...(item.prompt === undefined ? [] : [`     ${shorten(item.prompt)}`]),
    ...item.candidates.map((each) => candidateLine(each, lang)),
    ...item.strangers.map((each) =>
      `     • ${each} — ${ru ? "сделан не этой программой" : "not made by this program"}`
    ),
    ...item.openOrders.map((each) => `     ${openText(each, lang)}`),
    ...(item.accepted === undefined ? [] : [
      `     ✔ ${ru ? "на месте оригинала" : "accepted"}: ${item.accepted.pictureId} (${
        momentText(item.accepted.at)
      })`,
    ]),
    ...verdictLines(item, lang),
    ...recommendationLines(item, lang),
    ...(item.clip === undefined ? [] : [
      `     🎬 ${item.clip} — ${
        ru
          ? "видео-шаг возьмёт его вместо картинки"
          : "the video step will use it instead of the picture"
      }`,
    ]),
    ...(item.frames.length === 0 ? [] : [
      `     ⚠️  ${framesText(item.frames.length, lang)} (${item.frames.join(", ")})`,
    ]),
  ];
}

/** What is recommended and waits for a decision. */
export function recommendationLines(
  { recommendation }: Pick<ListedIllustration, "recommendation">,
  lang: Lang,
): string[] {
  if (recommendation === undefined) return [];
  const { pictureId, reason, by } = recommendation;
  const ru = lang === "ru";
  const what = pictureId ?? (ru ? "оставить оригинал" : "keep the original");
  const who = by === "mcp" ? (ru ? "ассистент советует" : "the assistant recommends") : by;
  return [`     ★ ${who}: ${what}${reason === undefined ? "" : ` — ${reason}`}`];
}

function verdictLines({ decision }: ListedIllustration, lang: Lang): string[] {
  if (decision === undefined) return [];
  const ru = lang === "ru";
  const { kind, at, reason, isOutdated } = decision;
  const why = reason === undefined ? "" : `: ${reason}`;
  return [
    ...(kind === "keep"
      ? [`     ✔ ${ru ? "оригинал оставлен" : "original kept"}${why} (${at})`]
      : []),
    ...(kind === "reject"
      ? [`     🚫 ${ru ? "ни одна не подошла" : "rejected: none is good enough"}${why} (${at})`]
      : []),
    ...(isOutdated
      ? [
        `     ${
          ru
            ? "после этого решения появились новые варианты"
            : "newer candidates came after that decision"
        }`,
      ]
      : []),
  ];
}

function framesText(count: number, lang: Lang): string {
  return lang === "ru"
    ? `${count} ${ruForm(count, "кадр", "кадра", "кадров")} на один номер`
    : `${count} ${enForm(count, "frame", "frames")} for this number`;
}

function shorten(prompt: string): string {
  const text = prompt.replaceAll(/\s+/g, " ").trim();
  if (text.length <= PROMPT_CHARS) return text;
  const chars = [...text];
  return chars.length <= PROMPT_CHARS ? text : `${chars.slice(0, PROMPT_CHARS).join("")}…`;
}

function candidateLine(candidate: Candidate, lang: Lang): Line {
  const { id, kind, path, viewPath, provenance, width, height } = candidate;
  const ru = lang === "ru";
  const where = viewPath !== undefined ? basename(viewPath) : ru ? "в хранилище" : "in .alibaba/";
  const kinds = ru
    ? { candidate: "", original: "прежний оригинал", found: "найден в images/" }
    : { candidate: "", original: "former original", found: "found in images/" };
  const facts = [
    kinds[kind],
    provenance?.model,
    width === undefined ? undefined : `${width}×${height}`,
    provenance?.seed === undefined ? undefined : `seed ${provenance.seed}`,
    provenance === undefined ? undefined : momentText(provenance.orderedAt),
    provenance?.price === undefined || provenance.isRehearsal
      ? undefined
      : formatMoney(provenance.price, provenance.currency),
    provenance?.parent === undefined ? undefined : `← ${provenance.parent}`,
    provenance === undefined ? undefined : referencesText(provenance, lang),
    provenance?.isRehearsal ? (ru ? "репетиция" : "rehearsal") : undefined,
  ].filter((each) => each !== undefined && each !== "");
  const text = viewPath === undefined ? id : where;
  return linkedLine(`     • ${id}  ${where}  ${facts.join(", ")}`, { text, path });
}

/** What was sent along: `образцы: 2, c17`. */
function referencesText({ references, isEdit }: Provenance, lang: Lang): string | undefined {
  const ru = lang === "ru";
  const others = references.slice(isEdit ? 1 : 0).map(({ source }) => source ?? "?").join(", ");
  const parts = [
    ...(isEdit ? [ru ? "правка кадра" : "edit of this frame"] : []),
    ...(others === "" ? [] : [`${ru ? "образцы" : "references"}: ${others}`]),
  ];
  return parts.length === 0 ? undefined : parts.join(", ");
}

function openText(order: OpenOrder, lang: Lang): string {
  const { state, taskId, model, isRehearsal } = order;
  const names = STATE_TEXTS[lang];
  const expiresAt = momentText(order.expiresAt);
  const until = lang === "ru"
    ? `можно забрать до ${expiresAt}`
    : `can be fetched until ${expiresAt}`;
  return `⏳ ${entryOf(names, state) ?? state}: ${model}${
    taskId === undefined ? "" : `, ${taskId}`
  }; ${until} (${resumeCommand(isRehearsal)})`;
}

const STATE_TEXTS: Readonly<Record<Lang, Readonly<Record<string, string>>>> = {
  ru: {
    planned: "запланирован",
    sending: "отправляется",
    unknown: "ответ потерян",
    open: "в работе у сервиса",
    settled: "готов, не всё сохранено",
  },
  en: {
    planned: "planned",
    sending: "being sent",
    unknown: "answer lost",
    open: "running at the service",
    settled: "ready, not all saved",
  },
};
