/**
 * What is said about pictures: their names, what they share, and what is a picture's own.
 * @module
 */
import type { Illustration, Picture } from "./illustration.ts";
import { dateText, sizeText, t } from "./words.ts";

/** The picture's name for people. */
export function pictureTitle(picture: Picture): string {
  if (picture.number === 0) return t("original");
  switch (picture.kind) {
    case "current":
      return t("unknownFile");
    case "original":
      return t("formerOriginal", { id: picture.id });
    case "found":
      return t("foundFile", { id: picture.id });
    default:
      return t("candidate", { id: picture.id });
  }
}

/** The same where there is little room: people who saw the long name know the id. */
export function shortTitle(picture: Picture): string {
  return picture.kind === "candidate" && picture.number !== 0 ? picture.id : pictureTitle(picture);
}

type FactName = "model" | "references" | "size" | "seed" | "price" | "date";

/** In the order people look for them. */
const FACTS: Readonly<Record<FactName, (picture: Picture) => string>> = {
  model: ({ model }) => model ?? "",
  references: ({ references, isEdit }) =>
    [
      isEdit ? t("editFact") : "",
      references.length === 0 ? "" : t("referencesFact", { names: references.join(", ") }),
    ].filter((each) => each !== "").join(", "),
  size: ({ width, height }) => sizeText(width, height),
  seed: ({ seed }) => seed === undefined ? "" : t("seedFact", { seed }),
  price: ({ isRehearsal, price }) => isRehearsal ? t("rehearsalFact") : price ?? "",
  date: ({ date }) => date === undefined ? "" : dateText(date),
};

/** All facts of a picture's making. */
export function factsOf(picture: Picture): string[] {
  return Object.values(FACTS).map((fact) => fact(picture)).filter((each) => each !== "");
}

/** Said once of a row, and what is left to say of each of its pictures. */
export interface RowFacts {
  readonly shared: readonly string[];
  own(picture: Picture): readonly string[];
}

/** What all candidates of a row have in common is said once. */
export function rowFacts({ pictures }: Illustration): RowFacts {
  const candidates = pictures.filter(({ kind }) => kind === "candidate");
  const [first, ...rest] = candidates;
  const isShared = (fact: (picture: Picture) => string) =>
    first !== undefined && rest.every((each) => fact(each) === fact(first));
  const [shared, differing] = [
    Object.values(FACTS).filter(isShared),
    Object.values(FACTS).filter((fact) => !isShared(fact)),
  ];
  const said = (facts: readonly ((picture: Picture) => string)[], picture: Picture) =>
    facts.map((fact) => fact(picture)).filter((each) => each !== "");
  const shown = first === undefined ? [] : said(shared, first);
  return {
    shared: shown,
    own: (picture) =>
      picture.kind === "candidate"
        ? said(differing, picture)
        : [FACTS.size(picture)].filter((each) => each !== "" && !shown.includes(each)),
  };
}
