/**
 * The filters of PNG rows with samples of whole bytes: each byte was written as its difference from a
 * guess.
 * @module
 */

/**
 * Undoes a row's filter in its own place. Channel by channel, so that what was just written need not be
 * read again.
 * @param filter as the row begins with, 0 to 4
 * @param above the row before, already put right; zeros for the first
 * @param step bytes to the pixel on the left
 * @throws {Error} the format has no such filter
 */
export function unfilter(filter: number, row: Uint8Array, above: Uint8Array, step: number): void {
  if (filter === 2) {
    for (let at = 0; at < row.length; at++) row[at] = (row[at] as number) + (above[at] as number);
    return;
  }
  const undo = [keep, addLeft, undefined, addAverage, addPaeth][filter];
  if (undo === undefined) throw new Error(`filter ${filter}`);
  for (let channel = 0; channel < step; channel++) undo(row, above, channel, step);
}

function keep(): void {}

function addLeft(row: Uint8Array, _above: Uint8Array, first: number, step: number): void {
  let left = 0;
  for (let at = first; at < row.length; at += step) {
    left = ((row[at] as number) + left) & 255;
    row[at] = left;
  }
}

function addAverage(row: Uint8Array, above: Uint8Array, first: number, step: number): void {
  let left = 0;
  for (let at = first; at < row.length; at += step) {
    left = ((row[at] as number) + ((left + (above[at] as number)) >> 1)) & 255;
    row[at] = left;
  }
}

/** Without a branch: in a picture with grain every guess of the processor would be wrong. */
function addPaeth(row: Uint8Array, above: Uint8Array, first: number, step: number): void {
  let left = 0, corner = 0;
  for (let at = first; at < row.length; at += step) {
    const up = above[at] as number;
    const fromLeft = distance(up - corner);
    const fromUp = distance(left - corner);
    const fromCorner = distance(left + up - corner - corner);
    // All ones when it is nearer, else all zeros; of equals the first stays.
    const isUp = (fromUp - fromLeft) >> 31;
    const nearest = fromLeft ^ ((fromLeft ^ fromUp) & isUp);
    const isCorner = (fromCorner - nearest) >> 31;
    const guess = left ^ ((left ^ up) & isUp);
    left = ((row[at] as number) + (guess ^ ((guess ^ corner) & isCorner))) & 255;
    row[at] = left;
    corner = up;
  }
}

/** The size of a difference. */
function distance(difference: number): number {
  const sign = difference >> 31;
  return (difference ^ sign) - sign;
}
