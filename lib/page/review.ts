/// <reference lib="dom" />
/**
 * The one state of the page: what the server knows, what was decided here and is not written yet, and
 * where the person is. All modes show it.
 * @module
 */
import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import {
  type Illustration,
  illustrationsOf,
  type Picture,
  type Standing,
  standingOf,
} from "./illustration.ts";
import { Messages } from "./messages.ts";
import { Memory } from "./memory.ts";
import type { ReviewData } from "./source.ts";
import type { PageDecision, PageFrame, PageState } from "./state.ts";

/** How the illustrations are shown. */
export type Mode = "overview" | "choose" | "film";

/** Which illustrations are shown. */
export type Filter = "all" | Standing;

/** A decision that was made here, until the server's state tells it. */
export interface Overlay {
  readonly decision: PageDecision | undefined;
  /** What the film shows with it; undefined: what it showed before. */
  readonly chosen: Picture | undefined;
}

/** The state of the page. */
export class Review {
  readonly data: ReviewData;
  readonly messages: Messages;
  readonly memory: Memory;
  /** What the server told last. */
  readonly server: Signal<PageState>;
  readonly overlays: Signal<ReadonlyMap<number, Overlay>> = signal(new Map());
  readonly illustrations: ReadonlySignal<readonly Illustration[]>;
  readonly byIndex: ReadonlySignal<ReadonlyMap<number, Illustration>>;
  /** The film as it would be made now, in its order. */
  readonly frames: ReadonlySignal<readonly PageFrame[]>;
  readonly counts: ReadonlySignal<Readonly<Record<Filter, number>>>;
  readonly shown: ReadonlySignal<readonly Illustration[]>;
  readonly mode: Signal<Mode>;
  readonly filter: Signal<Filter> = signal("all");
  /** Number of the illustration that keys are about. */
  readonly place: Signal<number | undefined>;
  /** Id of the picture that keys are about. */
  readonly pick: Signal<string | undefined>;
  /** Digits only pick; `C` chooses. */
  readonly isCareful: Signal<boolean>;
  readonly isPromptShown: Signal<boolean> = signal(false);
  /** Said when the server does not answer. */
  readonly banner: Signal<string | undefined> = signal(undefined);
  /** Changed by others a moment ago. */
  readonly fresh: Signal<ReadonlySet<number>> = signal(new Set());
  /** Findings about the latest decision of an illustration. */
  readonly warnings: Signal<ReadonlyMap<number, readonly string[]>> = signal(new Map());
  #kept: ReadonlyMap<number, { readonly mark: string; readonly value: Illustration }> = new Map();

  constructor(first: PageState, data: ReviewData, messages: Messages, memory: Memory) {
    this.data = data;
    this.messages = messages;
    this.memory = memory;
    this.server = signal(first);
    const told = computed(() => this.#told(this.server.value));
    this.illustrations = computed(() => told.value.map((each) => this.#withOverlay(each)));
    this.byIndex = computed(() =>
      new Map(this.illustrations.value.map((each) => [each.index, each]))
    );
    this.frames = computed(() => this.#frames());
    this.counts = computed(() => countsOf(this.illustrations.value));
    this.shown = computed(() => {
      const filter = this.filter.value;
      return this.illustrations.value.filter(({ standing }) =>
        filter === "all" || standing === filter
      );
    });
    const hasUndecided = this.counts.peek().undecided > 0;
    this.mode = memory.signal<Mode>("mode", hasUndecided ? "choose" : "overview", isMode);
    const start = this.illustrations.peek().find(({ standing }) => standing === "undecided") ??
      this.illustrations.peek()[0];
    this.place = memory.signal<number | undefined>(
      "place",
      start?.index,
      (value) => this.byIndex.peek().has(value as number),
    );
    this.pick = memory.signal<string | undefined>(
      "pick",
      undefined,
      (value) => typeof value === "string",
    );
    this.isCareful = memory.signal("careful", false, (value) => typeof value === "boolean");
    this.pick.value ??= this.bestOf(this.current())?.id;
  }

  /** The illustration that keys are about. */
  current(): Illustration | undefined {
    return this.byIndex.value.get(this.place.value ?? -1);
  }

  /** The picture that keys are about. */
  picked(): Picture | undefined {
    return this.current()?.pictures.find(({ id }) => id === this.pick.value);
  }

  /** Goes to an illustration, and to the picture one would look at first. */
  go(index: number, pick?: string): void {
    const illustration = this.byIndex.peek().get(index);
    if (illustration === undefined) return;
    batch(() => {
      this.place.value = index;
      this.pick.value = pick ?? this.bestOf(illustration)?.id;
    });
  }

  /** The illustration that lies `by` further among the shown ones. */
  move(by: number): void {
    const shown = this.mode.peek() === "overview" ? this.shown.peek() : this.illustrations.peek();
    const at = shown.findIndex(({ index }) => index === this.place.peek());
    const next = shown[at < 0 ? 0 : Math.min(shown.length - 1, Math.max(0, at + by))];
    if (next !== undefined) this.go(next.index);
  }

  /** The neighbouring picture of the row. */
  step(by: number): void {
    const pictures = this.current()?.pictures ?? [];
    const at = pictures.findIndex(({ id }) => id === this.pick.peek());
    const next = pictures[Math.min(pictures.length - 1, Math.max(0, at + by))];
    if (next !== undefined) this.pick.value = next.id;
  }

  /** Goes to the next undecided one after this, round the end; says when there is none. */
  goToNextUndecided(): boolean {
    const all = this.illustrations.peek();
    const at = all.findIndex(({ index }) => index === this.place.peek());
    const next = [...all.slice(at + 1), ...all.slice(0, at)]
      .find(({ standing }) => standing === "undecided");
    if (next !== undefined) this.go(next.index);
    return next !== undefined;
  }

  /** Lays a decision over what the server knows; undefined takes it away. */
  overlay(index: number, overlay: Overlay | undefined): void {
    const overlays = new Map(this.overlays.peek());
    if (overlay === undefined) overlays.delete(index);
    else overlays.set(index, overlay);
    this.overlays.value = overlays;
  }

  /** The newest candidate, else whatever there is. */
  bestOf(illustration: Illustration | undefined): Picture | undefined {
    if (illustration === undefined) return undefined;
    const { pictures, chosen } = illustration;
    return pictures.find(({ id, number }) => id === chosen?.id && number !== 0) ??
      pictures.find(({ kind }) => kind === "candidate") ?? pictures[0];
  }

  /** What did not change stays the same object, so that it is not drawn again. */
  #told(state: PageState): readonly Illustration[] {
    const known = this.#kept;
    const kept = new Map(
      illustrationsOf(state).map((value) => {
        const mark = JSON.stringify(value);
        const old = known.get(value.index);
        return [value.index, old?.mark === mark ? old : { mark, value }] as const;
      }),
    );
    this.#kept = kept;
    return [...kept.values()].map(({ value }) => value);
  }

  #withOverlay(illustration: Illustration): Illustration {
    const overlay = this.overlays.value.get(illustration.index);
    if (overlay === undefined) return illustration;
    const { decision, chosen = illustration.chosen } = overlay;
    const standing = standingOf(illustration, decision);
    return { ...illustration, decision, chosen, standing, frames: [] };
  }

  #frames(): readonly PageFrame[] {
    const overlays = this.overlays.value;
    const { frames } = this.server.value.film;
    if (overlays.size === 0) return frames;
    const seen = new Set<number>();
    return frames.flatMap((frame) => {
      const overlay = overlays.get(frame.number);
      if (overlay === undefined) return [frame];
      if (overlay.decision !== undefined && seen.has(frame.number)) return [];
      seen.add(frame.number);
      const { chosen } = overlay;
      return [
        chosen === undefined || chosen.id === "current" ? frame : { ...frame, url: chosen.url },
      ];
    });
  }
}

function isMode(value: unknown): boolean {
  return value === "overview" || value === "choose" || value === "film";
}

function countsOf(illustrations: readonly Illustration[]): Record<Filter, number> {
  const counts = {
    all: illustrations.length,
    undecided: 0,
    decided: 0,
    rejected: 0,
    working: 0,
    failed: 0,
    bare: 0,
  };
  for (const { standing } of illustrations) counts[standing]++;
  return counts;
}
