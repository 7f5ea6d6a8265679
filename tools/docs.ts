/**
 * Fills the marked blocks of the READMEs with what the program really prints: `<!-- help -->`,
 * `<!-- models -->` and `<!-- session -->`, each followed by a fenced block.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { denoCommand } from "./toolchain.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const EXAMPLE = "pipeline_ЦветокПушкинМНеороманс";

/** The READMEs and their languages. */
const READMES = [["README.md", "en"], ["README.ru.md", "ru"]] as const;

function run(args: readonly string[]): string {
  const [command = "", ...head] = denoCommand();
  const { stdout, stderr } = spawnSync(
    command,
    [...head, "run", "-A", "--no-check", join(ROOT, "main.ts"), ...args],
    { encoding: "utf8", env: { ...process.env, NO_COLOR: "1", COLUMNS: "100" } },
  );
  return stderr + stdout;
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
    const args = ["--indices", "1,3,5", "--size", "1280*720", "--rehearse", "--no-confirm"];
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

function main(): void {
  for (const [name, lang] of READMES) {
    const path = join(ROOT, name);
    let text = readFileSync(path, "utf8");
    text = filled(text, "help", run(["--help", "--lang", lang]));
    text = filled(text, "models", run(["models", "--lang", lang]));
    text = filled(text, "session", session(lang));
    writeFileSync(path, text);
  }
}

if (import.meta.main) main();
