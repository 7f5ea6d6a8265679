/**
 * References as they are typed and shown: `2`, `c17`, `auto`.
 * @module
 */
import { type Illustration, numberText, type Picture } from "./illustration.ts";
import { t } from "./words.ts";

/** What stands for the frames with the same people and places, whichever they are. */
export const AUTO = "auto";

/** The names in what was typed, each once. */
export function splitNames(text: string): string[] {
  const names = text.split(/[\s,;]+/).filter((each) => each !== "").map((each) =>
    /^([cof]\d+|auto)$/i.test(each) ? each.toLowerCase() : each
  );
  return [...new Set(names)];
}

/** What was typed, with a name added or taken out. */
export function toggleName(text: string, name: string): string {
  const names = splitNames(text);
  return (names.includes(name) ? names.filter((each) => each !== name) : [...names, name])
    .join(", ");
}

/** The picture a name stands for; undefined: there is none, or it stands for several. */
export function pictureNamed(
  name: string,
  illustrations: ReadonlyMap<number, Illustration>,
): Picture | undefined {
  if (/^\d+$/.test(name)) return illustrations.get(Number(name))?.chosen;
  for (const { pictures } of illustrations.values()) {
    const found = pictures.find(({ id }) => id === name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A reference for people: `frame 05`, `c17`. */
export function referenceTitle(name: string): string {
  return /^\d+$/.test(name) ? t("referenceFrame", { number: numberText(Number(name)) }) : name;
}
