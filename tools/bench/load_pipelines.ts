/**
 * Many pipelines under one folder, as a person has them who makes many films.
 * @module
 */
import { statSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fillPipeline } from "./measured.ts";

/** A folder of pipelines. */
export interface PipelineFolder {
  readonly root: string;
  readonly dirs: readonly string[];
  /** Bytes of all their journals. */
  journalBytes(): number;
}

/** Makes so many pipelines of so many illustrations, gives them to `act`, removes them. */
export async function withPipelines<T>(
  count: number,
  illustrations: number,
  act: (folder: PipelineFolder) => Promise<T>,
): Promise<T> {
  const root = await mkdtemp(join(tmpdir(), "bench films "));
  try {
    const dirs = Array.from({ length: count }, (_, at) => join(root, `pipeline_${at + 1}`));
    for (const dir of dirs) {
      await mkdir(dir);
      await fillPipeline(dir, illustrations);
    }
    return await act({ root, dirs, journalBytes: () => sum(dirs.map(journalBytes)) });
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

function journalBytes(dir: string): number {
  return statSync(join(dir, ".alibaba", "journal.db"), { throwIfNoEntry: false })?.size ?? 0;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
