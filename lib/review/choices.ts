/**
 * Choosing and taking back, one at a time: two tabs that press at once are served in turn.
 * @module
 */
import { acceptCandidate } from "../choose/accept.ts";
import type { Pipeline } from "../pipeline/folder.ts";
import { undoAccept } from "../choose/undo.ts";
import type { ChoiceResult, PageLang } from "../page/state.ts";
import type { Messages } from "./messages.ts";

/** A choice as the page sends it. */
export interface Choice {
  readonly index: number;
  /** `c17` */
  readonly candidate: string;
  /** Also write the candidate's prompt into illustrations.json. */
  readonly savePrompt: boolean;
  /** Move the illustration's clip out of the film's way. */
  readonly setAsideClips: boolean;
}

/** The choices of one page. */
export class Choices {
  readonly #messages: Messages;
  #last: Promise<unknown> = Promise.resolve();

  constructor(messages: Messages) {
    this.#messages = messages;
  }

  /**
   * Puts a candidate in the original's place.
   * @throws {InputError | PictureError | StorageError} as the use case
   */
  accept(pipeline: Pipeline, choice: Choice, lang: PageLang): Promise<ChoiceResult> {
    return this.#inTurn(async () => {
      const { index, stillOld, warnings } = await acceptCandidate(pipeline, {
        ...choice,
        by: "review",
      });
      return {
        index,
        stillOld: [...warnings, ...stillOld].flatMap((each) => this.#messages.finding(each, lang)),
      };
    });
  }

  /**
   * Takes the latest choice back.
   * @throws {InputError | StorageError} as the use case
   */
  undo(pipeline: Pipeline, index: number): Promise<ChoiceResult> {
    return this.#inTurn(async () => {
      await undoAccept(pipeline, { index, by: "review" });
      return { index, stillOld: [] };
    });
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(act, act);
    this.#last = turn.catch(() => {});
    return turn;
  }
}
