/**
 * A journal may come from somebody else: a row that is not as this program writes it is left out,
 * touches nothing, and is told.
 * @module
 */
import type { z } from "zod";
import { type Finding, StorageError } from "../errors.ts";

/** A row as it comes out of the database. */
type Row = Readonly<Record<string, unknown>>;

/** The rows of one open journal that cannot be used. */
export class BadRows {
  readonly #path: string;
  readonly #found = new Map<string, Finding>();

  /** @param path of the journal, for the sentence */
  constructor(path: string) {
    this.#path = path;
  }

  /** Reads rows of a table; those that are not as they should be are left out and remembered. */
  read<T>(table: string, schema: z.ZodType<T>, rows: readonly Row[]): T[] {
    return rows.flatMap((row) => {
      const parsed = schema.safeParse(row);
      if (parsed.success) return [parsed.data];
      const finding = this.#describe(table, row, parsed.error);
      this.#found.set(`${table} ${finding.facts["row"]}`, finding);
      return [];
    });
  }

  /**
   * Reads a row that cannot be done without.
   * @throws {StorageError} `journal_row_bad`
   */
  require<T>(table: string, schema: z.ZodType<T>, row: Row): T {
    const parsed = schema.safeParse(row);
    if (parsed.success) return parsed.data;
    throw new StorageError("journal_row_bad", this.#describe(table, row, parsed.error).facts);
  }

  /** What was met so far, each row once: `journal_row_bad`. */
  findings(): Finding[] {
    return [...this.#found.values()];
  }

  #describe(table: string, row: Row, error: z.ZodError): Finding {
    const id = row["id"] ?? row["order_id"];
    const index = row["illustration"];
    const where = error.issues[0]?.path.join(".") ?? "";
    return {
      code: "journal_row_bad",
      facts: {
        path: this.#path,
        table,
        row: typeof id === "number" ? id : undefined,
        where,
        index: typeof index === "number" ? index : undefined,
      },
    };
  }
}
