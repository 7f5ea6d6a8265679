/**
 * Every picture that was ordered, replaced or found.
 * @module
 */
import type { Database, Parameters } from "./database.ts";
import {
  type PictureFailure,
  pictureId,
  type PictureKind,
  type PictureRow,
  pictureRowId,
} from "./journal_rows.ts";
import { pictureSchema } from "./row_schemas.ts";

/** What the end of a task says about one place of its answer. */
export interface PicturePlace {
  readonly place: number;
  readonly actualPrompt?: string | undefined;
  /** As {@link PictureRow.addressKey}. */
  readonly addressKey?: string | undefined;
  /** Set when this one was not made. */
  readonly failure?: PictureFailure | undefined;
}

/** What is known of a file in the store. */
export interface StoredFile {
  /** Path inside the store, with `/`. */
  readonly file: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly width: number | undefined;
  readonly height: number | undefined;
}

/** Table `pictures`. */
export class PicturesTable {
  readonly #db: Database;
  readonly #now: () => number;

  constructor(db: Database, now: () => number) {
    this.#db = db;
    this.#now = now;
  }

  /** Writes down what a finished task holds: pictures that are due and places that failed. */
  expect(orderId: number, illustration: number, places: readonly PicturePlace[]): void {
    for (const { place, actualPrompt, addressKey, failure } of places) {
      this.#db.run(
        `INSERT OR IGNORE INTO pictures (order_id, illustration, kind, place, state, actual_prompt,
           address_key, failure_code, failure_message)
         VALUES (:orderId, :illustration, 'candidate', :place, :state, :actualPrompt, :addressKey,
           :code, :message)`,
        {
          orderId,
          illustration,
          place,
          state: failure === undefined ? "due" : "refused",
          actualPrompt,
          addressKey,
          code: failure?.code,
          message: failure?.message,
        },
      );
    }
  }

  /** Takes a file of the store into the journal: a replaced original or somebody else's picture. */
  keep(
    illustration: number,
    kind: Exclude<PictureKind, "candidate">,
    sourceName: string,
    { file, sha256, bytes, width, height }: StoredFile,
  ): PictureRow {
    const { id } = this.#db.run(
      `INSERT INTO pictures (illustration, kind, place, state, file, source_name, sha256, bytes, width,
         height, saved_at_ms, shown_at_ms)
       VALUES (:illustration, :kind, 1, 'saved', :file, :sourceName, :sha256, :bytes, :width, :height,
         :now, :now)`,
      {
        illustration,
        kind,
        file,
        sourceName,
        sha256,
        bytes,
        width,
        height,
        now: this.#now(),
      },
    );
    return this.get(id) as PictureRow;
  }

  /**
   * A due picture is in the store.
   * @param addressKey as {@link PictureRow.addressKey}; one that another picture of the order has is
   * not taken over, because a picture is worth more than where it came from
   */
  save(
    id: number,
    { file, sha256, bytes, width, height }: StoredFile,
    addressKey: string | undefined,
  ): void {
    this.#db.run(
      `UPDATE pictures SET state = 'saved', file = :file, sha256 = :sha256, bytes = :bytes,
         width = :width, height = :height, saved_at_ms = :now,
         address_key = CASE WHEN EXISTS (SELECT 1 FROM pictures AS other
           WHERE other.order_id = pictures.order_id AND other.id <> pictures.id
             AND other.address_key = :addressKey)
           THEN address_key ELSE coalesce(:addressKey, address_key) END
       WHERE id = :id AND state = 'due'`,
      { id, file, sha256, bytes, width, height, addressKey, now: this.#now() },
    );
  }

  /** The picture that a name such as `c17` means, if there is one of that kind and number. */
  named(name: string): PictureRow | undefined {
    const picture = this.get(pictureRowId(name) ?? 0);
    const isMeant = picture !== undefined && pictureId(picture) === name.trim().toLowerCase();
    return isMeant ? picture : undefined;
  }

  /** A due picture can no longer be had. */
  lose(id: number, failure: PictureFailure): void {
    this.#db.run(
      `UPDATE pictures SET state = 'lost', failure_code = :code, failure_message = :message
       WHERE id = :id AND state = 'due'`,
      { id, code: failure.code, message: failure.message },
    );
  }

  /** A picture stands in `images/` under this name; undefined: it is superseded and stays aside. */
  show(id: number, viewName: string | undefined): void {
    this.#db.run("UPDATE pictures SET shown_at_ms = :now, view_name = :viewName WHERE id = :id", {
      id,
      viewName,
      now: this.#now(),
    });
  }

  /** A picture left `images/`. */
  hide(id: number): void {
    this.#db.run("UPDATE pictures SET view_name = NULL WHERE id = :id", { id });
  }

  /** A picture by its id. */
  get(id: number): PictureRow | undefined {
    return this.#select("id = :id", { id })[0];
  }

  /** The pictures of an order by place. */
  ofOrder(orderId: number): PictureRow[] {
    return this.#select("order_id = :orderId", { orderId }, "place");
  }

  /** All pictures, or those of one illustration, oldest first. */
  list(illustration?: number): PictureRow[] {
    return illustration === undefined
      ? this.#select("1")
      : this.#select("illustration = :illustration", { illustration });
  }

  /** A saved picture with these bytes. */
  withBytes(illustration: number, sha256: string): PictureRow | undefined {
    return this.#select(
      "illustration = :illustration AND sha256 = :sha256 AND state = 'saved'",
      { illustration, sha256 },
    )[0];
  }

  /** What of an illustration stands in `images/` now. */
  shown(illustration: number): PictureRow[] {
    return this.#select("illustration = :illustration AND view_name IS NOT NULL", { illustration });
  }

  #select(where: string, parameters: Parameters = {}, order = "id"): PictureRow[] {
    const sql = `SELECT * FROM pictures WHERE ${where} ORDER BY ${order}`;
    return this.#db.badRows.read("pictures", pictureSchema, this.#db.all(sql, parameters));
  }
}
