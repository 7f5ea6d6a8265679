/**
 * What a failure of SQLite means for whoever works with the journal.
 * @module
 */
import { GeneratorError, reasonOf, sqliteCodeOf, StorageError, systemCodeOf } from "../errors.ts";

/**
 * SQLite's extended code (`SQLITE_READONLY_DBMOVED`) for a file that was moved, replaced or deleted
 * since it was opened: it refuses to write to what nobody would find.
 */
const MOVED_CODE = 1032;

/**
 * A failure as one of ours; what is one already stays as it is.
 * @param options.isOpen the file had been opened before
 */
export function explainedFailure(
  error: unknown,
  { path, isOpen }: { readonly path: string; readonly isOpen: boolean },
): unknown {
  if (error instanceof GeneratorError) return error;
  if (sqliteCodeOf(error) === MOVED_CODE) {
    return new StorageError("journal_moved", { path }, error);
  }
  const code = systemCodeOf(error);
  const reason = code === "ERR_SQLITE_ERROR" ? reasonOf(error) : code ?? reasonOf(error);
  return new StorageError(
    isOpen ? "journal_failed" : "journal_unreadable",
    { path, reason },
    error,
  );
}
