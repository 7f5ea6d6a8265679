/**
 * Letting the person choose among an illustration's pictures, where their client can ask.
 * @module
 */
import { InputError } from "../errors.ts";
import type { Candidate } from "../film/candidate.ts";
import { listIllustrations } from "../film/listing.ts";
import type { Pipeline } from "../pipeline/folder.ts";
import { ORIGINAL } from "./sheet.ts";
import type { ChoiceOption, ToolCall } from "./tool.ts";

/** Newest candidates among which a form lets choose. */
const MAX_OPTIONS = 12;

/**
 * Asks which picture shall be in the film.
 * @returns an id, `original` or `none`
 * @throws {InputError} `index_unknown`, `candidate_none`; `candidate_ambiguous` when nobody was asked or
 * nobody chose: nothing was changed
 */
export async function letUserChoose(
  call: ToolCall,
  pipeline: Pipeline,
  index: number,
): Promise<string> {
  const { illustrations: [listed] } = await listIllustrations(pipeline, [index]);
  if (listed === undefined) throw new InputError("index_unknown", { index });
  const candidates = listed.candidates.filter(({ kind }) => kind !== "original")
    .slice(-MAX_OPTIONS);
  if (candidates.length === 0) throw new InputError("candidate_none", { index });
  const recommended = listed.recommendation;
  const advice = recommended === undefined
    ? ""
    : ` Recommended: ${recommended.pictureId ?? ORIGINAL}${
      recommended.reason === undefined ? "" : ` (${recommended.reason})`
    }.`;
  const chosen = await call.choose(
    `Which picture should the film show for illustration ${index} "${
      listed.title ?? ""
    }"?${advice}`,
    [
      ...(listed.original === undefined
        ? []
        : [{ value: ORIGINAL, title: "keep the current picture" }]),
      ...candidates.map(optionOf),
      { value: "none", title: "reject all" },
    ],
  );
  if (chosen !== undefined) return chosen;
  const ids = candidates.map(({ id }) => id).join(", ");
  throw new InputError("candidate_ambiguous", { index, candidates: ids });
}

function optionOf({ id, provenance, width, height }: Candidate): ChoiceOption {
  const size = width === undefined || height === undefined ? undefined : `${width}×${height}`;
  const facts = [provenance?.model, size].filter((each) => each !== undefined);
  return { value: id, title: facts.length === 0 ? id : `${id} (${facts.join(", ")})` };
}
