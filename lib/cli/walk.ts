/**
 * `accept` without a number, on a terminal: a walk through the undecided, one key a decision, the same
 * keys as on the page.
 * @module
 */
import { acceptCandidate } from "../choose/accept.ts";
import { undoAccept } from "../choose/undo.ts";
import { keepOriginal, rejectCandidates } from "../choose/verdict.ts";
import { GeneratorError } from "../errors.ts";
import { listIllustrations } from "../film/listing.ts";
import { standingOf } from "../film/standing.ts";
import { type WalkPicture, walkPictures } from "../film/walk_pictures.ts";
import { drawContactSheet } from "../image/contact_sheet.ts";
import { shrinkPngFile } from "../image/png_file.ts";
import type { Pipeline } from "../pipeline/folder.ts";
import { acceptLines, undoLines, verdictLines } from "../text/decision_texts.ts";
import { explain, explanationLines } from "../text/explain.ts";
import { findingLines } from "../text/finding_lines.ts";
import type { Line } from "../text/line.ts";
import {
  keysLine,
  nothingToUndoText,
  nothingUndecidedText,
  pictureLines,
  placeLines,
  walkEndLines,
} from "../text/walk_texts.ts";
import { EXIT } from "./exit_codes.ts";
import { drawingOf, type Graphics } from "./inline_picture.ts";
import type { Keyboard } from "./keyboard.ts";
import type { StopWatch } from "./stop.ts";
import type { Terminal } from "./terminal.ts";
import { type WalkKey, walkKey } from "./walk_keys.ts";
import type { WalkOrders } from "./walk_orders.ts";

/** What every acceptance of a walk does besides. */
export interface WalkOptions {
  readonly savePrompt: boolean;
  readonly setAsideClips: boolean;
}

/** What a walk needs of the terminal. */
export interface WalkTools {
  readonly terminal: Terminal;
  readonly keyboard: Keyboard;
  /** Undefined: the terminal draws no pictures, names have to do. */
  readonly graphics: Graphics | undefined;
  readonly watch: StopWatch;
  readonly orders: WalkOrders;
}

/** Small enough to be sent over a slow connection, large enough for two more hands on a lady. */
const MAX_SHEET = { width: 1_200, height: 360 } as const;

/** A walk through what is undecided when it begins. */
export class Walk {
  readonly #pipeline: Pipeline;
  readonly #options: WalkOptions;
  readonly #tools: WalkTools;
  /** What was decided here and not taken back, the latest last. */
  readonly #made: { readonly index: number; readonly isRejection: boolean }[] = [];

  constructor(pipeline: Pipeline, options: WalkOptions, tools: WalkTools) {
    this.#pipeline = pipeline;
    this.#options = options;
    this.#tools = tools;
  }

  /**
   * Walks until all is decided or the person ends it, then waits for what was ordered on the way.
   * @returns the exit code: 0 nothing is left, 3 some was decided or made, 1 nothing was, 4 an order can
   * still be fetched, 130 Ctrl-C, 143 SIGTERM
   * @throws {StorageError} when the folder or the journal cannot be read
   */
  async run(): Promise<number> {
    const { terminal } = this.#tools;
    const { illustrations } = await listIllustrations(this.#pipeline);
    const order = illustrations.filter((each) => standingOf(each) === "undecided")
      .map(({ index }) => index);
    if (order.length === 0) terminal.out(nothingUndecidedText(terminal.lang));
    for (let at = order.length === 0 ? undefined : 0; at !== undefined;) {
      const pictures = await this.#show(order, at);
      const key = await this.#key(pictures);
      if (key === "stop") this.#tools.watch.interrupt();
      if (key === "end" || key === "stop") break;
      at = await this.#act(key, order, at, pictures);
    }
    return await this.#end(order);
  }

  /** The next key that asks for something that there is. */
  async #key(pictures: readonly WalkPicture[]): Promise<NonNullable<WalkKey>> {
    for (;;) {
      const key = walkKey(await this.#tools.keyboard.next());
      const isThere = typeof key !== "number" || pictures.some((each) => each.key === key);
      if (key !== undefined && isThere) return key;
    }
  }

  async #end(order: readonly number[]): Promise<number> {
    const { terminal, keyboard, watch, orders } = this.#tools;
    // From here on Ctrl-C is a signal again, which the orders hear.
    keyboard.end();
    await orders.finish();
    const reopened = await this.#reopened();
    const left = order.filter((each) => !this.#isDecided(each) || reopened.has(each)).length;
    const decided = order.length - left;
    const last = new Map(this.#made.map(({ index, isRejection }) => [index, isRejection]));
    const rejected = [...last].flatMap(([index, isRejection]) => isRejection ? [index] : []);
    if (order.length > 0) terminal.out(...walkEndLines({ decided, rejected, left }, terminal.lang));
    const stopCode = watch.code();
    if (stopCode !== undefined) return stopCode;
    if (orders.canFetchMore) return EXIT.running;
    if (left === 0 && !orders.hasFailed) return EXIT.made;
    return decided > 0 || orders.hasMade ? EXIT.partly : EXIT.failed;
  }

  /** Numbers that a picture which arrived after their decision makes undecided again. */
  async #reopened(): Promise<ReadonlySet<number>> {
    const { numbers } = this.#tools.orders;
    if (numbers.length === 0) return new Set();
    const { illustrations } = await listIllustrations(this.#pipeline, numbers);
    const undecided = illustrations.filter((each) => standingOf(each) === "undecided");
    return new Set(undecided.map(({ index }) => index));
  }

  #isDecided(index: number): boolean {
    return this.#made.some((each) => each.index === index);
  }

  async #show(order: readonly number[], at: number): Promise<WalkPicture[]> {
    const { terminal } = this.#tools;
    const { lang } = terminal;
    const { illustrations: [listed] } = await listIllustrations(this.#pipeline, [order[at] ?? 0]);
    if (listed === undefined) return [];
    const pictures = walkPictures(this.#pipeline, listed);
    terminal.say(...placeLines(listed, at + 1, order.length, lang));
    await this.#draw(pictures);
    const others = pictures.filter(({ key }) => key > 0).length;
    terminal.say(...pictureLines(pictures, lang), keysLine(others, pictures[0]?.key === 0, lang));
    return pictures;
  }

  async #draw(pictures: readonly WalkPicture[]): Promise<void> {
    const { terminal, graphics } = this.#tools;
    if (graphics === undefined || pictures.length === 0) return;
    const columns = terminal.columns ?? 80;
    const box = {
      width: Math.min(MAX_SHEET.width, (columns - 1) * graphics.cell.width),
      height: MAX_SHEET.height,
    };
    const tiles = pictures.map(({ key, path }) => ({
      label: String(key),
      read: (maxSidePx: number) => shrinkPngFile(path, maxSidePx),
    }));
    const sheet = await drawContactSheet(tiles, box);
    terminal.control(`${drawingOf(graphics.kind, sheet)}\n`);
  }

  /** Does what the key says; returns the place to go to, undefined: all is decided. */
  async #act(
    key: Exclude<NonNullable<WalkKey>, "end" | "stop">,
    order: readonly number[],
    at: number,
    pictures: readonly WalkPicture[],
  ): Promise<number | undefined> {
    const index = order[at] ?? 0;
    const { terminal } = this.#tools;
    if (key === "next") return Math.min(at + 1, order.length - 1);
    if (key === "back") return Math.max(at - 1, 0);
    try {
      if (key === "undo") return await this.#undo(order, at);
      if (key === "again") {
        const isOrdered = await this.#tools.orders.propose(index);
        return isOrdered ? this.#nextUndecided(order, at) ?? at : at;
      }
      const lines = await this.#decide(key, index, pictures);
      terminal.out(...lines);
      this.#made.push({ index, isRejection: key === "reject" });
      return this.#nextUndecided(order, at);
    } catch (error) {
      if (!(error instanceof GeneratorError)) throw error;
      const { lang } = terminal;
      const { isRehearsal } = this.#tools.orders;
      terminal.say(...explanationLines(explain(error, lang, { isRehearsal }), lang));
      return at;
    }
  }

  /** Next is next; only behind the last one it begins with what was passed over. */
  #nextUndecided(order: readonly number[], at: number): number | undefined {
    const isOpen = (place: number) => !this.#isDecided(order[place] ?? -1);
    const places = order.map((_, place) => place);
    return places.find((place) => place > at && isOpen(place)) ?? places.find(isOpen);
  }

  async #undo(order: readonly number[], at: number): Promise<number> {
    const { terminal } = this.#tools;
    const last = this.#made.at(-1);
    if (last === undefined) {
      terminal.say(nothingToUndoText(terminal.lang));
      return at;
    }
    const result = await undoAccept(this.#pipeline, { index: last.index, by: "cli" });
    this.#made.pop();
    terminal.out(...undoLines(result, terminal.lang).slice(0, 1));
    terminal.say(...findingLines(result.notes, terminal.lang));
    return order.indexOf(last.index);
  }

  async #decide(
    key: number | "reject",
    index: number,
    pictures: readonly WalkPicture[],
  ): Promise<Line[]> {
    const { lang } = this.#tools.terminal;
    const about = { index, by: "cli" } as const;
    if (key === "reject") {
      return verdictLines(await rejectCandidates(this.#pipeline, about), lang).slice(0, 1);
    }
    const picture = pictures.find((each) => each.key === key);
    if (picture === undefined) return [];
    if (picture.key === 0 && picture.isInPlace) {
      return verdictLines(await keepOriginal(this.#pipeline, about), lang).slice(0, 1);
    }
    const candidate = picture.candidate?.id ?? picture.path;
    const result = await acceptCandidate(this.#pipeline, { ...about, candidate, ...this.#options });
    const found = findingLines([...result.warnings, ...result.stillOld], lang);
    return [...acceptLines(result, lang).slice(0, 1), ...found];
  }
}
