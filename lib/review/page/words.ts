/// <reference lib="dom" />
/**
 * The page's words in the language of the moment.
 * @module
 */
import type { PageLang, PageSetup } from "../page_state.ts";
import { byId } from "./element.ts";

/** What the server told the page at its start. */
export const setup = JSON.parse(byId("setup").textContent ?? "") as PageSetup;

const plurals = new Intl.PluralRules(setup.lang);
const dates = datesOf(setup.lang);

/** The page's language. */
export function lang(): PageLang {
  return setup.lang;
}

/** Loads the page in the other language; what is picked and what was typed stays. */
export function switchLang(): void {
  const address = new URL(location.href);
  address.searchParams.set("lang", setup.lang === "ru" ? "en" : "ru");
  location.replace(address);
}

/** The secret goes out of the address: it would stay in the history and in pictures of the screen. */
export function hideSecret(): void {
  const address = new URL(location.href);
  address.searchParams.delete("key");
  history.replaceState(null, "", address);
}

/** The words behind a key, with values for `{name}`. */
export function t(key: string, values: Readonly<Record<string, string | number>> = {}): string {
  const text = setup.words[setup.lang][key] ?? key;
  return text.replace(/\{(\w+)\}/g, (all, name: string) => String(values[name] ?? all));
}

/** Words in the form that goes with a number: `key.one`, `key.few`, `key.many`, `key.other`. */
export function count(key: string, n: number): string {
  const form = `${key}.${plurals.select(n)}`;
  return t(setup.words[setup.lang][form] === undefined ? `${key}.other` : form, { n });
}

/** Day and time as people write them. */
export function dateText(iso: string): string {
  const date = new Date(iso);
  return (date.getFullYear() === new Date().getFullYear() ? dates.near : dates.far).format(date);
}

/** Made once a language: a hundred rows ask five hundred times. */
function datesOf(next: PageLang) {
  const near = { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" } as const;
  return {
    near: new Intl.DateTimeFormat(next, near),
    far: new Intl.DateTimeFormat(next, { ...near, year: "numeric" }),
  };
}

/** Width and height with the sign between. */
export function sizeText(width: number | undefined, height: number | undefined): string {
  return width === undefined || height === undefined ? "" : `${width}×${height}`;
}
