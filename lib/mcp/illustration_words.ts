/**
 * What was decided and recommended about an illustration, in one line each, for reading.
 * @module
 */
import type { ListedIllustration } from "../film/listing.ts";

/** `accepted c3 by mcp: the hands are right`; undefined while nothing is decided. */
export function decisionText({ decision }: ListedIllustration): string | undefined {
  if (decision === undefined) return undefined;
  const { kind, pictureId, by, reason, isOutdated } = decision;
  const what = {
    accept: `accepted ${pictureId ?? ""}`,
    keep: `kept ${pictureId ?? "the original"}`,
    reject: "rejected all candidates",
  }[kind];
  const why = reason === undefined ? "" : `: ${reason}`;
  const later = isOutdated ? "; newer candidates came after that decision" : "";
  return `decision: ${what} by ${by}${why}${later}`;
}

/** `recommended: c3 by mcp: the hands are right`; undefined when no recommendation is open. */
export function recommendationText({ recommendation }: ListedIllustration): string | undefined {
  if (recommendation === undefined) return undefined;
  const { pictureId, by, reason } = recommendation;
  const why = reason === undefined ? "" : `: ${reason}`;
  return `recommended, not decided: ${pictureId ?? "keep the original"} by ${by}${why}`;
}
