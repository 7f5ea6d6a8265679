/// <reference lib="dom" />
/**
 * The page's own server as the source of its data and the doer of its actions.
 * @module
 */
import { Gone, Refused, type ReviewActions, type ReviewData } from "./source.ts";
import type { PageError, PageSetup, PageState } from "./state.ts";

function dataOf<T>(id: string): { readonly element: HTMLElement; readonly value: T } {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`No #${id}`);
  return { element, value: JSON.parse(element.textContent ?? "") as T };
}

/** What the server told the page at its start. */
export function firstSetup(): PageSetup {
  return dataOf<PageSetup>("setup").value;
}

/** The secret goes out of the address: it would stay in the history and in pictures of the screen. */
export function hideSecret(): void {
  const address = new URL(location.href);
  address.searchParams.delete("key");
  history.replaceState(null, "", address);
}

/** Pictures and clips by their own addresses. */
export const HTTP_DATA: ReviewData = {
  pictureUrl: (url, size) => size === "whole" ? `${url}&full` : url,
  mediaUrl: (url) => url,
};

/** Talks to the server; made once, with the state that stands in the document. */
export class HttpActions implements ReviewActions {
  /** The pipeline as it was when the page was sent. */
  readonly first: PageState;
  readonly #lang: string;
  #etag: string;

  constructor(lang: string) {
    const { element, value } = dataOf<PageState>("state");
    this.#lang = lang;
    this.#etag = `"${element.dataset["version"]}"`;
    this.first = value;
    element.remove();
  }

  readonly fetchState: ReviewActions["fetchState"] = async () => {
    const answer = await send(`/api/state?lang=${this.#lang}`, {
      headers: { "if-none-match": this.#etag },
      cache: "no-store",
    });
    if (answer.status === 304) return undefined;
    if (!answer.ok) throw new Refused(await linesOf(answer));
    this.#etag = answer.headers.get("etag") ?? "";
    return await answer.json();
  };

  readonly decide: ReviewActions["decide"] = (request) => this.#post("decide", request);

  readonly quote: ReviewActions["quote"] = (forms) => this.#post("quote", forms);

  readonly order: ReviewActions["order"] = async (forms, confirmation) => {
    const answer = await this.#send("order", { forms, confirmation });
    if (answer.status === 409) return await answer.json();
    if (!answer.ok) throw new Refused(await linesOf(answer));
    return undefined;
  };

  readonly resume: ReviewActions["resume"] = (index, { key }) =>
    this.#post("resume", { index, orderIds: [Number(key.slice(1))] });

  readonly dismiss: ReviewActions["dismiss"] = (id) => this.#post("dismiss", { id });

  readonly switchLang: ReviewActions["switchLang"] = () => {
    const address = new URL(location.href);
    address.searchParams.set("lang", this.#lang === "ru" ? "en" : "ru");
    location.replace(address);
  };

  async #post<T>(name: string, body: unknown): Promise<T> {
    const answer = await this.#send(name, body);
    if (!answer.ok) throw new Refused(await linesOf(answer));
    return await answer.json();
  }

  #send(name: string, body: unknown): Promise<Response> {
    return send(`/api/${name}?lang=${this.#lang}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  }
}

async function send(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init);
  } catch (error) {
    throw new Gone("no answer", { cause: error });
  }
}

async function linesOf(answer: Response): Promise<readonly string[]> {
  try {
    return (await answer.json() as PageError).lines;
  } catch {
    // Not from our server, or cut off: there is no sentence in it.
    return [`HTTP ${answer.status}`];
  }
}
