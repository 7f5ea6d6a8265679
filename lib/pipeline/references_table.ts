/**
 * Which pictures were sent along with an order's prompt.
 * @module
 */
import type { Database, Row } from "./database.ts";
import type { OrderReference } from "./journal_rows.ts";

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
    const sql = "SELECT * FROM order_references WHERE order_id = :orderId ORDER BY place";
    return this.#db.all(sql, { orderId }).map(read);
  }
}

function read(row: Row): OrderReference {
  return {
    kind: row["kind"] as OrderReference["kind"],
    source: (row["source"] as string | null) ?? undefined,
    pictureId: (row["picture_id"] as number | null) ?? undefined,
    sha256: (row["sha256"] as string | null) ?? undefined,
    bytes: (row["bytes"] as number | null) ?? undefined,
    width: (row["width"] as number | null) ?? undefined,
    height: (row["height"] as number | null) ?? undefined,
  };
}
