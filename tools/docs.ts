/**
 * Fills the marked blocks of the READMEs with what the program really prints: `<!-- help -->`,
 * `<!-- models -->` and `<!-- session -->`, each followed by a fenced block.
 */
import { spawnSync } from "node:child_process";
import {
  closeSync,
  cpSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { buildProgram } from "../lib/cli/program.ts";
import { processTerminal } from "../lib/cli/terminal.ts";
import type { Lang } from "../lib/text/lang.ts";
import { denoCommand } from "./toolchain.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const EXAMPLE = "pipeline_ЦветокПушкинМНеороманс";

/** The READMEs and their languages. */
const READMES = [["README.md", "en"], ["README.ru.md", "ru"]] as const;

/** What the program says, both streams in the order of their writing, as on a terminal. */
function run(args: readonly string[]): string {
  const [command = "", ...head] = denoCommand();
  const home = mkdtempSync(join(tmpdir(), "said-"));
  const path = join(home, "said.txt");
  const file = openSync(path, "w");
  try {
    spawnSync(command, [...head, "run", "-A", "--no-check", join(ROOT, "main.ts"), ...args], {
      stdio: ["ignore", file, file],
      env: { ...process.env, NO_COLOR: "1" },
    });
    return readFileSync(path, "utf8");
  } finally {
    closeSync(file);
    rmSync(home, { recursive: true, force: true });
  }
}

/** A real rehearsal on a copy of the example. */
function session(lang: string): string {
  const home = mkdtempSync(join(tmpdir(), "session-"));
  try {
    const dir = join(home, EXAMPLE);
    cpSync(join(ROOT, "examples", EXAMPLE), dir, {
      recursive: true,
      filter: (path) => !path.includes("_alibaba") && !path.includes(".alibaba"),
    });
    const args = ["--indices", "1,3,5", "--size", "fit", "--rehearse", "--no-confirm"];
    return run(["--pipeline-dir", dir, ...args, "--lang", lang]);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function filled(text: string, marker: string, content: string): string {
  const block = new RegExp(`(<!-- ${marker} -->\n\`\`\`text\n)[\\s\\S]*?(\`\`\`)`);
  if (!block.test(text)) throw new Error(`no block after <!-- ${marker} -->`);
  return text.replace(
    block,
    (_, head: string, tail: string) => `${head}${content.trimEnd()}\n${tail}`,
  );
}

/**
 * The part of docs/mcp.md that the README quotes: setup, conversation and tools, one level deeper.
 * @param text the whole document
 */
export function mcpSection(text: string): string {
  const sections = text.split(/^(?=## )/m).slice(1, 4);
  return sections.join("").replaceAll(/^##/gm, "###").trim();
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
  writeFileSync(join(ROOT, "lib/text/help_pages.ts"), text);
}

function main(): void {
  writeHelpPages();
  for (const [name, lang] of READMES) {
    const path = join(ROOT, name);
    let text = readFileSync(path, "utf8");
    text = filled(text, "help", run(["--help", "--lang", lang]));
    text = filled(text, "models", run(["models", "--region", "all", "--lang", lang]));
    text = filled(text, "session", session(lang));
    const mcp = mcpSection(readFileSync(join(ROOT, "docs", name.replace("README", "mcp")), "utf8"));
    const quoted = `<!-- mcp -->\n\n${mcp}\n\n<!-- /mcp -->`;
    text = text.replace(/<!-- mcp -->[\s\S]*<!-- \/mcp -->/, () => quoted);
    writeFileSync(path, text);
  }
}

if (import.meta.main) main();
