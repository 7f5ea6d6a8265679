/**
 * Candidates without a service, and decisions of somebody else, written as the program writes them.
 */
import { sha256Of } from "../../lib/digest.ts";
import { openPipeline } from "../../lib/pipeline/folder.ts";
import { Journal } from "../../lib/pipeline/journal.ts";
import { Store } from "../../lib/pipeline/store.ts";
import { REHEARSAL } from "../../lib/wan/regions.ts";
import { DECISIONS, type Decisions } from "../../lib/review/decisions.ts";
import { solidPng } from "./harness.ts";

/** Size of the pictures that are made. */
export const MADE_SIZE = { width: 96, height: 54 } as const;

/**
 * Puts pictures into the store as candidates of these illustrations, `n` each: greys that tell them
 * apart.
 * @returns ids by the illustration's number, in order
 */
export async function storeCandidates(
  dir: string,
  indices: readonly number[],
  n: number,
): Promise<Map<number, string[]>> {
  const pipeline = await openPipeline(dir);
  const journal = Journal.open(pipeline.stateDir);
  const ids = new Map<number, string[]>();
  try {
    const store = new Store(pipeline, journal);
    await store.prepare();
    const runId = journal.runs.begin("test");
    for (const index of indices) {
      ids.set(index, await candidatesOf(journal, store, runId, index, n));
    }
    journal.runs.end(runId);
    return ids;
  } finally {
    journal.close();
  }
}

async function candidatesOf(
  journal: Journal,
  store: Store,
  runId: number,
  index: number,
  n: number,
): Promise<string[]> {
  const spec = {
    illustration: index,
    protocol: "text2image" as const,
    references: [],
    service: REHEARSAL,
    model: "wan2.5-t2i-preview",
    prompt: `A flower in an old book, scene ${index}`,
    negativePrompt: "text, watermark",
    // What was asked for; the pictures themselves are small, for speed.
    width: 1280,
    height: 720,
    n,
    seed: index,
    promptExtend: false,
    watermark: false,
    unitPrice: 0,
    currency: undefined,
    parentId: undefined,
  };
  const [planned] = journal.orders.plan(runId, [spec], true);
  const id = planned?.order.id ?? 0;
  journal.orders.claim(id, runId);
  journal.orders.accept(id, `task-${id}`, undefined);
  journal.pictures.expect(id, index, Array.from({ length: n }, (_, at) => ({ place: at + 1 })));
  journal.orders.settle(id, n, undefined);
  const ids: string[] = [];
  for (const picture of journal.pictures.ofOrder(id)) {
    const bytes = solidPng(MADE_SIZE.width, MADE_SIZE.height, index * 20 + picture.place * 7 + 3);
    const file = await store.begin();
    await file.write(bytes);
    await file.finish();
    const facts = { sha256: sha256Of(bytes), bytes: bytes.length, ...MADE_SIZE };
    store.saveCandidate(picture, file.path, facts);
    journal.pictures.show(picture.id, undefined);
    ids.push(`c${picture.id}`);
  }
  return ids;
}

/** Keeping and rejecting that only write down what was decided: what the page needs of them. */
export const NOTED: Decisions = {
  accept: DECISIONS.accept,
  keep: (pipeline, index) => note(pipeline.stateDir, index, "keep"),
  reject: (pipeline, index) => note(pipeline.stateDir, index, "reject"),
  undo: (pipeline, index) =>
    isNoted(pipeline.stateDir, index)
      ? note(pipeline.stateDir, index, "undo")
      : DECISIONS.undo(pipeline, index),
};

function isNoted(stateDir: string, illustration: number): boolean {
  const journal = Journal.open(stateDir);
  try {
    return standing(journal, illustration)?.kind !== "accept";
  } finally {
    journal.close();
  }
}

function standing(journal: Journal, illustration: number) {
  return journal.decisions.list(illustration)
    .filter(({ kind, state }) => kind !== "undo" && state === "done").at(-1);
}

function note(
  stateDir: string,
  illustration: number,
  kind: "keep" | "reject" | "undo",
): Promise<never[]> {
  const journal = Journal.open(stateDir);
  try {
    const id = journal.decisions.begin({
      illustration,
      kind,
      madeBy: "review",
      pictureId: undefined,
      undoesId: kind === "undo" ? standing(journal, illustration)?.id : undefined,
      reason: undefined,
      steps: { changes: [] },
    });
    journal.decisions.finish(id);
    return Promise.resolve([]);
  } finally {
    journal.close();
  }
}
