/**
 * What the artefacts hold, as the bundler itself tells it: this program's own code and the packages.
 * @module
 */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { z } from "zod";
import { PROGRAM } from "../../lib/version.ts";
import { bunCommand, mustRun, PROJECT_ROOT } from "../toolchain.ts";
import { requireModules } from "./artefacts.ts";

/** A package, or this program's own code, inside an artefact. */
export interface BundledPart {
  readonly name: string;
  /** After minification. */
  readonly bytes: number;
  /** The package's folder, absolute; undefined: our own code. */
  readonly folder: string | undefined;
  /** The files' paths in it, with slashes; in the project for our own code. */
  readonly paths: readonly string[];
}

/** The scripts of the pages, which are packed into modules before anything else is bundled. */
const PAGE_ENTRIES = ["main.tsx", "export.tsx", "chat.tsx"].map((name) =>
  join("lib", "page", name)
);

/** The innermost package that a file belongs to. */
const PACKAGE_REGEXP = /^(.*node_modules\/((?:@[^/]+\/)?[^/]+))\//;

const metafileSchema = z.object({
  outputs: z.record(
    z.string(),
    z.object({ inputs: z.record(z.string(), z.object({ bytesInOutput: z.number() })) }),
  ),
});

type Metafile = z.infer<typeof metafileSchema>;

/** What ends up in the program, largest first; the pages' scripts count as its own code. */
export async function bundledParts(): Promise<BundledPart[]> {
  return groupParts(await metafileOf(["main.ts"], "bun"));
}

/** What ends up in the scripts of the pages, largest first. */
export async function pageParts(): Promise<BundledPart[]> {
  return groupParts(await metafileOf(PAGE_ENTRIES, "browser"));
}

async function metafileOf(entries: readonly string[], target: string): Promise<Metafile> {
  await requireModules();
  const folder = await mkdtemp(join(tmpdir(), `${PROGRAM}-`));
  try {
    const metafile = join(folder, "metafile.json");
    const output = [`--outdir=${join(folder, "out")}`, `--metafile=${metafile}`];
    const [command, ...head] = bunCommand();
    const flags = [`--target=${target}`, "--minify", "--production", ...output];
    await mustRun(command, [...head, "build", ...entries, ...flags]);
    return metafileSchema.parse(JSON.parse(await readFile(metafile, "utf8")));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function groupParts({ outputs }: Metafile): BundledPart[] {
  const parts = new Map<string, BundledPart>();
  for (const { inputs } of Object.values(outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const slashed = path.replaceAll("\\", "/");
      const [head = "", folder, name = PROGRAM] = PACKAGE_REGEXP.exec(slashed) ?? [];
      const key = folder ?? name;
      const known = parts.get(key);
      parts.set(key, {
        name,
        bytes: (known?.bytes ?? 0) + bytesInOutput,
        folder: folder === undefined ? undefined : resolve(PROJECT_ROOT, folder),
        paths: [...known?.paths ?? [], slashed.slice(head.length)],
      });
    }
  }
  return [...parts.values()].sort((a, b) => b.bytes - a.bytes);
}
