/// <reference lib="dom" />
/**
 * The page's words in the language of the moment.
 * @module
 */
import type { PageLang, PageSetup } from "./state.ts";
import { byId } from "./element.ts";

/** What the server told the page at its start. */
export const setup = JSON.parse(byId("setup").textContent ?? "") as PageSetup;

const plurals = new Intl.PluralRules(setup.lang);
const months = (setup.words[setup.lang]["months"] ?? "").split(" ");

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

/** Day and time as people write them. By hand: the browser's own way costs the first view 80 ms. */
export function dateText(iso: string): string {
  const date = new Date(iso);
  const year = date.getFullYear();
  const two = (value: number) => String(value).padStart(2, "0");
  const day = [date.getDate(), months[date.getMonth()]];
  if (year !== new Date().getFullYear()) day.push(year);
  return `${day.join(" ")}, ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** Width and height with the sign between. */
export function sizeText(width: number | undefined, height: number | undefined): string {
  return width === undefined || height === undefined ? "" : `${width}×${height}`;
}
