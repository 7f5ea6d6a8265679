/**
 * Which address each due picture of an order is fetched from. A second answer of the service may
 * have another order, fewer or other addresses: a picture is known by its address and its bytes, not
 * by its place.
 * @module
 */
import { PictureError, TransportError } from "../errors.ts";
import type { OrderRow, PictureRow } from "../pipeline/journal_rows.ts";
import { addressKeyOf, schemeOf } from "../wan/picture_address.ts";
import { TimeLimit } from "../wan/time_limit.ts";
import type { TaskSnapshot } from "../wan/wire.ts";
import type { RunContext } from "./context.ts";
import { fetchTask } from "./follow.ts";
import { isPastTaskLife, serviceAgeMs } from "./service_age.ts";

/** Where one picture can be had. */
export interface PictureAddress {
  /** A bearer secret; used byte for byte. */
  readonly url: string;
  /** As {@link addressKeyOf}. */
  readonly key: string;
  /** Position in the answer, from 1. */
  readonly place: number;
  /** Its bytes may equal those of another picture of the order: the service drew the same twice. */
  readonly mayRepeat: boolean;
}

/** The addresses of one order; the service is asked again once, when they turn out to be of no use. */
export class PictureAddresses {
  readonly #context: RunContext;
  readonly #order: OrderRow;
  /** Keys in hand, by the id of the picture that is fetched from there. */
  readonly #claims = new Map<number, string>();
  /** Keys that hold another picture's bytes, by the id of the picture they were tried for. */
  readonly #ruledOut = new Map<number, Set<string>>();
  #asking: Promise<TaskSnapshot> | undefined;
  #answer: TaskSnapshot | undefined;
  #isFresh = false;

  /** @param task the task's end when it was just seen; asked for when it was not */
  constructor(context: RunContext, order: OrderRow, task: TaskSnapshot | undefined) {
    this.#context = context;
    this.#order = order;
    this.#asking = task === undefined ? undefined : Promise.resolve(task);
  }

  /**
   * The address to fetch a due picture from.
   * @throws {PictureError} `task_unknown`, `task_expired`, `address_missing`, `address_odd`,
   * `picture_repeated`
   * @throws {ServiceError | TransportError} when the service had to be asked and could not be
   * @throws {StoppedError}
   */
  async take(picture: PictureRow): Promise<PictureAddress> {
    this.#asking ??= this.#ask();
    this.#answer = await this.#asking;
    if (this.#answer.status === "unknown") {
      const { taskId } = this.#order;
      const isExpired = isPastTaskLife(this.#context, this.#order);
      const code = isExpired ? "task_expired" : "task_unknown";
      throw new PictureError(code, { taskId, ageHours: this.#ageHours() });
    }
    const address = this.#choose(picture, this.#answer);
    if (address === undefined) throw this.#whyNone(picture, this.#answer);
    this.#claims.set(picture.id, address.key);
    return address;
  }

  /** Asks for new addresses; false when that was done already. */
  renew(): boolean {
    if (this.#isFresh) return false;
    this.#asking = this.#ask();
    // Thrown at whoever waits for an address; until somebody does, it must not end the program.
    this.#asking.catch(() => {});
    return true;
  }

  /** What lies at this address is another picture of the order. */
  ruleOut({ id }: PictureRow, key: string): void {
    this.#ruledOut.set(id, (this.#ruledOut.get(id) ?? new Set()).add(key));
    this.#claims.delete(id);
  }

  /** Whether there is an address left to try, without asking again. */
  hasAnother(picture: PictureRow): boolean {
    return this.#answer !== undefined && this.#choose(picture, this.#answer) !== undefined;
  }

  #choose(picture: PictureRow, answer: TaskSnapshot): PictureAddress | undefined {
    const addresses = addressesOf(answer);
    const others = this.#context.journal.pictures.ofOrder(this.#order.id)
      .filter(({ id }) => id !== picture.id);
    const taken = new Set([
      ...others.map(({ addressKey }) => addressKey),
      ...others.map(({ id }) => this.#claims.get(id)),
    ]);
    const tried = this.#ruledOut.get(picture.id) ?? new Set();
    const free = addresses.filter(({ key }) => !taken.has(key));
    const fresh = free.filter(({ key }) => !tried.has(key));
    if (fresh.length > 0) return bestFor(picture, fresh);
    // Looked at twice, and there is a different address for every picture: they are alike.
    const isEnough = addresses.length >= others.filter(isMade).length + 1;
    const repeated = this.#isFresh && isEnough ? bestFor(picture, free) : undefined;
    return repeated === undefined ? undefined : { ...repeated, mayRepeat: true };
  }

  #whyNone(picture: PictureRow, { results, requestId }: TaskSnapshot): PictureError {
    const { taskId } = this.#order;
    const item = results[picture.place - 1];
    const url = item?.kind === "picture" ? item.url : undefined;
    if (url !== undefined && addressKeyOf(url) === undefined) {
      return new PictureError("address_odd", { taskId, requestId, scheme: schemeOf(url) });
    }
    const code = url === undefined ? "address_missing" : "picture_repeated";
    return new PictureError(code, { taskId, requestId });
  }

  async #ask(): Promise<TaskSnapshot> {
    this.#isFresh = true;
    const { session, stop, waitMs } = this.#context;
    const time = new TimeLimit({ clock: session.clock, limitMs: waitMs, stop });
    const task = await time.bound(fetchTask(this.#context, this.#order, time.signal));
    if (task !== undefined) return task;
    const { host } = new URL(session.client.baseUrl);
    throw new TransportError("answer_timeout", "answer", { host, timeoutMs: waitMs });
  }

  #ageHours(): number {
    return Math.floor((serviceAgeMs(this.#context, this.#order) ?? 0) / 3_600_000);
  }
}

/** The addresses of an answer that can be used, each once. */
function addressesOf({ results }: TaskSnapshot): PictureAddress[] {
  const byKey = new Map<string, PictureAddress>();
  for (const [at, item] of results.entries()) {
    const url = item.kind === "picture" ? item.url : undefined;
    const key = url === undefined ? undefined : addressKeyOf(url);
    if (url === undefined || key === undefined || byKey.has(key)) continue;
    byKey.set(key, { url, key, place: at + 1, mayRepeat: false });
  }
  return [...byKey.values()];
}

function bestFor(
  { addressKey, place }: PictureRow,
  addresses: readonly PictureAddress[],
): PictureAddress | undefined {
  return addresses.find(({ key }) => key === addressKey) ??
    addresses.find((each) => each.place === place) ?? addresses[0];
}

const isMade = ({ state }: PictureRow) => state === "due" || state === "saved";
