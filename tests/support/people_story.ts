/**
 * A film in which the same people come and go, with frames that are large enough to be sent along.
 */
import { writeFile } from "node:fs/promises";
import { solidPng, type TestIllustration, type TestPipeline } from "./harness.ts";

/** Anna is in 1, 2, 3 and 5; nobody is in 4. */
export const PEOPLE_STORY: readonly TestIllustration[] = [
  ["anna", "yard"],
  ["anna", "yard", "boat"],
  ["anna", "boat"],
  [],
  ["anna"],
].map((present_entities, at) => ({
  index: at + 1,
  title: `Картина ${at + 1}`,
  prompt: `Anna, scene ${at + 1}`,
  negative_prompt: "text",
  present_entities,
}));

/** Puts a frame of its own grey in the place of each. */
export async function drawFrames(pipeline: TestPipeline): Promise<void> {
  for (const { index } of PEOPLE_STORY) {
    await writeFile(pipeline.image(`illustration_0${index}.png`), solidPng(640, 360, index * 40));
  }
}
