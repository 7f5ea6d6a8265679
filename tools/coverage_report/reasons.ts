/**
 * Why some lines are not reached by the tests under Deno.
 * @module
 */

/** Files as a whole. */
const FILES: readonly (readonly [path: RegExp, reason: string])[] = [
  [/^lib\/page\//, "runs in a browser, where the tests of the page press its buttons"],
  [/^lib\/review\/page_assets\.ts$/, "generated"],
  [/^lib\/text\/help_pages\.ts$/, "generated"],
  [/^lib\/cli\/browser\.ts$/, "would open the browser of whoever runs the tests"],
];

/** Single lines, by their text or by that of a few lines above, which tell what they are for. */
const LINES: readonly (readonly [text: RegExp, linesAbove: number, reason: string])[] = [
  [/["']bun["']/, 1, "another runtime: the same tests run under Bun"],
  [/win32|darwin|process\.platform|LOCALAPPDATA/, 2, "another system"],
  [/SIGKILL|process\.exit\(|process\.kill\(/, 1, "the process ends here and takes the count along"],
  [/^\s*throw error;|satisfies never/, 0, "an error that nobody foresaw is passed on"],
];

/** The reason for a file, or for one of its lines; undefined: nobody knows one, so a test is missing. */
export function reasonFor(
  path: string,
  source: readonly string[],
  line: number,
): string | undefined {
  const file = FILES.find(([pattern]) => pattern.test(path));
  if (file !== undefined) return file[1];
  const isSaid = (text: RegExp, linesAbove: number) =>
    source.slice(Math.max(0, line - 1 - linesAbove), line).some((each) => text.test(each));
  return LINES.find(([text, linesAbove]) => isSaid(text, linesAbove))?.[2];
}
