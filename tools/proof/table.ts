/** A table as Markdown, aligned to the right, ending with a line break. */
export function tableText(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const widths = head.map((name, at) =>
    Math.max(name.length, ...rows.map((row) => row[at]?.length ?? 0))
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, at) => cell.padStart(widths[at] ?? 0)).join(" | ")} |\n`;
  const rule = `|${widths.map((width) => `${"-".repeat(width + 1)}:`).join("|")}|\n`;
  return [line(head), rule, ...rows.map(line)].join("");
}
