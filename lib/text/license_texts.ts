/**
 * Licences for people: headings in their language, the licences in the words of their owners.
 * @module
 */
import type { Notice, Notices } from "../notices/notice.ts";
import { PROGRAM, VERSION } from "../version.ts";
import { type Lang, ruForm } from "./lang.ts";
import { toJson } from "./run_json.ts";

const HEADINGS = {
  ru: {
    program: `${PROGRAM} ${VERSION}: лицензия MIT`,
    packages: (count: number) =>
      `В программу входят ${count} ${ruForm(count, "пакет", "пакета", "пакетов")} других авторов:`,
    runtimes: "В исполняемые файлы входит ещё среда выполнения, в каждый одна из двух:",
    texts: "Тексты лицензий, на языке оригинала",
  },
  en: {
    program: `${PROGRAM} ${VERSION}: MIT License`,
    packages: (count: number) => `The program contains ${count} packages by other authors:`,
    runtimes: "The binaries also contain a runtime, each one of these two:",
    texts: "Texts of the licences",
  },
} as const;

const RULE = "-".repeat(72);

/** The list of what is inside, then every licence in full. */
export function licenseLines(notices: Notices, lang: Lang): string[] {
  const heading = HEADINGS[lang];
  const { program, packages, runtimes, licenses } = notices;
  const texts = [
    { name: PROGRAM, text: program },
    ...[...packages, ...runtimes].map((each) => ({ name: titleOf(each), text: each.text })),
    ...licenses,
  ];
  return [
    heading.program,
    "",
    heading.packages(packages.length),
    ...packages.map(rowOf),
    "",
    heading.runtimes,
    ...runtimes.map(rowOf),
    "",
    heading.texts,
    ...texts.flatMap(({ name, text }) => [RULE, name, "", ...text.split("\n")]),
  ];
}

function titleOf({ name, version }: Notice): string {
  return `${name} ${version}`;
}

function rowOf(notice: Notice): string {
  return `  ${titleOf(notice)} (${notice.license})`;
}

/** The same as one document. */
export function licensesJson({ program, packages, runtimes, licenses }: Notices): string {
  const own = { name: PROGRAM, version: VERSION, license: "MIT", text: program };
  return toJson({ program: own, packages, runtimes, licenses });
}
