/**
 * How long each frame of the film is seen, by the video step's own rule: the sound divided equally;
 * where asked for, the first frame gets a given silence, the last a given ending, the others share the
 * rest.
 * @module
 */

/** What the sound is divided by. */
export interface Cut {
  readonly frames: number;
  /** Length of the sound. */
  readonly seconds: number;
  /** Of the first frame; 0: it shares like all others. */
  readonly silenceSeconds: number;
  /** Of the last frame; 0: it shares like all others. */
  readonly endingSeconds: number;
}

/** When each frame begins, and at last when the film ends; seconds. */
export function frameStarts({ frames, seconds, silenceSeconds, endingSeconds }: Cut): number[] {
  const silence = frames > 1 ? Math.min(silenceSeconds, seconds) : 0;
  const ending = frames > 1 ? Math.min(endingSeconds, seconds - silence) : 0;
  const sharing = frames - (silence > 0 ? 1 : 0) - (ending > 0 ? 1 : 0);
  const share = sharing > 0 ? (seconds - silence - ending) / sharing : 0;
  const starts = [0];
  for (let at = 0; at < frames; at++) {
    const isFirst = at === 0 && silence > 0;
    const isLast = at === frames - 1 && ending > 0;
    starts.push((starts[at] ?? 0) + (isFirst ? silence : isLast ? ending : share));
  }
  return starts;
}

/** Which frame is seen at a moment. */
export function frameAt(starts: readonly number[], seconds: number): number {
  let [low, high] = [0, Math.max(0, starts.length - 2)];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= seconds) low = middle;
    else high = middle - 1;
  }
  return low;
}
