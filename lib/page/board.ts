/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * The board: what is shown, what is picked, and what the keys and buttons are about.
 * @module
 */
import type { PageState } from "./state.ts";
import { announce, tell } from "./announce.ts";
import { Actions } from "./actions.ts";
import { Flicker } from "./flicker.ts";
import { type Filter, Frame } from "./frame.ts";
import { openHelp } from "./help.ts";
import { OrderDialog } from "./order_dialog.ts";
import { Pick } from "./pick.ts";
import { Place } from "./place.ts";
import { RowSet } from "./row_set.ts";
import {
  type Illustration,
  illustrationsOf,
  numberText,
  type Picture,
  standingOf,
} from "./view.ts";
import { count, switchLang, t } from "./words.ts";
import { Zoom } from "./zoom.ts";

/** The board. */
export class Board {
  /** Looks at the server at once. */
  lookAgain = (): void => {};
  readonly #frame: Frame;
  readonly #rows: RowSet;
  readonly #pick: Pick;
  readonly #zoom: Zoom;
  readonly #order: OrderDialog;
  readonly #place: Place;
  readonly #actions: Actions;
  readonly #flicker = new Flicker();
  /** Rows whose next change is this page's own doing. */
  readonly #mine = new Set<number>();
  #illustrations: readonly Illustration[] = [];
  #filter: Filter = "all";

  /** Builds the board into `root`. */
  constructor(root: HTMLElement) {
    this.#actions = new Actions({
      settled: (index, stillOld) => {
        this.#mine.add(index);
        this.#remember(index, { stillOld });
      },
      acceptedId: (index) => this.#find(index)?.accepted?.id,
      lookAgain: () => this.lookAgain(),
    });
    this.#rows = this.#buildRows();
    this.#place = new Place(this.#rows);
    this.#pick = new Pick(this.#rows, (index) => {
      this.#flicker.end();
      this.#frame.point(index);
    });
    this.#zoom = new Zoom({
      choose: (index, id, savePrompt) => void this.#actions.choose(index, id, savePrompt),
      undo: (index) => void this.#actions.undo(index),
      move: (by) => this.#zoomNext(by),
      picked: (index, id) => this.#pick.set(index, id),
    });
    this.#order = new OrderDialog((index) => {
      this.#mine.add(index);
      this.lookAgain();
    });
    this.#frame = new Frame(root, this.#rows.element, {
      filter: (filter) => this.#setFilter(filter),
      switchLang,
      help: openHelp,
      go: (index) => this.#go(index),
    });
  }

  /** Whether something goes on that is worth looking at often. */
  get isBusy(): boolean {
    return this.#illustrations.some(({ work }) => work.some(({ isLeft }) => !isLeft));
  }

  /** Draws what is new. */
  draw(state: PageState): void {
    const isFirst = this.#illustrations.length === 0;
    this.#illustrations = illustrationsOf(state);
    const changed = this.#rows.draw(this.#illustrations);
    this.#rows.show(new Set(this.#shown().map(({ index }) => index)));
    this.#frame.draw(state.pipeline, this.#illustrations, this.#filter, this.#pick.index);
    if (isFirst) {
      this.#pickAtStart();
      this.#place.restore();
    } else this.#tellChanges(changed);
  }

  /** Says why nothing new comes; undefined: all is well. */
  banner(text: string | undefined): void {
    this.#frame.banner(text);
  }

  /** The next shown row in this direction. */
  move(by: number): void {
    const shown = this.#shown();
    const at = shown.findIndex(({ index }) => index === this.#pick.index);
    const next = shown[at < 0 ? 0 : Math.min(shown.length - 1, Math.max(0, at + by))];
    if (next !== undefined) this.#go(next.index);
  }

  /** The next picture of the row in this direction. */
  step(by: number): void {
    const pictures = this.#rows.picturesOf(this.#current());
    const at = pictures.findIndex(({ id }) => id === this.#pick.id);
    this.#focus(pictures[Math.min(pictures.length - 1, Math.max(0, at + by))]);
  }

  /** The picture behind a digit; 0 is the original. */
  pickKey(key: number): void {
    const pictures = this.#rows.picturesOf(this.#current());
    const others = pictures.filter(({ kind }) => kind !== "current");
    this.#focus(key === 0 ? pictures.find(({ kind }) => kind === "current") : others[key - 1]);
  }

  /** Puts the picked candidate in the original's place. */
  choosePicked(savePrompt: boolean): void {
    const { index } = this.#pick;
    const picture = this.#picked();
    if (index === undefined) return;
    if (picture === undefined || picture.kind === "current") tell([t("pickFirst")]);
    else if (!picture.isCurrent) void this.#actions.choose(index, picture.id, savePrompt);
  }

  /** Takes the latest choice of the row back. */
  undoPicked(): void {
    const illustration = this.#current();
    if (illustration === undefined) return;
    if (illustration.accepted === undefined) tell([t("nothingToUndo")]);
    else void this.#actions.undo(illustration.index);
  }

  /** Opens the form of the row. */
  regeneratePicked(): void {
    if (this.#pick.index !== undefined) this.#regenerate(this.#pick.index);
  }

  /** Looks closely at what is picked. */
  zoomPicked(): void {
    const { index, id } = this.#pick;
    if (index !== undefined && id !== undefined) this.#openZoom(index, id);
  }

  /** Shows the original in the picked candidate's frame, as long as it is held. */
  flickerPicked(isOn: boolean): void {
    const { index, id } = this.#pick;
    if (index !== undefined && id !== undefined) this.#flick(index, id, isOn);
  }

  #buildRows(): RowSet {
    return new RowSet({
      pick: (index, id) => this.#pick.set(index, id),
      zoom: (index, id) => this.#openZoom(index, id),
      choose: (index, id, savePrompt) => void this.#actions.choose(index, id, savePrompt),
      flicker: (index, id, isOn) => this.#flick(index, id, isOn),
      resume: (index, work) => void this.#actions.resume(index, work),
      undo: (index) => void this.#actions.undo(index),
      regenerate: (index) => this.#regenerate(index),
      showAll: (index) => this.#remember(index, { isWhole: true }),
      dismiss: (id) => void this.#actions.dismiss(id),
      setClipAside: (index) => void this.#actions.setClipAside(index),
    }, (illustration) => {
      if (this.#pick.index === illustration.index) this.#pick.mark();
      this.#zoom.refresh(illustration, this.#rows.picturesOf(illustration));
    });
  }

  #remember(index: number, memory: Parameters<RowSet["remember"]>[1]): void {
    const illustration = this.#find(index);
    if (illustration !== undefined) this.#rows.remember(illustration, memory);
  }

  #setFilter(filter: Filter): void {
    this.#filter = filter;
    const shown = this.#shown();
    this.#rows.show(new Set(shown.map(({ index }) => index)));
    this.#frame.filtered(filter);
    announce(count("illustrations", shown.length));
  }

  #shown(): Illustration[] {
    return this.#illustrations.filter((each) =>
      this.#filter === "all" || standingOf(each) === this.#filter
    );
  }

  #tellChanges(changed: readonly number[]): void {
    const others = changed.filter((index) => !this.#mine.delete(index));
    for (const index of others) this.#rows.row(index)?.classList.add("is-new");
    if (others.length === 0 || others.length > 5) return;
    announce(t("changed", { numbers: others.map(numberText).join(", ") }));
  }

  #find(index: number | undefined): Illustration | undefined {
    return this.#illustrations.find((each) => each.index === index);
  }

  #current(): Illustration | undefined {
    return this.#find(this.#pick.index);
  }

  #picked(): Picture | undefined {
    return this.#rows.picturesOf(this.#current()).find(({ id }) => id === this.#pick.id);
  }

  #pickAtStart(): void {
    const stored = this.#pick.stored();
    const illustration = this.#find(stored?.index) ?? this.#illustrations[0];
    if (illustration === undefined) return;
    const pictures = this.#rows.picturesOf(illustration);
    const id = pictures.find((each) => each.id === stored?.id)?.id ?? this.#bestOf(illustration);
    if (id !== undefined) this.#pick.set(illustration.index, id);
  }

  /** The newest candidate, else whatever there is. */
  #bestOf(illustration: Illustration): string | undefined {
    const pictures = this.#rows.picturesOf(illustration);
    return (pictures.find(({ kind }) => kind === "candidate") ?? pictures[0])?.id;
  }

  #go(index: number): void {
    const illustration = this.#find(index);
    if (illustration === undefined) return;
    const id = this.#bestOf(illustration);
    if (this.#rows.row(index) === undefined) this.#rows.drawAll();
    this.#rows.row(index)?.scrollIntoView({ block: "start" });
    // A row without pictures is picked all the same: it can be regenerated.
    this.#pick.set(index, id ?? "none");
    this.#pick.focus();
  }

  #focus(picture: Picture | undefined): void {
    const { index } = this.#pick;
    if (picture === undefined || index === undefined) return;
    this.#pick.set(index, picture.id);
    this.#pick.focus();
  }

  #flick(index: number, id: string, isOn: boolean): void {
    const row = this.#rows.row(index);
    if (isOn && row !== undefined) this.#flicker.begin(row, id);
    else this.#flicker.end();
  }

  #openZoom(index: number, id: string): void {
    const illustration = this.#find(index);
    const pictures = this.#rows.picturesOf(illustration);
    const picture = pictures.find((each) => each.id === id);
    if (illustration === undefined || picture === undefined) return;
    this.#pick.set(index, id);
    this.#zoom.open(illustration, picture, pictures);
  }

  #zoomNext(by: number): void {
    const shown = this.#shown();
    const at = shown.findIndex(({ index }) => index === this.#pick.index);
    const next = shown[at + by];
    const id = next === undefined ? undefined : this.#bestOf(next);
    if (next === undefined || id === undefined) return;
    if (this.#rows.row(next.index) === undefined) this.#rows.drawAll();
    this.#rows.row(next.index)?.scrollIntoView({ block: "start" });
    this.#openZoom(next.index, id);
  }

  #regenerate(index: number): void {
    const illustration = this.#find(index);
    if (illustration === undefined) return;
    const picture = this.#pick.index === index ? this.#picked() : undefined;
    const isOurs = picture?.kind === "candidate" && picture.model !== undefined;
    this.#order.open(illustration, isOurs ? picture : undefined);
  }
}
