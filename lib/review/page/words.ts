/// <reference lib="dom" />
/**
 * The page's words in the language of the moment.
 * @module
 */
import type { PageLang, PageSetup } from "../page_state.ts";
import { byId } from "./element.ts";

/** What the server told the page at its start. */
export const setup = JSON.parse(byId("setup").textContent ?? "") as PageSetup;

let current: PageLang = setup.lang;
let plurals = new Intl.PluralRules(current);
let dates = datesOf(current);

/** The language of the moment. */
export function lang(): PageLang {
  return current;
}

/** Changes the language; it survives a reload in the address. */
export function setLang(next: PageLang): void {
  current = next;
  plurals = new Intl.PluralRules(next);
  dates = datesOf(next);
  document.documentElement.lang = next;
  const address = new URL(location.href);
  address.searchParams.set("lang", next);
  history.replaceState(null, "", address);
}

/** The words behind a key, with values for `{name}`. */
export function t(key: string, values: Readonly<Record<string, string | number>> = {}): string {
  const text = setup.words[current][key] ?? key;
  return text.replace(/\{(\w+)\}/g, (all, name: string) => String(values[name] ?? all));
}

/** Words in the form that goes with a number: `key.one`, `key.few`, `key.many`, `key.other`. */
export function count(key: string, n: number): string {
  const form = `${key}.${plurals.select(n)}`;
  return t(setup.words[current][form] === undefined ? `${key}.other` : form, { n });
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
