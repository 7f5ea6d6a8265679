/**
 * Sums of money and the limits that a person sets for them, in whole millionths of a currency: sums
 * are never left to binary fractions.
 * @module
 */

/** Currencies the service makes its bills in. */
export const CURRENCIES = ["USD", "CNY"] as const;

/** One of {@link CURRENCIES}. */
export type Currency = typeof CURRENCIES[number];

/** Millionths in one unit of a currency. */
export const MICROS = 1_000_000;

/** Micros as a plain amount for showing and for JSON: `70000` is 0.07. */
export function amountOf(micros: number): number {
  return micros / MICROS;
}

/** A plain amount as micros: 0.07 is `70000`. */
export function microsOf(amount: number): number {
  return Math.round(amount * MICROS);
}

/** At most six places after the point, and little enough that sums stay whole numbers. */
const AMOUNT_REGEXP = /^(\d{1,9})(?:\.(\d{1,6}))?$/;

/** Reads an amount as it is written, without rounding: `0.06` is 60000. Undefined: it is none. */
export function parseMicros(text: string): number | undefined {
  const [, whole, fraction = ""] = AMOUNT_REGEXP.exec(text.trim()) ?? [];
  if (whole === undefined) return undefined;
  return Number(whole) * MICROS + Number(fraction.padEnd(6, "0"));
}

/** What a ceiling holds for: one invocation, the user's local day, the local calendar month. */
export const PERIODS = ["run", "day", "month"] as const;

/** One of {@link PERIODS}. */
export type Period = typeof PERIODS[number];

/** The most that may be spent in a period. */
export interface Ceiling {
  readonly period: Period;
  readonly currency: Currency;
  readonly limitMicros: number;
  /** The variable that set it, e.g. `ALIBABA_MAX_USD_PER_DAY`. */
  readonly name: string;
  /** The file in which it stands; undefined: the environment. */
  readonly path: string | undefined;
}

/** What a ceiling still allows. */
export interface CeilingState extends Ceiling {
  /** Reserved, billed and possibly billed. */
  readonly spentMicros: number;
  /** Never below zero. */
  readonly leftMicros: number;
}
