/**
 * The two languages of people's texts.
 * @module
 */
import { type Facts, InputError } from "../errors.ts";

/** Russian is the documented default. */
export type Lang = "ru" | "en";

/** A text in both languages. */
export interface Both<T> {
  readonly ru: T;
  readonly en: T;
}

/** A sentence made from facts. */
export type Sentence = (facts: Facts) => string;

/** What a finding or an error says, and what to do about it. */
export interface Advice {
  readonly line: Sentence;
  readonly remedy: Sentence | undefined;
}

/** A table of advice by code, whatever its codes are. */
export type AdviceTable = Readonly<Record<string, Both<Advice>>>;

/**
 * Chooses the language: the flag, else ALIBABA_LANG, else Russian.
 * @throws {InputError} `lang_invalid`
 */
export function pickLang(flag: string | undefined, fromEnv: string | undefined): Lang {
  const value = flag ?? (fromEnv || "ru");
  if (value === "ru" || value === "en") return value;
  throw new InputError("lang_invalid", {
    value,
    source: flag === undefined ? "ALIBABA_LANG" : "--lang",
  });
}

/** One entry of a table of advice: what, then what to do, in both languages. */
export function advice(
  ru: Sentence,
  en: Sentence,
  ruRemedy?: Sentence,
  enRemedy?: Sentence,
): Both<Advice> {
  return { ru: { line: ru, remedy: ruRemedy }, en: { line: en, remedy: enRemedy } };
}

/**
 * A table's entry by a name from outside. What every object has by itself (`constructor`,
 * `toString`) is no entry.
 */
export function entryOf<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/**
 * Whether facts are of a rehearsal: nothing of it is paid for, so no sentence about it speaks of
 * payment.
 */
export function isRehearsed({ isRehearsal }: Facts): boolean {
  return isRehearsal === true;
}

/** The command that fetches what the service still holds; a rehearsal's is fetched by another one. */
export function resumeCommand(isRehearsal: boolean): string {
  return isRehearsal ? "resume --rehearse" : "resume";
}

/** {@link resumeCommand} for what the facts are about. */
export const resumeOf = (f: Facts): string => resumeCommand(isRehearsed(f));

/** What becomes of all that was ordered and is not here, as a part of a sentence. */
export const resumedRu: Sentence = (f) =>
  `${isRehearsed(f) ? "заказанное" : "оплаченное"} заберёт ${resumeOf(f)}`;

/** The same in English. */
export const resumedEn: Sentence = (f) =>
  `\`${resumeOf(f)}\` fetches what was ${isRehearsed(f) ? "ordered" : "paid for"}`;

/** The form of a Russian noun that goes with a number: 1 картинка, 2 картинки, 5 картинок. */
export function ruForm(count: number, one: string, few: string, many: string): string {
  const lastTwo = count % 100;
  const last = count % 10;
  if (lastTwo >= 11 && lastTwo <= 14) return many;
  if (last === 1) return one;
  return last >= 2 && last <= 4 ? few : many;
}

/** The English noun that goes with a number. */
export function enForm(count: number, one: string, many: string): string {
  return count === 1 ? one : many;
}
