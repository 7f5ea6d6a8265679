/**
 * Findings as an assistant reads them.
 * @module
 */
import type { Finding } from "../errors.ts";
import { type AnswerLine, data } from "../text/data_frame.ts";
import { assistantFinding, remedyLine } from "../text/mcp_texts.ts";

/** One sentence a finding, its remedy behind it: for programs. */
export function findingSentences(findings: readonly Finding[]): string[] {
  return findings.map((each) => {
    const { message, remedy } = assistantFinding(each);
    return remedy === undefined ? message : `${message}. ${remedy}`;
  });
}

/** The same for reading: what may hold words of others is marked, remedies are ours. */
export function findingLines(findings: readonly Finding[]): AnswerLine[] {
  return findings.flatMap((each) => {
    const { message, remedy, quotesOthers } = assistantFinding(each);
    return [
      quotesOthers ? data(message) : message,
      ...(remedy === undefined ? [] : [remedyLine(remedy)]),
    ];
  });
}

/** What a listing found wrong with the journal; the frames' findings stand beside each picture. */
export function journalFindings(findings: readonly Finding[]): Finding[] {
  return findings.filter(({ code }) =>
    code === "decision_interrupted" || code === "journal_row_bad"
  );
}
