/**
 * The ways of working that a person can start by name in their assistant. English, as all texts for
 * assistants; the assistant answers in its user's language.
 * @module
 */

/** Reviews a whole film. @param pipeline its name */
export function reviewFilmPrompt(pipeline: string): string {
  return [
    `Review the film of the pipeline ${JSON.stringify(pipeline)}.`,
    "1. Call review_film and look at every page of it.",
    "2. Say what does not fit together: a person whose face, age or clothes differ from the neighbouring frames, a different style, light or season, a third hand, a scene that does not match its text. Name the numbers.",
    "3. For each number that has candidates, look at them with view_illustration and record your recommendation and the reason with propose_choice. Accept nothing yourself: the choice is the user's.",
    "4. For numbers that need a new picture, say what you would change in the prompt, get the price with regenerate_illustration and dry_run, and wait for the user's answer before ordering.",
  ].join("\n");
}

/** Makes one illustration better. @param change what shall be different; empty: the assistant looks */
export function fixIllustrationPrompt(pipeline: string, index: string, change: string): string {
  const wish = change === ""
    ? "Say what is wrong with it: compare it with its text and with the frames before and after it."
    : `What should be different: ${change}`;
  return [
    `Improve illustration ${index} of the pipeline ${JSON.stringify(pipeline)}.`,
    `1. Look at it with view_illustration, and at the frames around it with review_film. ${wish}`,
    "2. Propose a new prompt, get the price with regenerate_illustration and dry_run, and order once the user agrees.",
    "3. When the pictures have arrived (wait_for_illustrations), compare them with view_illustration and record your recommendation with propose_choice.",
    "4. Use accept_illustration only once the user has chosen a picture.",
  ].join("\n");
}
