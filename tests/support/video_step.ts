/**
 * The video step's own reading of `images/`, written down apart from the program: every
 * `illustration_*.png` is a frame, its number is the second part of the name, and each frame gets the
 * same share of the sound. One file too many and the whole film is shifted.
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { crowdedFrames } from "../../lib/pipeline/names.ts";

/** Frames as the video step collects them, by number. */
export function videoFrames(dir: string): Map<number, string[]> {
  const frames = new Map<number, string[]>();
  for (const name of readdirSync(join(dir, "images")).sort()) {
    if (!name.startsWith("illustration_") || !name.endsWith(".png")) continue;
    const part = name.slice(0, -".png".length).split("_")[1] ?? "";
    const number = /^\d+$/.test(part) ? Number(part) : NaN;
    frames.set(number, [...frames.get(number) ?? [], name]);
  }
  return frames;
}

/** What the video step shows for a number: the clip if there is one, else the frame. */
export function videoSource(dir: string, index: number): string | undefined {
  const clip = `video_${String(index).padStart(2, "0")}.mp4`;
  if (readdirSync(join(dir, "images")).includes(clip)) return clip;
  return videoFrames(dir).get(index)?.[0];
}

/**
 * Demands that the film gets exactly one frame for every number of illustrations.json, none for any
 * other, and that each is a PNG.
 */
export function assertOneFrameRule(dir: string): void {
  const text = readFileSync(join(dir, "illustrations.json"), "utf8").replace(/^\uFEFF/, "");
  const json = JSON.parse(text) as { illustrations?: { index: number }[] };
  const indices = (json.illustrations ?? json as unknown as { index: number }[])
    .map(({ index }) => index).sort((a, b) => a - b);
  const frames = videoFrames(dir);
  assert.deepEqual(
    [...frames].sort(([a], [b]) => a - b).map(([number, names]) => [number, names.length]),
    indices.map((index) => [index, 1]),
    `frames: ${JSON.stringify([...frames])}`,
  );
  for (const name of [...frames.values()].flat()) {
    const signature = readFileSync(join(dir, "images", name)).subarray(0, 8).toString("latin1");
    assert.equal(signature, "\x89PNG\r\n\x1a\n", name);
  }
}

/**
 * Demands that the program warns of exactly those numbers that the film would show more than once.
 * Run after every scenario: whatever happened, nobody is surprised by the film.
 */
export function assertCrowdsAreKnown(dir: string): void {
  if (!statSync(join(dir, "images"), { throwIfNoEntry: false })?.isDirectory()) return;
  const crowded = [...videoFrames(dir)]
    .filter(([number, names]) => !Number.isNaN(number) && names.length > 1)
    .sort(([a], [b]) => a - b);
  const names = readdirSync(join(dir, "images")).sort();
  assert.deepEqual([...crowdedFrames(names)], crowded);
}
