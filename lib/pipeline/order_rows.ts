/**
 * Reading and changing rows of `orders`: every change names the states it may come from.
 * @module
 */
import type { Database, Parameters } from "./database.ts";
import type { OrderRow, OrderSpec, OrderState } from "./journal_rows.ts";
import { fingerprintOf } from "./fingerprint.ts";
import type { ReferencesTable } from "./references_table.ts";
import { orderSchema } from "./row_schemas.ts";

/** The rows of table `orders`. */
export class OrderRows {
  readonly #db: Database;
  readonly #references: ReferencesTable;

  constructor(db: Database, references: ReferencesTable) {
    this.#db = db;
    this.#references = references;
  }

  /**
   * Orders for which an SQL condition holds, oldest first.
   * @param where a condition of this program's own, never text from outside
   */
  select(where: string, parameters: Parameters = {}): OrderRow[] {
    const rows = this.#db.all(`SELECT * FROM orders WHERE ${where} ORDER BY id`, parameters);
    return this.#db.badRows.read("orders", orderSchema, rows).map((order) => ({
      ...order,
      // Only this protocol takes pictures along.
      references: order.protocol === "messages" ? this.#references.ofOrder(order.id) : [],
    }));
  }

  /**
   * Writes a planned order down with its references, and returns its id.
   * @param wishedId the id it had; undefined: the next one
   */
  insert(runId: number, spec: OrderSpec, now: number, wishedId?: number): number {
    const { references, ...values } = spec;
    const { id } = this.#db.run(
      `INSERT INTO orders (id, run_id, illustration, fingerprint, service, model, protocol, prompt,
         negative_prompt, width, height, n, seed, prompt_extend, watermark, unit_price, currency, parent_id, state,
         created_at_ms)
       VALUES (:wishedId, :runId, :illustration, :fingerprint, :service, :model, :protocol, :prompt, :negativePrompt,
         :width, :height, :n, :seed, :promptExtend, :watermark, :unitPrice, :currency, :parentId,
         'planned', :now)`,
      { ...values, wishedId, runId, fingerprint: fingerprintOf(spec), now },
    );
    this.#references.add(id, references);
    return id;
  }

  /**
   * Changes the state of an order, and other columns with it.
   * @param from the states it may come from
   * @param values by column; undefined is stored as NULL
   * @returns false when it is in none of them
   */
  change(
    id: number,
    state: OrderState,
    from: readonly OrderState[],
    values: Parameters = {},
  ): boolean {
    const sets = Object.keys(values).map((name) => `, ${name} = :${name}`).join("");
    const states = from.map((each) => `'${each}'`).join(", ");
    const sql = `UPDATE orders SET state = :state${sets} WHERE id = :id AND state IN (${states})`;
    return this.#db.run(sql, { ...values, id, state }).changes > 0;
  }

  /** The service has a task for the order. */
  open(
    id: number,
    from: readonly OrderState[],
    task: { readonly taskId: string; readonly requestId: string | undefined },
    now: number,
  ): boolean {
    const { taskId, requestId } = task;
    const values = { task_id: taskId, request_id: requestId, accepted_at_ms: now };
    return this.change(id, "open", from, values);
  }

  /** One create more was sent, at this time by the service's clock, if that is known. */
  countSend(id: number, serviceSentAtMs: number | undefined): void {
    const sql = "UPDATE orders SET sends = sends + 1, service_sent_at_ms = :serviceSentAtMs";
    this.#db.run(`${sql} WHERE id = :id`, { id, serviceSentAtMs });
  }

  /** Fills in the service's time of a create that left before it was known. */
  noteServiceTime(id: number, serviceSentAtMs: number): void {
    const sql = "UPDATE orders SET service_sent_at_ms = :serviceSentAtMs";
    const where = "WHERE id = :id AND service_sent_at_ms IS NULL";
    this.#db.run(`${sql} ${where}`, { id, serviceSentAtMs });
  }

  /** Whether pictures of the order are paid for and not saved. */
  hasDuePictures(id: number): boolean {
    const sql = "SELECT 1 FROM pictures WHERE order_id = :id AND state = 'due'";
    return this.#db.get(sql, { id }) !== undefined;
  }
}
