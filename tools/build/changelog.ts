/**
 * The changelog by versions.
 * @module
 */

/** A version's heading: its name, and a date unless it is not out yet. */
const HEADING_REGEXP = /^## \[([^\]]+)\](?: - \d{4}-\d{2}-\d{2})?$/;

/** A version as the changelog tells it. */
export interface ChangelogSection {
  /** `1.0.0`, or `Unreleased`. */
  readonly name: string;
  /** What stands below its heading. */
  readonly text: string;
}

/** The versions of a changelog, in its order. */
function changelogSections(changelog: string): ChangelogSection[] {
  const sections: { name: string; lines: string[] }[] = [];
  for (const line of changelog.split(/\r?\n/)) {
    const name = HEADING_REGEXP.exec(line)?.[1];
    if (name !== undefined) sections.push({ name, lines: [] });
    else sections.at(-1)?.lines.push(line);
  }
  return sections.map(({ name, lines }) => ({ name, text: lines.join("\n").trim() }));
}

/**
 * What is told of one version, and of no other.
 * @throws {Error} when the changelog has nothing of it, or something that belongs to no version yet
 */
export function releaseNotes(changelog: string, version: string): string {
  const sections = changelogSections(changelog);
  const unreleased = sections.find(({ name }) => name === "Unreleased");
  if (unreleased !== undefined && unreleased.text !== "") {
    throw new Error("CHANGELOG.md: what stands under [Unreleased] belongs to the version now");
  }
  const text = sections.find(({ name }) => name === version)?.text ?? "";
  if (text === "") throw new Error(`CHANGELOG.md tells nothing of ${version}`);
  return `${text}\n`;
}
