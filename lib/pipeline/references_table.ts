/**
 * Which pictures were sent along with an order's prompt.
 * @module
 */
import { z } from "zod";
import type { OrderReference } from "../order.ts";
import type { Database } from "./database.ts";
import { digest, optional, pixels, rowId } from "./row_fields.ts";

const referenceSchema: z.ZodType<OrderReference> = z.object({
  kind: z.enum(["illustration", "picture", "file"]),
  source: optional(z.string()),
  picture_id: optional(rowId),
  sha256: optional(digest),
  bytes: optional(z.int().min(0)),
  width: optional(pixels),
  height: optional(pixels),
}).transform(({ picture_id, ...row }) => ({ ...row, pictureId: picture_id }));

/** Table `order_references`. */
export class ReferencesTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Writes down the references of a new order, in the order in which they are sent. */
  add(orderId: number, references: readonly OrderReference[]): void {
    for (const [at, reference] of references.entries()) {
      this.#db.run(
        `INSERT INTO order_references (order_id, place, kind, source, picture_id, sha256, bytes, width,
           height)
         VALUES (:orderId, :place, :kind, :source, :pictureId, :sha256, :bytes, :width, :height)`,
        { ...reference, orderId, place: at + 1 },
      );
    }
  }

  /** The references of an order, in the order in which they were sent. */
  ofOrder(orderId: number): OrderReference[] {
    // A journal of version 1 that is only looked at.
    if (this.#db.version < 2) return [];
    const sql = "SELECT * FROM order_references WHERE order_id = :orderId ORDER BY place";
    return this.#db.badRows.read(
      "order_references",
      referenceSchema,
      this.#db.all(sql, { orderId }),
    );
  }
}
