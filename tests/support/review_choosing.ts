/**
 * Choosing on the page, and what the journal says of it.
 */
import { join } from "node:path";
import type { Page } from "playwright-core";
import { Journal } from "../../lib/pipeline/journal.ts";
import { eventually } from "./mcp_client.ts";

/** The title of the illustration that is chosen for. */
const scene = (page: Page) => page.locator("#scene-title");

/** Waits until the page asks for a decision about this illustration. */
export async function standsAt(page: Page, index: number): Promise<void> {
  await scene(page).getByText(`Картина ${index}`, { exact: false }).waitFor();
}

/** Kinds of the decisions that stand, by number. */
export function decided(dir: string): Record<number, string> {
  const journal = Journal.open(join(dir, ".alibaba"));
  try {
    return Object.fromEntries(
      journal.decisions.list().filter(({ kind, state }) => kind !== "undo" && state === "done")
        .map(({ illustration, kind }) => [illustration, kind]),
    );
  } finally {
    journal.close();
  }
}

/** Waits until these decisions stand, and no others. */
export async function stands(dir: string, expected: Record<number, string>): Promise<void> {
  await eventually(
    () => JSON.stringify(decided(dir)) === JSON.stringify(expected),
    () => `${JSON.stringify(expected)} in the journal, not ${JSON.stringify(decided(dir))}`,
  );
}
