/**
 * Findings as an assistant reads them.
 * @module
 */
import type { Finding } from "../errors.ts";
import { assistantFinding } from "../text/mcp_texts.ts";

/** One sentence a finding, its remedy behind it. */
export function findingSentences(findings: readonly Finding[]): string[] {
  return findings.map((each) => {
    const { message, remedy } = assistantFinding(each);
    return remedy === undefined ? message : `${message}. ${remedy}`;
  });
}

/** What a listing found wrong with the journal; the frames' findings stand beside each picture. */
export function journalSentences(findings: readonly Finding[]): string[] {
  return findingSentences(
    findings.filter(({ code }) => code === "decision_interrupted" || code === "journal_row_bad"),
  );
}
