/**
 * Answers about finished tasks with something odd in them: fields that are null or missing, results in
 * another order, addresses nobody can fetch. None was recorded; clients of the service defend against
 * each of them.
 * @module
 */
import type { HttpEffect, Oddity } from "./fault_kinds.ts";
import {
  asChoice,
  type ChoiceOddity,
  isOfChoices,
  ODD_CHOICES,
  picturesIn,
} from "./odd_choices.ts";

type Json = Readonly<Record<string, unknown>>;

interface Parts {
  readonly output: Json;
  readonly usage: Json | undefined;
  readonly results: readonly Json[];
}

/** Changes the body of a query as a fault says; other effects leave it as it is. */
export function disfigure(body: Json, effect: HttpEffect | undefined): Json {
  if (effect?.kind !== "odd" && effect?.kind !== "address") return body;
  const output = objectOf(body["output"]);
  if (Array.isArray(output["choices"])) return disfigureChoices(body, output, effect);
  const usage = body["usage"] === undefined ? undefined : objectOf(body["usage"]);
  const results = Array.isArray(output["results"]) ? output["results"].map(objectOf) : [];
  const parts = { output, usage, results };
  const { output: changed, usage: charged } = effect.kind === "odd"
    ? oddOf(effect.what, parts)
    : withAddress(parts, effect.place, effect.address);
  return { output: changed, ...(charged === undefined ? {} : { usage: charged }) };
}

/** Answers of the messages protocol suffer the same: their pictures are changed as results are. */
function disfigureChoices(body: Json, output: Json, effect: HttpEffect): Json {
  const choices = output["choices"] as readonly unknown[];
  if (effect.kind === "odd" && isOfChoices(effect.what)) {
    return { ...body, output: { ...output, choices: ODD_CHOICES[effect.what](choices) } };
  }
  const { choices: _, ...rest } = output;
  const asResults = { ...body, output: { ...rest, results: picturesIn(choices) } };
  const { output: changed, ...others } = disfigure(asResults, effect);
  const { results, ...kept } = objectOf(changed);
  const members = Array.isArray(results) ? results.map(asChoice) : results;
  return { ...others, output: { ...kept, choices: members } };
}

const ODD: Record<Exclude<Oddity, ChoiceOddity>, (parts: Parts) => Omit<Parts, "results">> = {
  "metrics-null": (parts) => changed(parts, { task_metrics: null }),
  "count-null": ({ output, usage }) => ({
    output,
    usage: usage === undefined ? usage : uncounted(usage),
  }),
  "results-null": (parts) => changed(parts, { results: null }),
  "results-absent": (parts) => changed(parts, { results: undefined }),
  "results-empty": (parts) => changed(parts, { results: [] }),
  "message-null": (parts) => withFailures(parts, (failure) => ({ ...failure, message: null })),
  "failure-empty": (parts) => withFailures(parts, () => ({})),
  "code-number": (parts) => withFailures(parts, (failure) => ({ ...failure, code: 500 })),
  "task-id-absent": (parts) => changed(parts, { task_id: undefined }),
  reversed: (parts) => changed(parts, { results: parts.results.toReversed() }),
  repeated: (parts) => changed(parts, { results: parts.results.map(() => parts.results[0]) }),
  "signed-anew": (parts) => changed(parts, { results: parts.results.map(signedAnew) }),
};

/** Either protocol's number of pictures. */
function uncounted(usage: Json): Json {
  const name = "output_image_count" in usage ? "output_image_count" : "image_count";
  return { ...usage, [name]: null };
}

/** What only choices can suffer leaves results as they are. */
function oddOf(what: Oddity, parts: Parts): Omit<Parts, "results"> {
  return isOfChoices(what) ? parts : ODD[what](parts);
}

/** A member that is undefined is not sent. */
function changed({ output, usage }: Parts, members: Json): Omit<Parts, "results"> {
  return { output: { ...output, ...members }, usage };
}

/** Changes the places that failed; when none did, one more stands at the end. */
function withFailures(parts: Parts, change: (failure: Json) => Json): Omit<Parts, "results"> {
  const { output, results } = parts;
  if (output["task_status"] === "FAILED") {
    const { code, message } = output;
    return changed(parts, { code: undefined, message: undefined, ...change({ code, message }) });
  }
  const hasFailures = results.some((result) => result["url"] === undefined);
  const extra: Json = {
    code: "InternalError.Timeout",
    message: "An internal timeout error has occured",
  };
  const places = hasFailures ? results : [...results, extra];
  return changed(parts, {
    results: places.map((result) => result["url"] === undefined ? change(result) : result),
  });
}

function withAddress(parts: Parts, place: number, address: string | null) {
  const results = parts.results.map((result, index) =>
    index + 1 === place ? { ...result, url: address ?? undefined } : result
  );
  return changed(parts, { results });
}

/** The same picture under another query, which is good as long as the old one. */
function signedAnew(result: Json): Json {
  const { url } = result;
  return typeof url === "string" ? { ...result, url: `${url}&security-token=anew` } : result;
}

function objectOf(value: unknown): Json {
  return typeof value === "object" && value !== null ? value as Json : {};
}
