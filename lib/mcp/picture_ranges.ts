/**
 * Many ids of pictures in few words.
 * @module
 */

/** More parts are counted: an answer stays short, and any id can still be named. */
const MAX_PARTS = 12;

/**
 * Ids as ranges: `c1–c4, c9`. Ids of one kind whose numbers follow each other are one range.
 * @param ids such as `c17`, in any order of kinds
 */
export function pictureRanges(ids: readonly string[]): string {
  const ranges: { kind: string; from: number; to: number }[] = [];
  for (const id of ids) {
    const kind = id.slice(0, 1);
    const number = Number(id.slice(1));
    const last = ranges.at(-1);
    if (last?.kind === kind && number === last.to + 1) last.to = number;
    else ranges.push({ kind, from: number, to: number });
  }
  // The newest stand at the end.
  const shown = ranges.slice(-MAX_PARTS);
  const left = ranges.slice(0, ranges.length - shown.length)
    .reduce((sum, { from, to }) => sum + to - from + 1, 0);
  const parts = shown.map(({ kind, from, to }) => {
    if (from === to) return `${kind}${from}`;
    return to === from + 1 ? `${kind}${from}, ${kind}${to}` : `${kind}${from}–${kind}${to}`;
  });
  return [...(left === 0 ? [] : [`${left} older`]), ...parts].join(", ");
}
