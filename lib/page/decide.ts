/**
 * Deciding: the answer is drawn at once and taken back with a sentence if the disk says no. The server
 * is asked in the order of the keys, one after the other.
 * @module
 */
import { type Illustration, numberText, originalOf, type Picture } from "./illustration.ts";
import type { Overlay, Review } from "./review.ts";
import { Gone, Refused, type ReviewActions } from "./source.ts";
import type { DecisionRequest, PageWork } from "./state.ts";
import { t } from "./words.ts";

/** A decision that was made here. */
interface Made {
  readonly index: number;
  /** What stood in place before. */
  readonly before: Picture | undefined;
  /** Settles with the server's id; undefined: it was refused. */
  readonly answered: Promise<number | undefined>;
  /** The same, as soon as it is known. */
  id?: number | undefined;
}

/** The decisions of a page. */
export class Decider {
  readonly #review: Review;
  readonly #actions: ReviewActions;
  readonly #lookAgain: () => Promise<void>;
  /** What was decided here and not taken back, the latest last. */
  readonly #made: Made[] = [];
  #last: Promise<unknown> = Promise.resolve();

  /** @param lookAgain fetches the state; settles when it is drawn */
  constructor(review: Review, actions: ReviewActions, lookAgain: () => Promise<void>) {
    this.#review = review;
    this.#actions = actions;
    this.#lookAgain = lookAgain;
  }

  /** Chooses a picture; the original itself is kept, or put back when another stands in its place. */
  choose(illustration: Illustration, picture: Picture, savePrompt = false): void {
    const { index, chosen } = illustration;
    const isInPlace = picture.id === chosen?.id;
    if (picture.number === 0 && isInPlace) return this.keep(illustration);
    if (picture.id === "current") return;
    const request = {
      kind: "accept",
      index,
      candidate: picture.id,
      savePrompt,
      setAsideClips: false,
    } as const;
    const text = t(picture.number === 0 ? "kept" : "placed", {
      id: picture.id,
      number: numberText(index),
    });
    this.#decide(illustration, request, overlayOf("accept", picture), text);
  }

  /** Decides that what stands in the original's place stays. */
  keep(illustration: Illustration): void {
    const { index } = illustration;
    const overlay = overlayOf("keep", originalOf(illustration));
    this.#decide(
      illustration,
      { kind: "keep", index },
      overlay,
      t("kept", {
        number: numberText(index),
      }),
    );
  }

  /** Decides that none will do. */
  reject(illustration: Illustration): void {
    const { index } = illustration;
    const overlay = overlayOf("reject", undefined);
    this.#decide(
      illustration,
      { kind: "reject", index },
      overlay,
      t("rejected", {
        number: numberText(index),
      }),
    );
  }

  /** Chooses the same once more, with the clip set aside: one undo brings the clip back. */
  setClipAside({ index, decision, chosen }: Illustration): void {
    const candidate = decision?.picture ?? chosen?.id;
    if (candidate === undefined || candidate === "current") return;
    void this.#inTurn(index, async () => {
      const request = { kind: "accept", index, candidate, savePrompt: false } as const;
      const result = await this.#actions.decide({ ...request, setAsideClips: true });
      this.#warn(index, result.stillOld);
      const answered = Promise.resolve(result.decision);
      this.#made.push({ index, answered, id: result.decision, before: chosen });
      this.#review.messages.tell([t("clipAside")], { about: index });
    });
  }

  /** Takes the latest decision of all back and goes there. */
  undoLast(): void {
    const here = this.#made.at(-1);
    const known = this.#latestKnown();
    // Another tab may have decided since; what has no number yet is the newest.
    const isHere = here !== undefined && (here.id ?? Infinity) >= (known?.decision?.id ?? 0);
    const index = isHere ? here.index : known?.index;
    if (index === undefined) return this.#review.messages.tell([t("nothingToUndo")]);
    this.#review.go(index);
    this.undo(index);
  }

  /** Takes the latest decision about an illustration back. */
  undo(index: number): void {
    const at = this.#made.findLastIndex((each) => each.index === index);
    const [made] = at < 0 ? [] : this.#made.splice(at, 1);
    const known = this.#review.byIndex.peek().get(index);
    const decision = known?.decision?.id;
    this.#review.overlay(index, {
      decision: undefined,
      chosen: made?.before ?? (known === undefined ? undefined : originalOf(known)),
    });
    this.#review.messages.forget(index);
    void this.#inTurn(index, async () => {
      const id = await made?.answered ?? decision;
      if (id === undefined) return;
      const { stillOld } = await this.#actions.decide({ kind: "undo", index, decision: id });
      this.#warn(index, stillOld);
      const text = t("undone", { number: numberText(index) });
      this.#review.messages.tell([text], { about: index });
    });
  }

  /** Fetches what an earlier run left. */
  resume(index: number, work: PageWork): void {
    void this.#try(() => this.#actions.resume(index, work)).then(() => this.#lookAgain());
  }

  /** A notice was read. */
  dismiss(id: number): void {
    void this.#try(() => this.#actions.dismiss(id)).then(() => this.#lookAgain());
  }

  #decide(
    illustration: Illustration,
    request: DecisionRequest,
    overlay: Overlay,
    text: string,
  ): void {
    const { index, chosen } = illustration;
    const review = this.#review;
    review.overlay(index, overlay);
    this.#warn(index, []);
    const action = { text: t("undo"), act: () => this.undo(index) };
    review.messages.tell([text], { action, about: index });
    const answered = this.#inTurn(index, async () => {
      const { decision, stillOld } = await this.#actions.decide(request);
      this.#warn(index, stillOld);
      return decision;
    });
    const made: Made = { index, answered, before: chosen };
    this.#made.push(made);
    void answered.then((id) => {
      made.id = id;
      if (id !== undefined) return;
      const at = this.#made.indexOf(made);
      if (at >= 0) this.#made.splice(at, 1);
    });
  }

  /** The decision with the highest number that the server knows. */
  #latestKnown(): Illustration | undefined {
    return this.#review.illustrations.peek().reduce<Illustration | undefined>(
      (latest, each) => (each.decision?.id ?? 0) > (latest?.decision?.id ?? 0) ? each : latest,
      undefined,
    );
  }

  #warn(index: number, lines: readonly string[]): void {
    const warnings = new Map(this.#review.warnings.peek());
    if (lines.length === 0) warnings.delete(index);
    else warnings.set(index, lines);
    this.#review.warnings.value = warnings;
  }

  /** One after the other; what was drawn before the answer stays until the state tells the truth. */
  #inTurn<T>(index: number, act: () => Promise<T>): Promise<T | undefined> {
    const turn = this.#last.then(() => this.#try(act));
    this.#last = turn;
    void turn.then(async (result) => {
      const drawn = this.#review.overlays.peek().get(index);
      if (result !== undefined) await this.#lookAgain();
      const now = this.#review.overlays.peek().get(index);
      if (now !== undefined && now === drawn) this.#review.overlay(index, undefined);
    });
    return turn;
  }

  async #try<T>(act: () => Promise<T>): Promise<T | undefined> {
    try {
      return await act();
    } catch (error) {
      const text = error instanceof Gone ? t("gone") : String(error);
      this.#review.messages.tell(error instanceof Refused ? error.lines : [text], { kind: "bad" });
      return undefined;
    }
  }
}

function overlayOf(kind: "accept" | "keep" | "reject", chosen: Picture | undefined): Overlay {
  return { decision: { id: 0, kind, picture: chosen?.id, isOutdated: false }, chosen };
}
