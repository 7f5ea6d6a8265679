/**
 * What `accept`, `keep`, `reject` and `undo` report, for people and for programs.
 * @module
 */
import { basename } from "node:path";
import type { AcceptResult } from "../choose/accept.ts";
import type { Candidate } from "../film/candidate.ts";
import type { UndoResult } from "../choose/undo.ts";
import type { VerdictResult } from "../choose/verdict.ts";
import { findingLines, findingsJson } from "./finding_lines.ts";
import { enForm, type Lang, ruForm } from "./lang.ts";
import { type Line, linkedLine } from "./line.ts";
import { formatMoney } from "./money.ts";

/** A picture in a few words: id, model, size, seed, price. */
export function pictureText({ id, provenance, width, height, sourceName }: Candidate): string {
  const facts = [
    provenance?.model ?? sourceName,
    width === undefined || height === undefined ? undefined : `${width}×${height}`,
    provenance?.seed === undefined ? undefined : `seed ${provenance.seed}`,
    provenance?.price === undefined || provenance.isRehearsal
      ? undefined
      : formatMoney(provenance.price, provenance.currency),
  ].filter((each) => each !== undefined);
  return facts.length === 0 ? id : `${id} (${facts.join(", ")})`;
}

/** What accepting did. */
export function acceptLines(result: AcceptResult, lang: Lang): Line[] {
  const { index, picture, isUnchanged, replaced, hidden, clipSetAside: clip } = result;
  const ru = lang === "ru";
  return [
    ru
      ? `✅ Иллюстрация ${index}: ${isUnchanged ? "уже" : "теперь это"} ${pictureText(picture)}`
      : `✅ Illustration ${index} is ${isUnchanged ? "already" : "now"} ${pictureText(picture)}`,
    ...(replaced === undefined || isUnchanged ? [] : [
      linkedLine(
        `   ${ru ? "Прежняя картинка" : "Previous picture"}: ${replaced.id}, ${replaced.path}`,
        { text: replaced.path, path: replaced.path },
      ),
    ]),
    ...hiddenLines(hidden, lang),
    ...(result.promptSaved
      ? [`   ${ru ? "Промпт записан в" : "Prompt saved to"} illustrations.json`]
      : []),
    ...(clip === undefined
      ? []
      : [`   ${ru ? "Клип убран в хранилище" : "Clip moved to .alibaba/"}: ${clip}`]),
    takeBackLine(index, lang),
    ...(result.isRehearsal
      ? [
        ru
          ? "⚠️  Это учебная картинка (репетиция): для фильма закажите настоящую."
          : "⚠️  This picture is from a rehearsal: order a real one for the film.",
      ]
      : []),
    ...findingLines([...result.warnings, ...result.stillOld], lang),
  ];
}

/** The same for programs. */
export function acceptFacts(result: AcceptResult, lang: Lang): object {
  return {
    ...result,
    stillOld: findingsJson(result.stillOld, lang),
    warnings: findingsJson(result.warnings, lang),
  };
}

function hiddenLines(hidden: readonly string[], lang: Lang): string[] {
  const head = lang === "ru" ? "Убраны из images/ в хранилище" : "Moved from images/ to .alibaba/";
  return hidden.length === 0 ? [] : [`   ${head}: ${hidden.join(", ")}`];
}

function takeBackLine(index: number, lang: Lang): string {
  return `   ${lang === "ru" ? "Отменить" : "To undo"}: undo --index ${index}`;
}

/** What keeping or rejecting did. */
export function verdictLines(result: VerdictResult, lang: Lang): string[] {
  const { index, kind, hidden, reason } = result;
  const ru = lang === "ru";
  return [
    kind === "keep"
      ? keptLine(result, lang)
      : ru
      ? `🚫 Иллюстрация ${index}: ни одна картинка не подошла`
      : `🚫 Illustration ${index}: none of the pictures is good enough`,
    ...(reason === undefined ? [] : [`   ${ru ? "Причина" : "Reason"}: ${reason}`]),
    ...hiddenLines(hidden, lang),
    ...(kind === "keep" ? [] : [
      `   ${ru ? "Заказать заново" : "To order again"}: --indices ${index}`,
    ]),
    takeBackLine(index, lang),
    ...findingLines(result.warnings, lang),
  ];
}

function keptLine({ index, picture }: VerdictResult, lang: Lang): string {
  const ru = lang === "ru";
  const head = ru ? `✅ Иллюстрация ${index}: ` : `✅ Illustration ${index}: `;
  // What an earlier acceptance put there is named, so that nobody takes it for the first original.
  return picture?.kind === "candidate"
    ? `${head}${ru ? `остаётся ${pictureText(picture)}` : `${pictureText(picture)} is kept`}`
    : `${head}${ru ? "оригинал остаётся" : "the original is kept"}`;
}

/** The same for programs. */
export function verdictFacts(result: VerdictResult, lang: Lang): object {
  return { ...result, warnings: findingsJson(result.warnings, lang) };
}

/** What taking back did. */
export function undoLines(result: UndoResult, lang: Lang): Line[] {
  const { index, restored, removed, shownAgain, clipRestored: clip, stepsLeft } = result;
  const ru = lang === "ru";
  const now = result.undoesKind !== "accept"
    ? UNDONE_TEXTS[lang][result.undoesKind]
    : restored === undefined
    ? (ru ? "оригинала снова нет" : "no original again, as before")
    : ru
    ? `снова ${pictureText(restored)}`
    : `back to ${pictureText(restored)}`;
  return [
    `↩️  ${ru ? "Иллюстрация" : "Illustration"} ${index}: ${now}`,
    ...(removed === undefined ? [] : [
      linkedLine(
        `   ${ru ? "Убрана из фильма" : "Removed from the film"}: ${removed.id}, ${removed.path}`,
        { text: removed.path, path: removed.path },
      ),
    ]),
    ...(shownAgain.length === 0 ? [] : [
      `   ${ru ? "Снова в images/" : "Back in images/"}: ${shownAgain.join(", ")}`,
    ]),
    ...(result.promptRestored
      ? [`   ${ru ? "Прежний промпт снова в" : "Previous prompt restored in"} illustrations.json`]
      : []),
    ...(clip === undefined ? [] : [
      `   ${ru ? "Клип вернулся" : "Clip restored"}: ${basename(clip)}`,
    ]),
    ...(stepsLeft === 0 ? [] : [
      `   ${
        ru
          ? `Можно отменить ещё ${stepsLeft} ${ruForm(stepsLeft, "решение", "решения", "решений")}`
          : `${stepsLeft} earlier ${enForm(stepsLeft, "decision", "decisions")} can be undone`
      }`,
    ]),
    ...findingLines([...result.notes, ...result.stillOld], lang),
  ];
}

const UNDONE_TEXTS: Readonly<Record<Lang, Readonly<Record<VerdictResult["kind"], string>>>> = {
  ru: {
    keep: "решение оставить оригинал отменено",
    reject: "отказ от всех вариантов отменён",
  },
  en: {
    keep: "the decision to keep the original is undone",
    reject: "the rejection is undone",
  },
};

/** The same for programs. */
export function undoFacts(result: UndoResult, lang: Lang): object {
  return {
    ...result,
    notes: findingsJson(result.notes, lang),
    stillOld: findingsJson(result.stillOld, lang),
  };
}

/** The candidates of an illustration, to choose from on a terminal. */
export function choiceLines(index: number, candidates: readonly Candidate[], lang: Lang): Line[] {
  const head = lang === "ru"
    ? `Варианты иллюстрации ${index}:`
    : `Candidates of illustration ${index}:`;
  return [
    head,
    ...candidates.map((each) => {
      const name = basename(each.viewPath ?? "");
      const text = `   ${pictureText(each)}  ${name}`.trimEnd();
      return linkedLine(text, { text: name === "" ? each.id : name, path: each.path });
    }),
  ];
}

/** Asks for one of them. */
export function choiceQuestion(lang: Lang): string {
  return lang === "ru"
    ? "Какой поставить? (id, Enter — отмена) "
    : "Which one? (id, Enter cancels) ";
}

/** Said when nobody chose. */
export function notChosenText(lang: Lang): string {
  return lang === "ru" ? "Отменено: ничего не изменено." : "Cancelled: nothing was changed.";
}
