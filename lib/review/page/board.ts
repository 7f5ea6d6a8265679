/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * The board of all rows: what is drawn, what is picked, and what pressing does.
 * @module
 */
import type { ChoiceResult, PageState, PageWork } from "../page_state.ts";
import { tell, whisper } from "./announce.ts";
import { accept, dismiss, forgetState, Gone, Refused, resume, undo } from "./client.ts";
import { h } from "./element.ts";
import { Flicker } from "./flicker.ts";
import { drawHead, drawIndex, type Filter } from "./frame.ts";
import { openHelp } from "./help.ts";
import { Near } from "./near.ts";
import { OrderDialog } from "./order_dialog.ts";
import { drawRow, replaceRow, type RowMemory, shownPictures } from "./rows.ts";
import {
  type Illustration,
  illustrationsOf,
  numberText,
  type Picture,
  standingOf,
} from "./view.ts";
import { count, lang, setLang, t } from "./words.ts";
import { Zoom } from "./zoom.ts";

interface DrawnRow {
  readonly mark: string;
  readonly element: HTMLElement;
}

/** Rows that are drawn without a breath. */
const DRAWN_AT_ONCE = 6;

/** Time for the pictures of the first rows to be asked for. */
const FIRST_BREATH_MS = 200;

/** The board. */
export class Board {
  /** Looks at the server at once. */
  lookAgain = (): void => {};
  readonly #rows = h("main", { id: "rows", tabindex: -1 });
  readonly #banner = h("div", { id: "banner", role: "alert", hidden: true });
  readonly #near = new Near();
  readonly #flicker = new Flicker();
  readonly #zoom: Zoom;
  readonly #order: OrderDialog;
  readonly #drawn = new Map<number, DrawnRow>();
  readonly #memories = new Map<number, RowMemory>();
  /** Rows whose next change is this page's own doing. */
  readonly #mine = new Set<number>();
  #head = h("header");
  #index = h("nav");
  #state: PageState | undefined;
  #illustrations: readonly Illustration[] = [];
  #filter: Filter = "all";
  #picked: { index: number; id: string } | undefined;

  constructor(root: HTMLElement) {
    root.append(
      h("a", { class: "skip", href: "#rows" }, t("skip")),
      this.#head,
      this.#banner,
      h("div", { class: "body" }, this.#index, this.#rows),
    );
    this.#zoom = new Zoom({
      choose: (index, id, savePrompt) => void this.#choose(index, id, savePrompt),
      undo: (index) => void this.#undo(index),
      move: (by) => this.#zoomNext(by),
      picked: (index, id) => this.#pick(index, id),
    });
    this.#order = new OrderDialog((index) => {
      this.#mine.add(index);
      this.lookAgain();
    });
  }

  /** Whether something goes on that is worth looking at often. */
  get isBusy(): boolean {
    return this.#illustrations.some(({ work }) => work.some(({ isLeft }) => !isLeft));
  }

  /** Draws what is new. */
  draw(state: PageState): void {
    const isFirst = this.#state === undefined;
    this.#state = state;
    this.#illustrations = illustrationsOf(state);
    document.title = `${state.pipeline} · ${t("title")}`;
    const changed = this.#drawRows();
    this.#drawFrame();
    if (!isFirst) this.#tellChanges(changed);
    else if (this.#picked === undefined) this.#pickFirst();
  }

  /** Says that the server went away, or that it is back. */
  isConnected(isConnected: boolean): void {
    this.#banner.hidden = isConnected;
    if (!isConnected) this.#banner.textContent = t("gone");
  }

  /** The pipeline cannot be read just now. */
  cannotRead(lines: readonly string[]): void {
    this.#banner.hidden = false;
    this.#banner.textContent = lines.join(" ");
  }

  /** The other language. */
  switchLang(): void {
    setLang(lang() === "ru" ? "en" : "ru");
    forgetState();
    for (const [index, { element }] of this.#drawn) this.#drawn.set(index, { element, mark: "" });
    if (this.#state !== undefined) this.draw(this.#state);
    this.lookAgain();
  }

  /** The next shown row in this direction. */
  move(by: number): void {
    const shown = this.#shownRows();
    const at = shown.findIndex(({ index }) => index === this.#picked?.index);
    const next = shown[at < 0 ? 0 : Math.min(shown.length - 1, Math.max(0, at + by))];
    if (next !== undefined) this.#go(next.index);
  }

  /** The next picture of the row in this direction. */
  step(by: number): void {
    const pictures = this.#picturesOf(this.#current());
    const at = pictures.findIndex(({ id }) => id === this.#picked?.id);
    this.#focus(pictures[Math.min(pictures.length - 1, Math.max(0, at + by))]);
  }

  /** The picture behind a digit; 0 is the original. */
  pickKey(key: number): void {
    const pictures = this.#picturesOf(this.#current());
    const others = pictures.filter(({ kind }) => kind !== "current");
    this.#focus(key === 0 ? pictures.find(({ kind }) => kind === "current") : others[key - 1]);
  }

  /** Puts the picked candidate in the original's place. */
  choosePicked(savePrompt: boolean): void {
    const picture = this.#pickedPicture();
    const index = this.#picked?.index;
    if (index === undefined) return;
    if (picture === undefined || picture.kind === "current") tell([t("pickFirst")]);
    else if (!picture.isCurrent) void this.#choose(index, picture.id, savePrompt);
  }

  /** Takes the latest choice of the row back. */
  undoPicked(): void {
    const illustration = this.#current();
    if (illustration === undefined) return;
    if (illustration.accepted === undefined) tell([t("nothingToUndo")]);
    else void this.#undo(illustration.index);
  }

  /** Opens the form of the row. */
  regeneratePicked(): void {
    const illustration = this.#current();
    if (illustration !== undefined) this.#regenerate(illustration.index);
  }

  /** Looks closely at what is picked. */
  zoomPicked(): void {
    const { index, id } = this.#picked ?? {};
    if (index !== undefined && id !== undefined) this.#openZoom(index, id);
  }

  /** Shows the original in the picked candidate's frame, as long as it is held. */
  flickerPicked(isOn: boolean): void {
    const { index, id } = this.#picked ?? {};
    if (index !== undefined && id !== undefined) this.#flick(index, id, isOn);
  }

  #drawFrame(): void {
    const actions = {
      filter: (filter: Filter) => {
        this.#filter = filter;
        this.#drawFrame();
        this.#hideRows();
        whisper(count("illustrations", this.#shownRows().length));
      },
      switchLang: () => this.switchLang(),
      help: openHelp,
      go: (index: number) => this.#go(index),
    };
    const name = this.#state?.pipeline ?? "";
    const focus = document.activeElement?.getAttribute("data-focus");
    const head = drawHead(name, this.#illustrations, this.#filter, actions);
    const index = drawIndex(this.#illustrations, this.#picked?.index, actions);
    if (head.outerHTML !== this.#head.outerHTML) {
      this.#head.replaceWith(head);
      this.#head = head;
    }
    if (index.outerHTML !== this.#index.outerHTML) {
      const { scrollTop } = this.#index;
      this.#index.replaceWith(index);
      index.scrollTop = scrollTop;
      this.#index = index;
    }
    if (focus !== null && focus !== undefined && document.activeElement === document.body) {
      document.querySelector<HTMLElement>(`[data-focus="${CSS.escape(focus)}"]`)?.focus();
    }
  }

  /** Draws rows that changed and returns their numbers. */
  #drawRows(): number[] {
    const changed: number[] = [];
    const isFirst = this.#drawn.size === 0;
    for (const [at, illustration] of this.#illustrations.entries()) {
      const old = this.#drawn.get(illustration.index);
      if (old?.mark === illustration.mark) continue;
      if (isFirst && at >= DRAWN_AT_ONCE) {
        // The first window must not wait for a hundred rows.
        setTimeout(() => this.#drawRest(), FIRST_BREATH_MS);
        break;
      }
      changed.push(illustration.index);
      this.#drawOne(illustration);
    }
    const existing = new Set(this.#illustrations.map(({ index }) => index));
    for (const [index, { element }] of this.#drawn) {
      if (existing.has(index)) continue;
      this.#near.forget(element);
      element.remove();
      this.#drawn.delete(index);
    }
    const elements = this.#illustrations.flatMap(({ index }) =>
      this.#drawn.get(index)?.element ?? []
    );
    const isInOrder = elements.every((each, at) => this.#rows.children[at] === each);
    if (isFirst || !isInOrder) this.#rows.replaceChildren(...elements);
    if (elements.length === 0) this.#rows.replaceChildren(h("p", { class: "nothing" }, t("empty")));
    this.#hideRows();
    return changed;
  }

  #drawRest(): void {
    const rest = this.#illustrations.filter(({ index }) => !this.#drawn.has(index));
    for (const illustration of rest.slice(0, DRAWN_AT_ONCE)) {
      this.#drawOne(illustration);
      this.#rows.append(this.#drawn.get(illustration.index)?.element ?? "");
    }
    if (rest.length > DRAWN_AT_ONCE) setTimeout(() => this.#drawRest());
    else if (this.#state !== undefined) this.#drawRows();
  }

  #drawOne(illustration: Illustration): void {
    const { index, mark } = illustration;
    const element = drawRow(illustration, this.#memory(index), {
      pick: (row, id) => this.#pick(row, id),
      zoom: (row, id) => this.#openZoom(row, id),
      choose: (row, id, savePrompt) => void this.#choose(row, id, savePrompt),
      flicker: (row, id, isOn) => this.#flick(row, id, isOn),
      resume: (row, work) => void this.#resume(row, work),
      undo: (row) => void this.#undo(row),
      regenerate: (row) => this.#regenerate(row),
      showAll: (row) => this.#remember(row, { isWhole: true }),
      dismiss: (id) => void this.#try(() => dismiss(id)),
      setClipAside: (row) => void this.#setClipAside(row),
    });
    const old = this.#drawn.get(index)?.element;
    if (old === undefined) this.#near.watch(element);
    else replaceRow(old, element, this.#near);
    this.#drawn.set(index, { mark, element });
    if (this.#picked?.index === index) this.#markPicked();
    this.#zoom.refresh(illustration, this.#picturesOf(illustration));
  }

  #memory(index: number): RowMemory {
    return this.#memories.get(index) ?? { isWhole: false, stillOld: [] };
  }

  #remember(index: number, memory: Partial<RowMemory>): void {
    this.#memories.set(index, { ...this.#memory(index), ...memory });
    const illustration = this.#find(index);
    if (illustration !== undefined) this.#drawOne(illustration);
  }

  #hideRows(): void {
    const shown = new Set(this.#shownRows().map(({ index }) => index));
    for (const [index, { element }] of this.#drawn) element.hidden = !shown.has(index);
    this.#rows.classList.toggle("is-empty", shown.size === 0);
    this.#rows.dataset["empty"] = t("emptyFilter");
  }

  #shownRows(): Illustration[] {
    return this.#illustrations.filter((each) =>
      this.#filter === "all" || standingOf(each) === this.#filter
    );
  }

  #tellChanges(changed: readonly number[]): void {
    const others = changed.filter((index) => !this.#mine.delete(index));
    for (const index of others) this.#drawn.get(index)?.element.classList.add("is-new");
    const arrived = others.length > 0 && others.length <= 5;
    if (arrived) whisper(t("changed", { numbers: others.map(numberText).join(", ") }));
  }

  #find(index: number | undefined): Illustration | undefined {
    return this.#illustrations.find((each) => each.index === index);
  }

  #current(): Illustration | undefined {
    return this.#find(this.#picked?.index);
  }

  #picturesOf(illustration: Illustration | undefined): Picture[] {
    if (illustration === undefined) return [];
    return shownPictures(illustration, this.#memory(illustration.index).isWhole);
  }

  #pickedPicture(): Picture | undefined {
    return this.#picturesOf(this.#current()).find(({ id }) => id === this.#picked?.id);
  }

  #pickFirst(): void {
    const [first] = this.#shownRows();
    const id = first === undefined ? undefined : this.#bestOf(first);
    if (first !== undefined && id !== undefined) this.#pick(first.index, id);
  }

  /** The newest candidate, else whatever there is. */
  #bestOf(illustration: Illustration): string | undefined {
    const pictures = this.#picturesOf(illustration);
    return (pictures.find(({ kind }) => kind === "candidate") ?? pictures[0])?.id;
  }

  #pick(index: number, id: string): void {
    if (this.#picked?.index === index && this.#picked.id === id) return;
    this.#flicker.end();
    this.#picked = { index, id };
    this.#markPicked();
    for (const link of this.#index.querySelectorAll("a")) {
      const isCurrent = link.getAttribute("href") === `#row-${index}`;
      if (isCurrent) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
      if (isCurrent) scrollIntoList(this.#index, link);
    }
  }

  #markPicked(): void {
    for (const element of this.#rows.querySelectorAll(".is-picked")) {
      element.classList.remove("is-picked");
    }
    const { index, id } = this.#picked ?? {};
    const row = this.#drawn.get(index ?? -1)?.element;
    row?.classList.add("is-picked");
    row?.querySelector(`[data-id="${CSS.escape(id ?? "")}"]`)?.classList.add("is-picked");
  }

  #go(index: number): void {
    const illustration = this.#find(index);
    if (illustration === undefined) return;
    const id = this.#bestOf(illustration);
    const row = this.#drawn.get(index)?.element;
    row?.scrollIntoView({ block: "start" });
    if (id !== undefined) this.#pick(index, id);
    const frame = row?.querySelector<HTMLElement>(`[data-id="${CSS.escape(id ?? "")}"] .frame`);
    (frame ?? row?.querySelector<HTMLElement>("button"))?.focus({ preventScroll: true });
  }

  #focus(picture: Picture | undefined): void {
    const index = this.#picked?.index;
    if (picture === undefined || index === undefined) return;
    const card = `[data-id="${CSS.escape(picture.id)}"] .frame`;
    this.#drawn.get(index)?.element.querySelector<HTMLElement>(card)?.focus();
  }

  #flick(index: number, id: string, isOn: boolean): void {
    const row = this.#drawn.get(index)?.element;
    if (isOn && row !== undefined) this.#flicker.begin(row, id);
    else this.#flicker.end();
  }

  #openZoom(index: number, id: string): void {
    const illustration = this.#find(index);
    const pictures = this.#picturesOf(illustration);
    const picture = pictures.find((each) => each.id === id);
    if (illustration !== undefined && picture !== undefined) {
      this.#pick(index, id);
      this.#zoom.open(illustration, picture, pictures);
    }
  }

  #zoomNext(by: number): void {
    const shown = this.#shownRows();
    const at = shown.findIndex(({ index }) => index === this.#picked?.index);
    const next = shown[at + by];
    const id = next === undefined ? undefined : this.#bestOf(next);
    if (next === undefined || id === undefined) return;
    this.#drawn.get(next.index)?.element.scrollIntoView({ block: "start" });
    this.#openZoom(next.index, id);
  }

  #regenerate(index: number): void {
    const illustration = this.#find(index);
    if (illustration === undefined) return;
    const picture = this.#picked?.index === index ? this.#pickedPicture() : undefined;
    const isModel = picture?.kind === "candidate" && picture.model !== undefined;
    this.#order.open(illustration, isModel ? picture : undefined);
  }

  async #choose(index: number, id: string, savePrompt: boolean): Promise<void> {
    const result = await this.#try(() =>
      accept({ index, candidate: id, savePrompt, setAsideClips: false })
    );
    if (result === undefined) return;
    this.#settled(index, result);
    tell([t("placed", { id, number: numberText(index) })], {
      actions: [{ text: t("undo"), act: () => void this.#undo(index) }],
    });
  }

  async #setClipAside(index: number): Promise<void> {
    const id = this.#find(index)?.accepted?.id;
    if (id === undefined) return;
    const result = await this.#try(() =>
      accept({ index, candidate: id, savePrompt: false, setAsideClips: true })
    );
    if (result === undefined) return;
    this.#settled(index, result);
    tell([t("clipAside")]);
  }

  async #undo(index: number): Promise<void> {
    const result = await this.#try(() => undo(index));
    if (result === undefined) return;
    this.#settled(index, result);
    tell([t("undone", { number: numberText(index) })]);
  }

  async #resume(index: number, work: PageWork): Promise<void> {
    await this.#try(() => resume(index, [Number(work.key.slice(1))]));
  }

  #settled(index: number, { stillOld }: ChoiceResult): void {
    this.#mine.add(index);
    this.#remember(index, { stillOld });
    this.lookAgain();
  }

  async #try<T>(act: () => Promise<T>): Promise<T | undefined> {
    try {
      return await act();
    } catch (error) {
      const lines = error instanceof Refused
        ? error.lines
        : [error instanceof Gone ? t("gone") : String(error)];
      tell(lines, { kind: "bad" });
      return undefined;
    } finally {
      this.lookAgain();
    }
  }
}

/** Keeps the link in sight without moving the page. */
function scrollIntoList(list: HTMLElement, link: HTMLElement): void {
  const top = link.offsetTop - list.offsetTop;
  const isSeen = top >= list.scrollTop &&
    top + link.offsetHeight <= list.scrollTop + list.clientHeight;
  if (!isSeen) list.scrollTop = top - list.clientHeight / 2;
}
