/**
 * Reads the records of a coverage report in the lcov format.
 * @module
 */

/** What the tests reached in one file. */
export interface FileCoverage {
  /** As the report names it. */
  readonly path: string;
  readonly lines: Count;
  readonly branches: Count;
  /** Numbers of the lines that never ran, ascending. */
  readonly missedLines: readonly number[];
  /** Numbers of the lines with a way out that was never taken, ascending, each once. */
  readonly missedBranches: readonly number[];
}

/** A share of something. */
export interface Count {
  readonly hit: number;
  readonly all: number;
}

/** Parses a whole report. */
export function parseLcov(text: string): FileCoverage[] {
  return text.split("end_of_record").filter((record) => record.includes("SF:")).map(parseRecord);
}

function parseRecord(record: string): FileCoverage {
  const path = /^SF:(.+)$/m.exec(record)?.[1]?.trim() ?? "";
  const lines = [...record.matchAll(/^DA:(\d+),(\d+)/gm)].map(factOf(1, 2));
  const branches = [...record.matchAll(/^BRDA:(\d+),\d+,\d+,(\d+|-)/gm)].map(factOf(1, 2));
  const missedLines = lines.filter(({ isHit }) => !isHit).map(({ line }) => line);
  const missed = branches.filter(({ isHit }) => !isHit).map(({ line }) => line);
  return {
    path,
    lines: countOf(lines),
    branches: countOf(branches),
    missedLines,
    missedBranches: [...new Set(missed)].sort((a, b) => a - b),
  };
}

interface Fact {
  readonly line: number;
  readonly isHit: boolean;
}

const factOf = (line: number, times: number) => (match: RegExpMatchArray): Fact => ({
  line: Number(match[line]),
  isHit: Number(match[times]) > 0,
});

function countOf(facts: readonly Fact[]): Count {
  return { hit: facts.filter(({ isHit }) => isHit).length, all: facts.length };
}

/** Adds counts up. */
export function total(counts: readonly Count[]): Count {
  return counts.reduce(
    (sum, { hit, all }) => ({ hit: sum.hit + hit, all: sum.all + all }),
    { hit: 0, all: 0 },
  );
}

/** `97.5 %`; what has nothing to reach is reached. */
export function percent({ hit, all }: Count): string {
  return `${(all === 0 ? 100 : hit / all * 100).toFixed(1)} %`;
}
