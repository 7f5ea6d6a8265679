/// <reference lib="dom" />
/**
 * The page's words in the language of the moment. They come with the setup, so that the bundle carries
 * none and the same components speak wherever they are shown.
 * @module
 */
import type { PageLang, PageSetup } from "./state.ts";

let current: PageSetup | undefined;
let plurals = new Intl.PluralRules("en");
let months: readonly string[] = [];

/** Tells the components what they were told at the start; to be called before anything is drawn. */
export function beginWith(setup: PageSetup): void {
  current = setup;
  plurals = new Intl.PluralRules(setup.lang);
  months = (setup.words[setup.lang]["months"] ?? "").split(" ");
}

/** What the page knows from the start. */
export function setup(): PageSetup {
  if (current === undefined) throw new Error("Nothing was set up");
  return current;
}

/** The page's language. */
export function lang(): PageLang {
  return setup().lang;
}

/** The words behind a key, with values for `{name}`. */
export function t(key: string, values: Readonly<Record<string, string | number>> = {}): string {
  const text = setup().words[lang()][key] ?? key;
  return text.replace(/\{(\w+)\}/g, (all, name: string) => String(values[name] ?? all));
}

/** Words in the form that goes with a number: `key.one`, `key.few`, `key.many`, `key.other`. */
export function count(key: string, n: number): string {
  const form = `${key}.${plurals.select(n)}`;
  return t(setup().words[lang()][form] === undefined ? `${key}.other` : form, { n });
}

/** Day and time as people write them. By hand: the browser's own way costs the first view 80 ms. */
export function dateText(iso: string): string {
  const date = new Date(iso);
  const year = date.getFullYear();
  const two = (value: number) => String(value).padStart(2, "0");
  const day: (string | number | undefined)[] = [date.getDate(), months[date.getMonth()]];
  if (year !== new Date().getFullYear()) day.push(year);
  return `${day.join(" ")}, ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** Minutes and seconds: `1:05`. */
export function clockText(seconds: number): string {
  // Sounds often end a hair before the full second.
  const whole = Math.max(0, Math.floor(seconds + 0.05));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** Width and height with the sign between. */
export function sizeText(width: number | undefined, height: number | undefined): string {
  return width === undefined || height === undefined ? "" : `${width}×${height}`;
}
