/// <reference lib="dom" />
/**
 * Talking to the page's server.
 * @module
 */
import type { ChoiceResult, OrderForm, OrderQuote, PageError, PageState } from "./state.ts";
import { byId } from "./element.ts";
import { lang } from "./words.ts";

/** The server said no, in sentences for people. */
export class Refused extends Error {
  readonly lines: readonly string[];

  constructor(lines: readonly string[]) {
    super(lines.join(" "));
    this.lines = lines;
  }
}

/** The server does not answer. */
export class Gone extends Error {}

let etag = "";

/** The pipeline as it was when the page was sent. */
export function firstState(): PageState {
  const element = byId("state");
  etag = `"${element.dataset["version"]}"`;
  const state = JSON.parse(element.textContent ?? "") as PageState;
  element.remove();
  return state;
}

/** The pipeline as it is now; undefined when nothing changed since the last time. */
export async function fetchState(): Promise<PageState | undefined> {
  const answer = await send(`/api/state?lang=${lang()}`, {
    headers: etag === "" ? {} : { "if-none-match": etag },
    cache: "no-store",
  });
  if (answer.status === 304) return undefined;
  if (!answer.ok) throw new Refused(await linesOf(answer));
  etag = answer.headers.get("etag") ?? "";
  return await answer.json();
}

/** Puts a candidate in the original's place. */
export function accept(choice: {
  readonly index: number;
  readonly candidate: string;
  readonly savePrompt: boolean;
  readonly setAsideClips: boolean;
}): Promise<ChoiceResult> {
  return post("accept", choice);
}

/** Takes the latest choice back. */
export function undo(index: number): Promise<ChoiceResult> {
  return post("undo", { index });
}

/** What an order would cost. */
export function quote(form: OrderForm): Promise<OrderQuote> {
  return post("quote", form);
}

/** Orders what was agreed to; a new quote comes back when that is no longer true. */
export async function order(
  form: OrderForm,
  confirmation: string,
): Promise<OrderQuote | undefined> {
  const answer = await sendJson("order", { form, confirmation });
  if (answer.status === 409) return await answer.json();
  if (!answer.ok) throw new Refused(await linesOf(answer));
  return undefined;
}

/** Fetches what an earlier run left. */
export function resume(index: number, orderIds: readonly number[]): Promise<unknown> {
  return post("resume", { index, orderIds });
}

/** A notice was read. */
export function dismiss(id: number): Promise<unknown> {
  return post("dismiss", { id });
}

async function post<T>(name: string, body: unknown): Promise<T> {
  const answer = await sendJson(name, body);
  if (!answer.ok) throw new Refused(await linesOf(answer));
  return await answer.json();
}

function sendJson(name: string, body: unknown): Promise<Response> {
  return send(`/api/${name}?lang=${lang()}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
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
    return [`HTTP ${answer.status}`];
  }
}
