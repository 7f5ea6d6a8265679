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
import type { Lang } from "./lang.ts";
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
  const { index, picture, replaced, hidden, clipSetAside: clip } = result;
  const ru = lang === "ru";
  return [
    ru
      ? `✅ Иллюстрация ${index}: на месте оригинала ${pictureText(picture)}`
      : `✅ Illustration ${index}: ${pictureText(picture)} stands in the original's place`,
    ...(replaced === undefined ? [] : [
      linkedLine(
        `   ${ru ? "Прежняя картинка" : "Former picture"}: ${replaced.id}, ${replaced.path}`,
        { text: replaced.path, path: replaced.path },
      ),
    ]),
    ...hiddenLines(hidden, lang),
    ...(result.promptSaved
      ? [`   ${ru ? "Промпт записан в" : "Prompt written into"} illustrations.json`]
      : []),
    ...(clip === undefined ? [] : [`   ${ru ? "Клип убран в архив" : "Clip put aside"}: ${clip}`]),
    takeBackLine(index, lang),
    ...(result.isRehearsal
      ? [
        ru
          ? "⚠️  Это картинка репетиции: для фильма закажите настоящую."
          : "⚠️  This is a rehearsal's picture: order a real one for the film.",
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
  const head = lang === "ru" ? "Ушли из images/ в архив" : "Left images/ for the store";
  return hidden.length === 0 ? [] : [`   ${head}: ${hidden.join(", ")}`];
}

function takeBackLine(index: number, lang: Lang): string {
  return `   ${lang === "ru" ? "Вернуть" : "To take back"}: undo --index ${index}`;
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
      : `🚫 Illustration ${index}: none of the pictures will do`,
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
    ? `${head}${ru ? "остаётся" : "stays with"} ${pictureText(picture)}`
    : `${head}${ru ? "оригинал остаётся" : "the original stays"}`;
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
    ? (ru ? "оригинала снова нет" : "there is no original again")
    : ru
    ? `снова ${pictureText(restored)}`
    : `${pictureText(restored)} again`;
  return [
    `↩️  ${ru ? "Иллюстрация" : "Illustration"} ${index}: ${now}`,
    ...(removed === undefined ? [] : [
      linkedLine(
        `   ${ru ? "Снята" : "Taken out"}: ${removed.id}, ${removed.path}`,
        { text: removed.path, path: removed.path },
      ),
    ]),
    ...(shownAgain.length === 0 ? [] : [
      `   ${ru ? "Снова в images/" : "Back in images/"}: ${shownAgain.join(", ")}`,
    ]),
    ...(result.promptRestored
      ? [`   ${ru ? "Прежний промпт снова в" : "The former prompt is back in"} illustrations.json`]
      : []),
    ...(clip === undefined ? [] : [
      `   ${ru ? "Клип вернулся" : "The clip is back"}: ${basename(clip)}`,
    ]),
    ...(stepsLeft === 0 ? [] : [
      `   ${ru ? "Можно отменить ещё решений" : "More decisions to take back"}: ${stepsLeft}`,
    ]),
    ...findingLines([...result.notes, ...result.stillOld], lang),
  ];
}

const UNDONE_TEXTS: Readonly<Record<Lang, Readonly<Record<VerdictResult["kind"], string>>>> = {
  ru: {
    keep: "решение оставить оригинал отменено",
    reject: "решение, что ничего не подошло, отменено",
  },
  en: {
    keep: "the decision to keep the original is taken back",
    reject: "the decision that none will do is taken back",
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
