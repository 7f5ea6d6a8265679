/**
 * Checks of a pipeline folder: readable, writable, room on the disk, one frame a number.
 * @module
 */
import { stat, statfs } from "node:fs/promises";
import { type Check, check, checked } from "./check.ts";
import { reasonOf, StorageError, systemCodeOf } from "../errors.ts";
import { inspectFrames, sizeText } from "../film/frames.ts";
import { askWhetherWritable } from "../pipeline/files.ts";
import type { Pipeline } from "../pipeline/folder.ts";

/** Room for a few dozen pictures. */
const MIN_FREE_BYTES = 200 * 1024 * 1024;

/** Whether files can be made where they will be needed. */
export async function checkFolder(pipeline: Pipeline): Promise<Check[]> {
  const { dir, imagesDir, stateDir, illustrations } = pipeline;
  const checks: Check[] = [
    check("folder", "right", "folder_found", { path: dir, count: illustrations.length }),
  ];
  const before = checks.length;
  for (const folder of [dir, imagesDir, stateDir]) {
    await checked("folder", checks, () => requireWritable(folder));
  }
  if (checks.length === before) checks.push(check("folder", "right", "folder_writable"));
  const freeBytes = await freeBytesOf(dir);
  if (freeBytes !== undefined && freeBytes < MIN_FREE_BYTES) {
    const megabytes = Math.floor(freeBytes / 1024 / 1024);
    checks.push(check("folder", "wrong", "disk_low", { path: dir, megabytes }));
  }
  return checks;
}

/** Only asks: nobody looks at a folder to have it changed. A run tries before it pays. */
async function requireWritable(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (found === undefined) return;
  if (!found.isDirectory()) throw new StorageError("state_not_folder", { path: folder });
  try {
    askWhetherWritable(folder);
  } catch (error) {
    const reason = systemCodeOf(error) ?? reasonOf(error);
    throw new StorageError("not_writable", { path: folder, reason }, error);
  }
}

/** Undefined where the system does not tell. */
async function freeBytesOf(dir: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(dir);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}

/** What the video step would make of the pictures; every byte of them is read. */
export async function checkFrames(pipeline: Pipeline): Promise<Check[]> {
  const { frames, filmSize, findings } = await inspectFrames(pipeline, { isThorough: true });
  const checks = findings.map(({ code, facts }) =>
    check("frames", facts["isSameRatio"] === true ? "note" : "wrong", code, facts)
  );
  if (checks.some(({ status }) => status === "wrong")) return checks;
  const size = filmSize === undefined ? undefined : sizeText(filmSize);
  return [check("frames", "right", "frames_right", { count: frames.length, size }), ...checks];
}
