/**
 * Candidates without a service, written as the program writes them.
 */
import { sha256Of } from "../../lib/digest.ts";
import { openPipeline } from "../../lib/pipeline/folder.ts";
import type { OrderSpec } from "../../lib/pipeline/journal_rows.ts";
import { Journal } from "../../lib/pipeline/journal.ts";
import { Store } from "../../lib/pipeline/store.ts";
import { REHEARSAL } from "../../lib/wan/regions.ts";
import { solidPng } from "./harness.ts";
import { plainSpec } from "./plain_order.ts";

/** Size of the pictures that are made. */
const MADE_SIZE = { width: 96, height: 54 } as const;

/** What the candidates are like. */
export interface CandidateLook {
  /** The picture at a place (from 1) of an illustration; `MADE_SIZE` greys unless it is said. */
  readonly picture: (index: number, place: number) => Uint8Array;
  readonly size: { readonly width: number; readonly height: number };
  /** Base URL of the service that they are said to come from. */
  readonly service: string;
  readonly prompt: (index: number) => string;
  readonly negativePrompt: string;
  readonly price: Pick<OrderSpec, "unitPrice" | "currency">;
}

const GREYS: CandidateLook = {
  picture: (index, place) =>
    solidPng(MADE_SIZE.width, MADE_SIZE.height, index * 20 + place * 7 + 3),
  size: MADE_SIZE,
  service: REHEARSAL,
  prompt: (index) => `A flower in an old book, scene ${index}`,
  negativePrompt: "text, watermark",
  price: { unitPrice: 0, currency: undefined },
};

/**
 * Puts pictures into the store as candidates of these illustrations, `n` each: greys that tell them
 * apart, or what `look` says.
 * @returns ids by the illustration's number, in order
 */
export async function storeCandidates(
  dir: string,
  indices: readonly number[],
  n: number,
  look: CandidateLook = GREYS,
): Promise<Map<number, string[]>> {
  const pipeline = await openPipeline(dir);
  const journal = Journal.open(pipeline.stateDir);
  const ids = new Map<number, string[]>();
  try {
    const store = new Store(pipeline, journal);
    await store.prepare();
    const runId = journal.runs.begin("test");
    for (const index of indices) {
      ids.set(index, await candidatesOf(journal, store, runId, index, n, look));
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
  look: CandidateLook,
): Promise<string[]> {
  // The pictures themselves are smaller than what was asked for, for speed.
  const spec = plainSpec(index, {
    service: look.service,
    prompt: look.prompt(index),
    negativePrompt: look.negativePrompt,
    n,
    seed: index,
    ...look.price,
  });
  const [planned] = journal.orders.plan(runId, [spec], true);
  const id = planned?.order.id ?? 0;
  journal.orders.claim(id, runId);
  journal.orders.accept(id, `task-${id}`, undefined);
  journal.pictures.expect(id, index, Array.from({ length: n }, (_, at) => ({ place: at + 1 })));
  journal.orders.settle(id, n, undefined);
  const ids: string[] = [];
  for (const picture of journal.pictures.ofOrder(id)) {
    const bytes = look.picture(index, picture.place);
    const file = await store.begin();
    await file.write(bytes);
    await file.finish();
    const facts = { sha256: sha256Of(bytes), bytes: bytes.length, ...look.size };
    store.saveCandidate(picture, file.path, facts);
    journal.pictures.show(picture.id, undefined);
    ids.push(`c${picture.id}`);
  }
  return ids;
}
