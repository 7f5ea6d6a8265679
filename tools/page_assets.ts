/**
 * Packs the pages' scripts and styles into modules, so that bundles and binaries carry them:
 * `deno run -A tools/page_assets.ts`. A test says when it must be run again.
 * @module
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { bunCommand, denoCommand, mustRun, PROJECT_ROOT } from "./toolchain.ts";

const REVIEW = join(PROJECT_ROOT, "lib", "review");
const PAGE = join(PROJECT_ROOT, "lib", "page");

/** The module of the review page. */
const ASSETS_FILE = join(REVIEW, "page_assets.ts");

/** The module of the page inside a chat. */
const CHAT_ASSETS_FILE = join(PROJECT_ROOT, "lib", "mcp", "chat_assets.ts");

/** A hash of everything the assets are made from; line ends do not count. */
export function sourceHash(): string {
  const hash = createHash("sha256");
  const names = readdirSync(PAGE, { recursive: true, encoding: "utf8", withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(PAGE, join(entry.parentPath, entry.name)).replaceAll("\\", "/"));
  for (const name of names.sort()) {
    hash.update(`${name}\n${readFileSync(join(PAGE, name), "utf8").replaceAll("\r\n", "\n")}\n`);
  }
  return hash.digest("hex");
}

async function pack(file: string): Promise<string> {
  const [command, ...head] = bunCommand();
  const args = [...head, "build", join(PAGE, file), "--minify", "--production", "--target=browser"];
  const { stdout } = await mustRun(command, args);
  // What ends the element that holds the script would end the script.
  return stdout.trim().replaceAll("</script", "<\\/script");
}

type Part = readonly [name: string, purpose: string, text: string];

/** The text of both modules by their paths. */
async function assets(): Promise<ReadonlyMap<string, string>> {
  return new Map([
    [
      ASSETS_FILE,
      moduleOf([
        ["PAGE_SCRIPT", "The page's script.", await pack("main.tsx")],
        ["EXPORT_SCRIPT", "The script of an exported page.", await pack("export.tsx")],
        ["PAGE_STYLE", "The style of both.", await pack("style.css")],
      ]),
    ],
    [
      CHAT_ASSETS_FILE,
      moduleOf([
        ["CHAT_SCRIPT", "The script of the page inside a chat.", await pack("chat.tsx")],
        ["CHAT_STYLE", "Its style.", await pack("chat.css")],
      ]),
    ],
  ]);
}

function moduleOf(parts: readonly Part[]): string {
  const texts = parts.map(([name, purpose, text]) =>
    `/** ${purpose} */\nexport const ${name} = ${JSON.stringify(text)};\n`
  );
  return [
    "/**",
    " * Made from `lib/page/` by `tools/page_assets.ts`; not edited by hand.",
    " * @module",
    " */",
    "",
    "/** Hash of the sources, for the test that keeps this file fresh. */",
    `export const SOURCE_SHA256 = "${sourceHash()}";`,
    "",
    ...texts,
  ].join("\n");
}

if (import.meta.main) {
  const [command, ...head] = denoCommand();
  for (const [path, text] of await assets()) {
    writeFileSync(path, text);
    await mustRun(command, [...head, "fmt", "--quiet", path]);
  }
}
