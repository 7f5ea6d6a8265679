/**
 * Demands a doc comment on every module, every export and every public method: what `deno doc --lint`
 * asks for, less the plain fields whose name and unit say all.
 */
import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join, relative } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { denoCommand, PROJECT_ROOT } from "./toolchain.ts";

const docSchema = z.looseObject({ doc: z.string().optional() }).optional();

const memberSchema = z.looseObject({
  name: z.string(),
  jsDoc: docSchema,
  accessibility: z.string().nullish(),
});

const declarationSchema = z.looseObject({
  declarationKind: z.string(),
  jsDoc: docSchema,
  location: z.looseObject({ line: z.number() }),
  kind: z.string().optional(),
  def: z.looseObject({ methods: z.array(memberSchema).optional() }).optional(),
});

const outputSchema = z.looseObject({
  nodes: z.record(
    z.string(),
    z.looseObject({
      module_doc: docSchema,
      symbols: z.array(
        z.looseObject({ name: z.string(), declarations: z.array(declarationSchema) }),
      ),
    }),
  ),
});

type Declaration = z.infer<typeof declarationSchema>;

function sources(): string[] {
  const lib = readdirSync(join(PROJECT_ROOT, "lib"), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => join("lib", name));
  return ["main.ts", "mcp.ts", ...lib];
}

function readDocs(): z.infer<typeof outputSchema> {
  const [command = "", ...args] = denoCommand();
  const text = execFileSync(command, [...args, "doc", "--json", ...sources()], {
    cwd: PROJECT_ROOT,
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
    stdio: ["ignore", "pipe", "pipe"],
  });
  return outputSchema.parse(JSON.parse(text));
}

function complaints(name: string, declaration: Declaration): string[] {
  // What is only handed on is documented where it is declared.
  if (declaration.declarationKind !== "export" || declaration.kind === "reference") return [];
  const own = declaration.jsDoc?.doc === undefined && declaration.jsDoc === undefined ? [name] : [];
  const isClass = declaration.kind === "class";
  const methods = isClass ? declaration.def?.methods ?? [] : [];
  // `close` and the like say it all, but only they may stay silent.
  const silent = methods.filter((method) =>
    method.jsDoc === undefined && !method.name.startsWith("#") && method.name !== "close"
  );
  return [...own, ...silent.map((method) => `${name}.${method.name}`)];
}

function main(): number {
  const { nodes } = readDocs();
  let seen = 0;
  const found: string[] = [];
  for (const [url, { module_doc, symbols }] of Object.entries(nodes)) {
    const file = relative(PROJECT_ROOT, fileURLToPath(url));
    if (module_doc?.doc === undefined) found.push(`${file}: the module has no doc comment`);
    for (const { name, declarations } of symbols) {
      for (const declaration of declarations) {
        seen++;
        for (const each of complaints(name, declaration)) {
          found.push(`${file}:${declaration.location.line}: ${each} has no doc comment`);
        }
      }
    }
  }
  if (seen < 100) found.push(`only ${seen} exports seen: is the reading broken?`);
  for (const line of found) process.stdout.write(`${line}\n`);
  process.stdout.write(`${seen} declarations, ${found.length} complaints\n`);
  return found.length === 0 ? 0 : 1;
}

if (import.meta.main) process.exit(main());
