/// <reference lib="dom" />
/**
 * The page's data and actions inside a chat: calls of tools that only the page sees.
 * @module
 */
import type { ChatLink, ToolResult } from "./chat_link.ts";
import { Gone, Refused, type ReviewActions, type ReviewData } from "./source.ts";
import type { DecisionRequest, DecisionResult, PageLang, PageSetup, PageState } from "./state.ts";

/** Decoded pictures that are kept. */
const MOST_KEPT = 80;

/** Asks the server through the assistant. */
export class ChatSource implements ReviewActions, ReviewData {
  readonly #link: ChatLink;
  readonly #pipeline: string;
  readonly #onLang: () => void;
  readonly #pictures = new Map<string, Promise<ImageBitmap>>();
  #lang: PageLang;
  #version = "";
  /** The illustration one looks at: of others only what is needed is sent. */
  place: number | undefined;

  /** @param onLang the other language is wanted */
  constructor(link: ChatLink, pipeline: string, lang: PageLang, onLang: () => void) {
    this.#link = link;
    this.#pipeline = pipeline;
    this.#lang = lang;
    this.#onLang = onLang;
  }

  /** What the page knows from the start. @throws {Refused | Gone} */
  async begin(lang: PageLang): Promise<{ readonly setup: PageSetup; readonly state: PageState }> {
    this.#lang = lang;
    const { setup, state, version } = await this.#call("app_state", {
      index: this.place,
      with_setup: true,
    });
    this.#version = String(version);
    return { setup: setup as PageSetup, state: state as PageState };
  }

  readonly fetchState: ReviewActions["fetchState"] = async () => {
    const known = this.#version;
    const { state, version } = await this.#call("app_state", { index: this.place, known });
    this.#version = String(version);
    return state as PageState | undefined;
  };

  readonly decide: ReviewActions["decide"] = async (request) => {
    const result = await this.#act<DecisionResult>("decide", request);
    this.#link.tellModel(decisionText(request));
    return result;
  };

  readonly quote: ReviewActions["quote"] = (forms) => this.#act("quote", forms);

  readonly order: ReviewActions["order"] = async (forms, confirmation) => {
    const changed = await this.#act<Awaited<ReturnType<ReviewActions["order"]>> | null>("order", {
      forms,
      confirmation,
    });
    if (changed !== null && changed !== undefined) return changed;
    const numbers = forms.map(({ index }) => index).join(", ");
    this.#link.tellModel(
      `The user ordered new pictures for illustration ${numbers} on the page; they are being generated. Do not order them again.`,
    );
    return undefined;
  };

  readonly resume: ReviewActions["resume"] = (index, { key }) =>
    this.#act("resume", { index, orderIds: [Number(key.slice(1))] });

  readonly dismiss: ReviewActions["dismiss"] = (id) => this.#act("dismiss", { id });

  readonly switchLang: ReviewActions["switchLang"] = () => this.#onLang();

  /** Pictures are drawn and never addressed: an assistant may forbid every address. */
  pictureUrl(): undefined {
    return undefined;
  }

  /** There is no film here. */
  mediaUrl(): undefined {
    return undefined;
  }

  /** A picture, decoded. @throws {Refused | Gone} it cannot be shown */
  readonly bitmap = (url: string, size: "preview" | "whole"): Promise<ImageBitmap> => {
    const key = `${size} ${url}`;
    const known = this.#pictures.get(key) ?? this.#load(url, size);
    this.#pictures.delete(key);
    this.#pictures.set(key, known);
    const [oldest] = this.#pictures.keys();
    if (this.#pictures.size > MOST_KEPT && oldest !== undefined) this.#pictures.delete(oldest);
    known.catch(() => this.#pictures.delete(key));
    return known;
  };

  async #load(url: string, size: "preview" | "whole"): Promise<ImageBitmap> {
    const { searchParams } = new URL(url, "http://page");
    const result = await this.#send("app_picture", {
      id: searchParams.get("id"),
      version: searchParams.get("v"),
      size,
    });
    const { data = "", mimeType = "" } = result.content?.find(({ type }) => type === "image") ?? {};
    const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
    return await createImageBitmap(new Blob([bytes], { type: mimeType }));
  }

  async #act<T>(action: string, request: unknown): Promise<T> {
    const { result } = await this.#call("app_act", { action, request });
    return result as T;
  }

  async #call(name: string, args: Record<string, unknown>): Promise<Record<string, unknown>> {
    return (await this.#send(name, { lang: this.#lang, ...args })).structuredContent ?? {};
  }

  async #send(name: string, args: Record<string, unknown>): Promise<ToolResult> {
    let result: ToolResult;
    try {
      result = await this.#link.call(name, { pipeline: this.#pipeline, ...args });
    } catch (error) {
      throw new Gone("no answer", { cause: error });
    }
    if (result.isError !== true) return result;
    const lines = result.structuredContent?.["lines"] as readonly string[] | undefined;
    throw new Refused(lines ?? result.content?.flatMap(({ text }) => text ?? []) ?? []);
  }
}

/** For the model, in the language of all its texts. */
function decisionText(request: DecisionRequest): string {
  const { index } = request;
  switch (request.kind) {
    case "accept":
      return `The user chose ${request.candidate} for illustration ${index}; it is in the film now.`;
    case "keep":
      return `The user decided to keep the current picture of illustration ${index}.`;
    case "reject":
      return `The user rejected all candidates of illustration ${index}.`;
    case "undo":
      return `The user undid the last decision about illustration ${index}.`;
  }
}
