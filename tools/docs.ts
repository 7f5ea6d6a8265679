/**
 * Fills the marked blocks of the documents with what the program really prints: `<!-- session -->` of
 * the READMEs, `<!-- help -->` and `<!-- models -->` of docs/reference.md, each followed by a fenced
 * block.
 */
import { spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { buildProgram } from "../lib/cli/program.ts";
import { processTerminal } from "../lib/cli/terminal.ts";
import type { Lang } from "../lib/text/lang.ts";
import { denoCommand, PROJECT_ROOT } from "./toolchain.ts";

/** The two languages, and what the names of their documents end with. */
const LANGUAGES = [["en", ".md"], ["ru", ".ru.md"]] as const;

/** What of a rehearsal a README quotes: pictures, the end, and the next step. */
const QUOTED_REGEXP = /✅|^🎉|^ +(?:Images created|Изображений создано|Try it|Попробуйте):/;

/** What a script says, both streams in the order of their writing, as on a terminal. */
function run(script: string, args: readonly string[], cwd = PROJECT_ROOT): string {
  const [command = "", ...head] = denoCommand();
  const home = mkdtempSync(join(tmpdir(), "said-"));
  const path = join(home, "said.txt");
  const file = openSync(path, "w");
  try {
    spawnSync(command, [...head, "run", "-A", "--no-check", join(PROJECT_ROOT, script), ...args], {
      cwd,
      stdio: ["ignore", file, file],
      env: { ...process.env, NO_COLOR: "1", ...NPX },
    });
    return readFileSync(path, "utf8");
  } finally {
    closeSync(file);
    rmSync(home, { recursive: true, force: true });
  }
}

/** The environment of whoever starts the task as the READMEs say. */
export const NPX = { npm_execpath: "npx" } as const;

/**
 * The lines of a rehearsal that the READMEs quote.
 * @param said all it said, in any order
 */
export function quotedLines(said: string): string[] {
  const lines = said.split("\n").filter((line) => QUOTED_REGEXP.test(line));
  const pictures = lines.filter((line) => line.includes("✅")).sort();
  return [...pictures, ...lines.filter((line) => !line.includes("✅"))];
}

/** A real rehearsal, in a folder of its own. */
function session(lang: Lang): string {
  const home = mkdtempSync(join(tmpdir(), "session-"));
  try {
    // As the README says: the Russian one names no language.
    const flags = lang === "en" ? ["--lang", "en"] : [];
    return quotedLines(run("tools/rehearse.ts", flags, home)).join("\n");
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/**
 * Puts text into the block behind a marker.
 * @throws {Error} there is no such block
 */
export function filled(text: string, marker: string, content: string): string {
  const block = new RegExp(`(<!-- ${marker} -->\n\`\`\`text\n)[\\s\\S]*?(\`\`\`)`);
  if (!block.test(text)) throw new Error(`no block after <!-- ${marker} -->`);
  return text.replace(
    block,
    (_, head: string, tail: string) => `${head}${content.trimEnd()}\n${tail}`,
  );
}

/** The help as the parser of arguments makes it, for the page that is answered without it. */
export function helpText(lang: Lang): string {
  const lines: string[] = [];
  const out = (...more: string[]) => void lines.push(...more);
  buildProgram({ ...processTerminal(lang), out }, () => {}).outputHelp();
  return lines.join("\n");
}

function writeHelpPages(): void {
  const page = (lang: Lang) => `  ${lang}: \`${helpText(lang).replaceAll("`", "\\`").trimEnd()}\`,`;
  const text = [
    "/**",
    " * The help, ready to be shown; written by `deno task docs`, and a test compares it with the parser.",
    " * @module",
    " */",
    'import type { Both } from "./lang.ts";',
    "",
    "/** What `--help` prints. */",
    "export const HELP_PAGES: Both<string> = {",
    page("ru"),
    page("en"),
    "};",
    "",
  ].join("\n");
  writeFileSync(join(PROJECT_ROOT, "lib/text/help_pages.ts"), text);
}

function fill(name: string, blocks: Readonly<Record<string, string>>): void {
  const path = join(PROJECT_ROOT, name);
  let text = readFileSync(path, "utf8");
  for (const [marker, content] of Object.entries(blocks)) text = filled(text, marker, content);
  writeFileSync(path, text);
}

function main(): void {
  writeHelpPages();
  for (const [lang, ending] of LANGUAGES) {
    fill(`README${ending}`, { session: session(lang) });
    fill(`docs/reference${ending}`, {
      help: run("main.ts", ["--help", "--lang", lang]),
      models: run("main.ts", ["models", "--region", "all", "--lang", lang]),
    });
  }
}

if (import.meta.main) main();
