/**
 * The file that keeps the emulator's tasks over a restart.
 * @module
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import process from "node:process";
import { z } from "zod";
import { reasonOf, StorageError, systemCodeOf } from "../../errors.ts";
import { type StoredTask, storedTaskSchema } from "./task.ts";

const stateSchema = z.object({ version: z.literal(1), tasks: z.array(storedTaskSchema) });

/**
 * Reads the tasks of an earlier process; none when the file does not exist.
 * @throws {StorageError} `emulator_state_unreadable`
 */
export function readState(path: string): StoredTask[] {
  try {
    return stateSchema.parse(JSON.parse(readFileSync(path, "utf8"))).tasks;
  } catch (error) {
    if (systemCodeOf(error) === "ENOENT") return [];
    throw new StorageError("emulator_state_unreadable", { path, reason: reasonOf(error) }, error);
  }
}

/**
 * Replaces the file as a whole, before the request that changed it is answered.
 * @throws {StorageError} `emulator_state_unwritable`
 */
export function writeState(path: string, tasks: readonly StoredTask[]): void {
  const besidePath = `${path}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(besidePath, JSON.stringify({ version: 1, tasks }));
    renameSync(besidePath, path);
  } catch (error) {
    throw new StorageError("emulator_state_unwritable", { path, reason: reasonOf(error) }, error);
  }
}
