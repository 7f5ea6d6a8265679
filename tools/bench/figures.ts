/**
 * Figures as they are printed, and, when asked with `--fill`, written into the pages that tell of them.
 * @module
 */
import { readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { filled } from "../docs.ts";
import { PROJECT_ROOT } from "../toolchain.ts";

const PAGES = ["docs/performance.md", "docs/performance.ru.md"] as const;

/** The machine, by nothing but its size, and what ran. */
function conditions(): string {
  const runtime = "deno" in process.versions ? `Deno ${process.versions["deno"]}` : "Bun";
  const memoryGb = Math.round(totalmem() / 2 ** 30);
  const day = new Date().toISOString().slice(0, 10);
  return `${day}, ${process.platform} ${process.arch}, ${cpus().length} cores, ${memoryGb} GB, ${runtime}`;
}

/** The figures of one block. */
export class Figures {
  readonly #lines: string[] = [];
  readonly #marker: string;

  /** @param marker of the block in the pages */
  constructor(marker: string) {
    this.#marker = marker;
    this.print(conditions());
  }

  /** Prints a line at once: some figures take minutes. */
  print(line: string): void {
    this.#lines.push(line);
    process.stdout.write(`${line}\n`);
  }

  /** Writes what was printed into the pages. */
  fill(): void {
    for (const page of PAGES) {
      const path = join(PROJECT_ROOT, page);
      writeFileSync(path, filled(readFileSync(path, "utf8"), this.#marker, this.#lines.join("\n")));
    }
  }
}
