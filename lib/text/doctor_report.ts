/**
 * The findings of `doctor`, for people and for programs.
 * @module
 */
import type { Check, CheckArea } from "../doctor/check.ts";
import type { Diagnosis } from "../doctor/doctor.ts";
import { explainFinding, type Explanation } from "./explain.ts";
import { forSeveral, grouped } from "./grouped_findings.ts";
import { enForm, type Lang, ruForm } from "./lang.ts";
import { toJson } from "./run_json.ts";

const AREA_TEXTS: Readonly<Record<Lang, Readonly<Record<CheckArea, string>>>> = {
  ru: {
    settings: "Настройки",
    service: "Сервис",
    folder: "Папка",
    journal: "Журнал",
    frames: "Кадры",
  },
  en: {
    settings: "Settings",
    service: "Service",
    folder: "Folder",
    journal: "Journal",
    frames: "Frames",
  },
};

const SIGNS = { right: "✅", note: "ℹ️ ", warning: "⚠️ ", wrong: "❌" } as const;

function textOf(found: Check, lang: Lang): Explanation {
  const { line, ...rest } = explainFinding(found, lang);
  return { ...rest, line: line.replace(/^❌ /, "") };
}

/** The findings by area, each that is wrong with its remedy. */
export function diagnosisLines({ checks, tidied, isSound }: Diagnosis, lang: Lang): string[] {
  const ru = lang === "ru";
  const groups = grouped(checks);
  const areas = [...new Set(groups.map(({ area }) => area))];
  const [wrong, warnings] = (["wrong", "warning"] as const)
    .map((status) => groups.filter((each) => each.status === status).length) as [number, number];
  return [
    ...tidied.map(({ name, id, path }) =>
      ru ? `📦 ${name} → ${id}, теперь в хранилище: ${path}` : `📦 ${name} → ${id}, now in ${path}`
    ),
    ...areas.flatMap((area) => [
      AREA_TEXTS[lang][area],
      ...groups.filter((each) => each.area === area).flatMap((each) => checkLines(each, lang)),
    ]),
    isSound && warnings > 0
      ? (ru
        ? `Проблем нет; ${warnings} ${
          ruForm(warnings, "предупреждение", "предупреждения", "предупреждений")
        }`
        : `No problems; ${warnings} ${enForm(warnings, "warning", "warnings")}`)
      : isSound
      ? (ru ? "Всё в порядке." : "Everything is fine.")
      : ru
      ? `Найдено проблем: ${wrong}`
      : `Problems found: ${wrong}`,
  ];
}

function checkLines(item: Check, lang: Lang): string[] {
  const { line, remedy } = textOf(item, lang);
  const head = lang === "ru" ? "Решение" : "What to do";
  return [
    `  ${SIGNS[item.status]} ${line}`,
    ...(remedy === undefined || item.status === "right"
      ? []
      : [`      ${head}: ${forSeveral(remedy)}`]),
  ];
}

/** The same for programs. */
export function diagnosisJson(diagnosis: Diagnosis, lang: Lang, exitCode: number): string {
  return toJson({
    exitCode,
    isSound: diagnosis.isSound,
    checks: diagnosis.checks.map((each) => {
      const { line, remedy } = textOf(each, lang);
      return { ...each, text: line, remedy };
    }),
    tidied: diagnosis.tidied,
  });
}
