/// <reference lib="dom" />
/**
 * What pressing a button does on the server, and what is said about it.
 * @module
 */
import type { ChoiceResult, PageWork } from "./state.ts";
import { tell } from "./announce.ts";
import { accept, dismiss, Gone, Refused, resume, undo } from "./client.ts";
import { numberText } from "./view.ts";
import { t } from "./words.ts";

/** What a effect tells the board. */
export interface ActionHooks {
  /** A choice was made or taken back; what still shows the old picture. */
  settled(index: number, stillOld: readonly string[]): void;
  /** The picture that was chosen for an illustration. */
  acceptedId(index: number): string | undefined;
  /** The server has news. */
  lookAgain(): void;
}

/** The actions of a page. */
export class Actions {
  readonly #hooks: ActionHooks;
  /** What was chosen last: the state that tells it comes a moment later. */
  readonly #chosen = new Map<number, string>();

  /** @param hooks told after each effect */
  constructor(hooks: ActionHooks) {
    this.#hooks = hooks;
  }

  /** Puts a candidate in the original's place. */
  async choose(index: number, id: string, savePrompt: boolean): Promise<void> {
    const choice = { index, candidate: id, savePrompt, setAsideClips: false };
    const result = await this.#try(() => accept(choice));
    if (!this.#settle(index, result)) return;
    this.#chosen.set(index, id);
    tell([t("placed", { id, number: numberText(index) })], {
      actions: [{ text: t("undo"), act: () => void this.undo(index) }],
    });
  }

  /** Chooses the same once more, with the clip set aside: one undo brings the clip back. */
  async setClipAside(index: number): Promise<void> {
    const id = this.#chosen.get(index) ?? this.#hooks.acceptedId(index);
    if (id === undefined) return;
    const choice = { index, candidate: id, savePrompt: false, setAsideClips: true };
    const result = await this.#try(() => accept(choice));
    if (this.#settle(index, result)) tell([t("clipAside")]);
  }

  /** Takes the latest choice back. */
  async undo(index: number): Promise<void> {
    const result = await this.#try(() => undo(index));
    this.#chosen.delete(index);
    if (this.#settle(index, result)) tell([t("undone", { number: numberText(index) })]);
  }

  /** Fetches what an earlier run left. */
  async resume(index: number, work: PageWork): Promise<void> {
    await this.#try(() => resume(index, [Number(work.key.slice(1))]));
  }

  /** A notice was read. */
  async dismiss(id: number): Promise<void> {
    await this.#try(() => dismiss(id));
  }

  #settle(index: number, result: ChoiceResult | undefined): boolean {
    if (result !== undefined) this.#hooks.settled(index, result.stillOld);
    return result !== undefined;
  }

  async #try<T>(act: () => Promise<T>): Promise<T | undefined> {
    try {
      return await act();
    } catch (error) {
      const text = error instanceof Gone ? t("gone") : String(error);
      tell(error instanceof Refused ? error.lines : [text], { kind: "bad" });
      return undefined;
    } finally {
      this.#hooks.lookAgain();
    }
  }
}
