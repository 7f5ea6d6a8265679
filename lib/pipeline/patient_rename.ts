/**
 * Renaming on Windows, where a viewer or a virus scanner that looks at a file forbids it for a moment.
 * @module
 */
import { renameSync } from "node:fs";
import { systemCodeOf } from "../errors.ts";

/** How long to wait before each further attempt; about one and a half seconds in all. */
const WAITS_MS = [10, 40, 100, 200, 400, 800];

const BUSY_CODES: ReadonlySet<string> = new Set(["EPERM", "EACCES", "EBUSY"]);

/** What {@link renamePatiently} depends on. */
export interface RenameOptions {
  /** @default {renameSync} */
  readonly rename?: (from: string, to: string) => void;
  /** Elsewhere these codes are final. @default whether this is Windows */
  readonly isWindows?: boolean;
}

/**
 * Gives a file its name, replacing what stands there.
 * @throws what the system says, at once or after the last attempt
 */
export function renamePatiently(
  from: string,
  to: string,
  { rename = renameSync, isWindows = process.platform === "win32" }: RenameOptions = {},
): void {
  for (let attempt = 0;; attempt++) {
    try {
      return rename(from, to);
    } catch (error) {
      const waitMs = WAITS_MS[attempt];
      const isBusy = isWindows && BUSY_CODES.has(systemCodeOf(error) ?? "");
      if (!isBusy || waitMs === undefined) throw error;
      pause(waitMs);
    }
  }
}

/** Without giving way: nothing else of this program may happen between a change and its record. */
function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
