/**
 * `list`: what a pipeline holds.
 * @module
 */
import { listPipeline } from "../film/listing.ts";
import { openPipeline } from "../pipeline/folder.ts";
import { parseSelection } from "../pipeline/selection.ts";
import { listingLines } from "../text/list_texts.ts";
import { toJson } from "../text/run_json.ts";
import { EXIT } from "./exit_codes.ts";
import { requireFlag } from "./input.ts";
import type { Terminal } from "./terminal.ts";

/** Flags as they were typed. */
export interface ListFlags {
  readonly pipelineDir?: string;
  readonly indices?: string;
  readonly json?: boolean;
}

/**
 * Runs the command and returns its exit code.
 * @throws {InputError | StorageError}
 */
export async function runList(terminal: Terminal, flags: ListFlags): Promise<number> {
  const pipeline = await openPipeline(requireFlag("--pipeline-dir", flags.pipelineDir));
  const existing = pipeline.illustrations.map(({ index }) => index);
  const indices = flags.indices === undefined
    ? undefined
    : parseSelection(flags.indices, existing).indices;
  const listing = await listPipeline(pipeline, indices);
  if (flags.json) terminal.json(toJson(listing));
  else terminal.out(...listingLines(listing, terminal.lang));
  return EXIT.made;
}
