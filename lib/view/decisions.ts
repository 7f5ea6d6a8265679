/**
 * Deciding and taking back, one at a time: two tabs that press at once are served in turn.
 * @module
 */
import { acceptCandidate } from "../choose/accept.ts";
import { undoAccept } from "../choose/undo.ts";
import { keepOriginal, rejectCandidates } from "../choose/verdict.ts";
import { type Finding, InputError } from "../errors.ts";
import type { DecisionRequest, DecisionResult } from "../page/state.ts";
import type { Pipeline } from "../pipeline/folder.ts";
import { Journal } from "../pipeline/journal.ts";
import { explainFinding } from "../text/explain.ts";
import type { Lang } from "../text/lang.ts";

type RequestOf<Kind extends DecisionRequest["kind"]> = Extract<DecisionRequest, { kind: Kind }>;

/** The use cases behind the page's decisions; each answers with what is worth telling. */
export interface Decisions {
  accept(pipeline: Pipeline, request: RequestOf<"accept">): Promise<readonly Finding[]>;
  keep(pipeline: Pipeline, index: number): Promise<readonly Finding[]>;
  reject(pipeline: Pipeline, index: number): Promise<readonly Finding[]>;
  undo(pipeline: Pipeline, index: number): Promise<readonly Finding[]>;
}

/** What the program decides with. */
export const DECISIONS: Decisions = {
  accept: async (pipeline, { index, candidate, savePrompt, setAsideClips }) => {
    const request = { index, candidate, savePrompt, setAsideClips, by: "review" } as const;
    const { stillOld, warnings } = await acceptCandidate(pipeline, request);
    return [...warnings, ...stillOld];
  },
  keep: async (pipeline, index) => (await keepOriginal(pipeline, { index, by: "review" })).warnings,
  reject: async (pipeline, index) =>
    (await rejectCandidates(pipeline, { index, by: "review" })).warnings,
  undo: async (pipeline, index) => {
    await undoAccept(pipeline, { index, by: "review" });
    return [];
  },
};

/** The decisions of one page. */
export class DecisionQueue {
  readonly #decisions: Decisions;
  readonly #onDecided: (request: DecisionRequest) => void;
  #last: Promise<unknown> = Promise.resolve();

  /** @param onDecided told when a decision has taken effect */
  constructor(decisions: Decisions, onDecided: (request: DecisionRequest) => void = () => {}) {
    this.#decisions = decisions;
    this.#onDecided = onDecided;
  }

  /**
   * Carries a decision out.
   * @throws {InputError} `decision_superseded` when another one than the page saw would be taken back;
   * else as the use case
   * @throws {PictureError | StorageError} as the use case
   */
  decide(pipeline: Pipeline, request: DecisionRequest, lang: Lang): Promise<DecisionResult> {
    const turn = this.#last.then(() => this.#act(pipeline, request, lang));
    // Whoever asked is told of a failure; the next one's turn comes all the same.
    this.#last = turn.catch(() => {});
    return turn;
  }

  async #act(pipeline: Pipeline, request: DecisionRequest, lang: Lang): Promise<DecisionResult> {
    const { index } = request;
    if (request.kind === "undo" && request.decision !== standingId(pipeline, index)) {
      throw new InputError("decision_superseded", { index });
    }
    const findings = await this.#useCase(pipeline, request);
    this.#onDecided(request);
    return {
      index,
      decision: standingId(pipeline, index),
      stillOld: findings.map((each) => explainFinding(each, lang).line),
    };
  }

  #useCase(pipeline: Pipeline, request: DecisionRequest): Promise<readonly Finding[]> {
    const { kind, index } = request;
    if (kind === "accept") return this.#decisions.accept(pipeline, request);
    return this.#decisions[kind](pipeline, index);
  }
}

function standingId({ stateDir }: Pipeline, index: number): number | undefined {
  const journal = Journal.view(stateDir);
  try {
    return journal?.decisions.standing(index)?.id;
  } finally {
    journal?.close();
  }
}
