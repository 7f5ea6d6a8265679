/**
 * Findings, for people and for programs.
 * @module
 */
import type { Finding } from "../errors.ts";
import { explainFinding } from "./explain.ts";
import { forSeveral } from "./grouped_findings.ts";
import type { Lang } from "./lang.ts";

/** Findings with their remedies, as warnings. */
export function findingLines(findings: readonly Finding[], lang: Lang): string[] {
  return findings.flatMap((finding) => {
    const { line, remedy } = explainFinding(finding, lang);
    return [`⚠️  ${line}`, ...(remedy === undefined ? [] : [`   ${forSeveral(remedy)}`])];
  });
}

/** A finding as programs read it. */
export interface FindingJson extends Finding {
  readonly text: string;
  readonly remedy: string | undefined;
}

/** Findings as programs read them. */
export function findingsJson(findings: readonly Finding[], lang: Lang): FindingJson[] {
  return findings.map((finding) => {
    const { line, remedy } = explainFinding(finding, lang);
    return { code: finding.code, text: line, remedy, facts: finding.facts };
  });
}
