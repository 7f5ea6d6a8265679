/**
 * `list`: what a pipeline holds.
 * @module
 */
import { InputError } from "../errors.ts";
import { type ListedIllustration, type Listing, listPipeline } from "../film/listing.ts";
import { OPEN_STANDINGS, type Standing, standingOf, STANDINGS } from "../film/standing.ts";
import { openPipeline } from "../pipeline/folder.ts";
import { parseSelection } from "../pipeline/selection.ts";
import type { Line } from "../text/line.ts";
import { illustrationRows, noneListedText, summaryLine } from "../text/list_rows.ts";
import { illustrationLines, otherFindings } from "../text/list_texts.ts";
import { toJson } from "../text/run_json.ts";
import { EXIT } from "./exit_codes.ts";
import { requireFlag } from "./input.ts";
import type { Terminal } from "./terminal.ts";

/** Flags as they were typed. */
export interface ListFlags {
  readonly pipelineDir?: string;
  readonly indices?: string;
  readonly only?: string;
  readonly open?: boolean;
  readonly long?: boolean;
  readonly json?: boolean;
}

/**
 * Runs the command and returns its exit code.
 * @throws {InputError} `choice_invalid`, `indices_invalid`, `indices_none`
 * @throws {StorageError}
 */
export async function runList(terminal: Terminal, flags: ListFlags): Promise<number> {
  const pipeline = await openPipeline(requireFlag("--pipeline-dir", flags.pipelineDir));
  const existing = pipeline.illustrations.map(({ index }) => index);
  const indices = flags.indices === undefined
    ? undefined
    : parseSelection(flags.indices, existing).indices;
  const standings = wantedStandings(flags);
  const listing = await listPipeline(pipeline, indices);
  const illustrations = standings === undefined
    ? listing.illustrations
    : listing.illustrations.filter((each) => standings.has(standingOf(each)));
  if (flags.json) {
    terminal.json(toJson({ ...listing, illustrations: illustrations.map(withStanding) }));
  } else terminal.out(...linesOf(terminal, listing, illustrations, flags.long ?? false));
  return EXIT.made;
}

function linesOf(
  { lang, columns }: Terminal,
  listing: Listing,
  illustrations: readonly ListedIllustration[],
  isLong: boolean,
): Line[] {
  return [
    // Of all that was asked for: a filter must not hide how the film stands.
    summaryLine(listing, lang),
    ...(illustrations.length === 0 && listing.illustrations.length > 0
      ? [noneListedText(lang)]
      : []),
    ...(isLong
      ? illustrationLines(illustrations, lang)
      : illustrationRows(illustrations, columns, lang)),
    ...otherFindings({ ...listing, illustrations: isLong ? illustrations : [] }, lang),
  ];
}

const withStanding = (each: ListedIllustration) => ({ ...each, standing: standingOf(each) });

/** Both flags add up. */
function wantedStandings({ only, open }: ListFlags): ReadonlySet<Standing> | undefined {
  if (only === undefined && !open) return undefined;
  const named = only === undefined ? [] : only.split(",").map((part) => {
    const standing = STANDINGS.find((each) => each === part.trim().toLowerCase());
    if (standing !== undefined) return standing;
    const choices = STANDINGS.join(", ");
    throw new InputError("choice_invalid", { flag: "--only", value: part.trim(), choices });
  });
  return new Set([...named, ...(open ? OPEN_STANDINGS : [])]);
}
