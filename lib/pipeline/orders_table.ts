/**
 * Orders and the money behind them. Every change of state names the states it may come from, so that
 * two processes never both send the same order.
 * @module
 */
import type { Database } from "./database.ts";
import { fingerprintOf } from "./fingerprint.ts";
import type { Failure, OrderRow, OrderSpec } from "./journal_rows.ts";
import { OrderRows } from "./order_rows.ts";
import type { ReferencesTable } from "./references_table.ts";
import type { RunsTable } from "./runs_table.ts";

/** An order that a run will see to. */
export interface PlannedOrder {
  readonly order: OrderRow;
  /** It was under way already; nothing new is bought. */
  readonly isAdopted: boolean;
}

/** States in which an order can still be the same as a new one. */
const ADOPTABLE = "'planned', 'sending', 'unknown', 'open', 'settled'";

/** Table `orders`. */
export class OrdersTable {
  readonly #db: Database;
  readonly #rows: OrderRows;
  readonly #runs: RunsTable;
  readonly #now: () => number;

  constructor(db: Database, runs: RunsTable, references: ReferencesTable, now: () => number) {
    this.#db = db;
    this.#rows = new OrderRows(db, references);
    this.#runs = runs;
    this.#now = now;
  }

  /**
   * Writes down what a run is going to order, in one step for all. An order that is the same as one
   * under way, or as one that a living run has just finished, is adopted instead.
   * @param again order anew even then
   */
  plan(runId: number, specs: readonly OrderSpec[], again: boolean): PlannedOrder[] {
    return this.#db.transaction(() => {
      this.sweep();
      return specs.map((spec) => {
        const known = again ? undefined : this.#sameOrder(spec, runId);
        return known === undefined
          ? { order: this.#insert(runId, spec), isAdopted: false }
          : { order: known, isAdopted: true };
      });
    });
  }

  /** The order under way that this one would repeat, if there is one. Reads only. */
  findSame(spec: OrderSpec): OrderRow | undefined {
    return this.#candidates(fingerprintOf(spec)).find((order) => this.#isUnderWay(order));
  }

  /**
   * Takes note of runs that ended or died: their plans are void, what they were sending is unknown.
   * However old an order is by this machine's clock, only the service says that its task is gone.
   */
  sweep(): void {
    this.#db.transaction(() => {
      for (const order of this.#rows.select("state IN ('planned', 'sending')")) {
        if (this.#runs.isAlive(order.runId)) continue;
        this.#rows.change(order.id, order.state === "planned" ? "dropped" : "unknown", [
          order.state,
        ]);
      }
    });
  }

  /** An order by its id. */
  get(id: number): OrderRow | undefined {
    return this.#rows.select("id = :id", { id })[0];
  }

  /** All orders of a pipeline, or of one illustration, oldest first. */
  list(illustration?: number): OrderRow[] {
    return illustration === undefined
      ? this.#rows.select("1")
      : this.#rows.select("illustration = :illustration", { illustration });
  }

  /** Orders with a higher number, oldest first. */
  after(id: number): OrderRow[] {
    return this.#rows.select("id > :id", { id });
  }

  /** The number of the newest order; 0 when there is none. */
  lastId(): number {
    return Number(this.#db.get("SELECT MAX(id) AS id FROM orders")?.["id"] ?? 0);
  }

  /** Orders that were paid for, or may have been, and are not finished, oldest first. */
  unfinished(): OrderRow[] {
    return this.#rows.select(
      `state IN ('sending', 'unknown', 'open') OR (state = 'settled' AND EXISTS (
      SELECT 1 FROM pictures WHERE order_id = orders.id
        AND (state = 'due' OR (state = 'saved' AND shown_at_ms IS NULL))))`,
    );
  }

  /** The order that a task belongs to in this journal. */
  ofTask(taskId: string): OrderRow | undefined {
    return this.#rows.select("task_id = :taskId", { taskId })[0];
  }

  /** Orders of a model whose create is on its way at this moment, in any process. */
  beingSent(service: string, model: string): OrderRow[] {
    const where = "state = 'sending' AND service = :service AND model = :model";
    return this.#rows.select(where, { service, model })
      .filter(({ runId }) => this.#runs.isAlive(runId));
  }

  /** Takes the right to send. False when somebody else has it or it was sent. */
  claim(id: number, runId: number): boolean {
    return this.#db.transaction(() => {
      const order = this.get(id);
      if (order?.state !== "planned" && order?.state !== "dropped") return false;
      const isTaken = order.state === "planned" && order.runId !== runId;
      if (isTaken && this.#runs.isAlive(order.runId)) return false;
      // While this run was frozen, others took it for dead and may have ordered the same.
      const isReplaced = order.state === "dropped" &&
        this.#candidates(order.fingerprint).some((each) => each.id > order.id);
      if (isReplaced) return false;
      return this.#rows.change(id, "sending", [order.state], {
        run_id: runId,
        sent_at_ms: this.#now(),
      });
    });
  }

  /**
   * Takes note that a create of it leaves now.
   * @param serviceSentAtMs by the service's own clock; undefined: its clock is not known
   */
  countSend(id: number, serviceSentAtMs: number | undefined): void {
    this.#rows.countSend(id, serviceSentAtMs);
  }

  /** The service surely did not accept it: it may be sent again. */
  release(id: number): void {
    // Another run may have judged it in the meantime; who sent it knows for certain.
    this.#rows.change(id, "planned", ["sending", "unknown"], { sent_at_ms: undefined });
  }

  /** The answer was lost. */
  lose(id: number): void {
    this.#rows.change(id, "unknown", ["sending"]);
  }

  /**
   * Accepted: from here on money is at stake. Another order that had taken the task for its own, since
   * the two are alike, gives it back; when that one's pictures are written down already, this order
   * becomes `unknown` and looks for the other's task.
   * @returns false when the order was not waiting for an answer
   */
  accept(id: number, taskId: string, requestId: string | undefined): boolean {
    return this.#db.transaction(() => {
      const holder = this.ofTask(taskId);
      if (holder !== undefined && holder.id !== id) {
        const isReturned = this.#rows.change(holder.id, "unknown", ["open"], {
          task_id: undefined,
          accepted_at_ms: undefined,
        });
        if (!isReturned) return this.#rows.change(id, "unknown", ["sending", "unknown"]);
      }
      return this.#rows.open(id, ["sending", "unknown"], { taskId, requestId }, this.#now());
    });
  }

  /** Gives an `unknown` order a task that was found; false when either has been settled since. */
  adopt(id: number, taskId: string): boolean {
    return this.#db.transaction(() =>
      this.ofTask(taskId) === undefined &&
      this.#rows.open(id, ["unknown"], { taskId, requestId: undefined }, this.#now())
    );
  }

  /**
   * An `unknown` order was proven never to have been accepted: the run may send it again.
   * @param sentAtMs the attempt that was proven; false when another run has sent it since
   */
  replan(id: number, runId: number, sentAtMs: number | undefined): boolean {
    return this.#db.transaction(() => {
      if (this.get(id)?.sentAtMs !== sentAtMs) return false;
      return this.#rows.change(id, "planned", ["unknown"], {
        run_id: runId,
        sent_at_ms: undefined,
      });
    });
  }

  /** When the create was sent by the service's clock, learned after it had left. */
  noteServiceTime(id: number, serviceSentAtMs: number): void {
    this.#rows.noteServiceTime(id, serviceSentAtMs);
  }

  /** It ended without a picture. */
  end(id: number, state: "failed" | "canceled" | "expired", failure: Failure | undefined): void {
    this.#rows.change(id, state, ["planned", "sending", "unknown", "open"], {
      ended_at_ms: this.#now(),
      failure_status: failure?.status,
      failure_code: failure?.code,
      failure_message: failure?.message,
      failure_request_id: failure?.requestId,
    });
  }

  /**
   * It ended with pictures. False when that was known already.
   * @param billed undefined: the service did not say
   */
  settle(id: number, billed: number | undefined, serviceEndedAtMs: number | undefined): boolean {
    // The service knows better than a clock that had called it expired.
    return this.#rows.change(id, "settled", ["open", "expired"], {
      billed,
      ended_at_ms: this.#now(),
      service_ended_at_ms: serviceEndedAtMs,
    });
  }

  #insert(runId: number, spec: OrderSpec): OrderRow {
    const id = this.#rows.insert(runId, spec, this.#now());
    return this.get(id) as OrderRow;
  }

  #sameOrder(spec: OrderSpec, runId: number): OrderRow | undefined {
    return this.#candidates(fingerprintOf(spec)).find((order) =>
      this.#isUnderWay(order) ||
      (order.state === "settled" && order.runId !== runId && this.#runs.isAlive(order.runId))
    );
  }

  #isUnderWay(order: OrderRow): boolean {
    if (order.state === "settled") return this.#rows.hasDuePictures(order.id);
    if (order.state === "planned") return this.#runs.isAlive(order.runId);
    return true;
  }

  #candidates(fingerprint: string): OrderRow[] {
    const where = `fingerprint = :fingerprint AND state IN (${ADOPTABLE})`;
    return this.#rows.select(where, { fingerprint }).reverse();
  }
}
