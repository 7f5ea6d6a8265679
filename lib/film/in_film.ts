/**
 * Which of an illustration's pictures the film shows now.
 * @module
 */
import { lstatSync } from "node:fs";
import type { Candidate } from "./candidate.ts";
import type { ListedIllustration } from "./listing.ts";
import { fileSha256 } from "../pipeline/file_change.ts";

/**
 * The picture of the store whose bytes stand in the original's place; undefined when no picture stands
 * there, or one that the store does not know: the untouched original, or one changed by other hands.
 */
export function pictureInFilm(
  { original, candidates }: Pick<ListedIllustration, "original" | "candidates">,
): Candidate | undefined {
  if (original === undefined) return undefined;
  try {
    const stat = lstatSync(original);
    if (!stat.isFile()) return undefined;
    const alike = candidates.filter(({ bytes, sha256 }) =>
      bytes === stat.size && sha256 !== undefined
    );
    if (alike.length === 0) return undefined;
    const sha256 = fileSha256(original);
    return alike.find((each) => each.sha256 === sha256);
  } catch {
    // It cannot be read: whoever wants to show it will say so.
    return undefined;
  }
}
