/**
 * The licences of what is bundled: read from the packages that the bundler says it took, never from a
 * list by hand. A package without a licence, or under one that nobody has looked at, stops the build.
 * @module
 */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Notice, Notices } from "../../lib/notices/notice.ts";
import { PROJECT_ROOT, TOOL_VERSIONS } from "../toolchain.ts";
import { bundledParts, pageParts } from "./contents.ts";

/**
 * Licences that allow what we do (bundle, change, give away) for the price of their text, and words
 * that stand in the text of each.
 */
const ACCEPTED_LICENSES: Readonly<Record<string, RegExp>> = {
  "MIT": /permission is hereby granted, free of charge/i,
  "ISC": /permission to use, copy, modify, and\/or distribute/i,
  "0BSD": /permission to use, copy, modify, and\/or distribute/i,
  "BSD-2-Clause": /redistributions? (of|in) source/i,
  "BSD-3-Clause": /redistributions? (of|in) source/i,
  "Apache-2.0": /apache license/i,
};

/** What the heads of single files may say of their licence. */
const ACCEPTED_HEAD_REGEXP =
  /MIT licen[sc]ed?|licensed under the Apache License, Version 2\.0|redistribution and use in source/i;

/** Comments between slashes and stars, which is how files tell whose they are. */
const COMMENT_REGEXP = /\/\*[^]*?\*\//g;

const LICENSE_FILE_REGEXP = /^(licen[cs]e|copying)([.-].*)?$/i;
const NOTICE_FILE_REGEXP = /^notice(\..*)?$/i;

const packageSchema = z.object({
  name: z.string().min(1),
  version: z.string().min(1),
  license: z.string().optional(),
});

/** A package must not be bundled as it is. */
export class LicenseError extends Error {
  override readonly name = "LicenseError";
}

/**
 * The notice of one installed package: its licence, and the heads of bundled files that have another
 * owner than the package.
 * @param folder that holds its package.json and its licence
 * @param paths of the files that are bundled, in the folder
 * @throws {LicenseError} when it, or one of the files, names no licence, one that is not accepted, or
 *   when it has no text of it
 */
export async function noticeOf(folder: string, paths: readonly string[]): Promise<Notice> {
  const manifest = await readFile(join(folder, "package.json"), "utf8");
  const { name, version, license } = packageSchema.parse(JSON.parse(manifest));
  const title = `${name} ${version}`;
  if (license === undefined) throw new LicenseError(`${title}: package.json names no licence`);
  const words = Object.hasOwn(ACCEPTED_LICENSES, license) ? ACCEPTED_LICENSES[license] : undefined;
  if (words === undefined) {
    const accepted = Object.keys(ACCEPTED_LICENSES).join(", ");
    throw new LicenseError(`${title}: licence ${license} is none of ${accepted}`);
  }
  const names = (await readdir(folder)).sort();
  const texts: string[] = [];
  for (const file of names.filter((each) => LICENSE_FILE_REGEXP.test(each))) {
    texts.push(plain(await readFile(join(folder, file), "utf8")));
  }
  if (!texts.some((text) => words.test(text))) {
    throw new LicenseError(`${title}: its folder holds no text of the licence ${license}`);
  }
  for (const file of names.filter((each) => NOTICE_FILE_REGEXP.test(each))) {
    texts.push(plain(await readFile(join(folder, file), "utf8")));
  }
  const heads = await headsOf(folder, paths, title);
  return { name, version, license, text: [...texts, ...heads].join("\n\n") };
}

async function headsOf(folder: string, paths: readonly string[], title: string): Promise<string[]> {
  const heads: string[] = [];
  for (const path of [...paths].sort()) {
    const code = await readFile(join(folder, path), "utf8");
    for (const [comment] of code.matchAll(COMMENT_REGEXP)) {
      if (!/copyright/i.test(comment)) continue;
      if (!ACCEPTED_HEAD_REGEXP.test(comment)) {
        throw new LicenseError(`${title}: ${path} has an owner, but no licence that is accepted`);
      }
      const lines = plain(comment.slice(2, -2)).split("\n");
      const words = lines.map((line) => line.replace(/^[\s*!]+/, ""));
      heads.push(`${path} in it:\n\n${words.join("\n").trim()}`);
    }
  }
  return heads;
}

/** Line ends as here, and no blanks at the ends. */
function plain(text: string): string {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/).map((line) => line.trimEnd());
  // An indentation of the first line is part of a title in the middle.
  return lines.join("\n").replace(/^\n+|\n+$/g, "");
}

/**
 * All notices, as the bundler and the installed packages give them now.
 * @throws {LicenseError} as {@link noticeOf}
 */
export async function collectNotices(): Promise<Notices> {
  const folders = new Map<string, Set<string>>();
  for (const { folder, paths } of [...await bundledParts(), ...await pageParts()]) {
    if (folder === undefined) continue;
    folders.set(folder, new Set([...folders.get(folder) ?? [], ...paths]));
  }
  const packages = await Promise.all(
    [...folders].map(([folder, paths]) => noticeOf(folder, [...paths])),
  );
  const title = ({ name, version }: Notice) => `${name} ${version}`;
  packages.sort((a, b) => title(a) < title(b) ? -1 : 1);
  return {
    program: plain(await readFile(join(PROJECT_ROOT, "LICENSE"), "utf8")),
    packages,
    runtimes: [
      await runtimeNotice("Bun", TOOL_VERSIONS.bun, "MIT, LGPL-2.1-or-later and others"),
      await runtimeNotice("Deno", TOOL_VERSIONS.deno, "MIT and others"),
    ],
    licenses: [
      { name: "Apache License, version 2.0", text: await ownText("licenses", "apache-2.0.txt") },
      {
        name: "GNU Lesser General Public License, version 2.1",
        text: await ownText("licenses", "lgpl-2.1.txt"),
      },
    ],
  };
}

async function ownText(folder: string, file: string): Promise<string> {
  return plain(await readFile(join(PROJECT_ROOT, "tools", "build", folder, file), "utf8"));
}

async function runtimeNotice(name: string, version: string, license: string): Promise<Notice> {
  const text = await ownText("runtimes", `${name.toLowerCase()}.txt`);
  return { name, version, license, text: text.replaceAll("{version}", version) };
}

/** What THIRD_PARTY_NOTICES.md holds. */
export function noticesDocument({ packages, runtimes, licenses }: Notices): string {
  const row = ({ name, version, license }: Notice) => `| ${name} | ${version} | ${license} |`;
  const head = ["| package | version | licence |", "|---|---|---|"];
  const section = (title: string, text: string) => `## ${title}\n\n\`\`\`text\n${text}\n\`\`\`\n`;
  return [
    "# Third-party notices",
    "",
    "Made by `deno task notices` from what the bundler takes and from the packages' own licences; a test compares it. The program",
    "itself is under the [MIT License](LICENSE). `alibaba-image-generator licenses` prints all of this in every form of the program.",
    "",
    "Inside the one-file script, the binaries, the bundle for desktop assistants and the plugin:",
    "",
    ...head,
    ...packages.map(row),
    "",
    "Inside the binaries besides:",
    "",
    ...head,
    ...runtimes.map(row),
    "",
    ...packages.map(({ name, version, text }) => section(`${name} ${version}`, text)),
    ...runtimes.map(({ name, version, text }) => section(`${name} ${version}`, text)),
    ...licenses.map(({ name, text }) => section(name, text)),
  ].join("\n").trimEnd() + "\n";
}

/** What lib/notices/bundled.ts holds. */
export function noticesModule(notices: Notices): string {
  return [
    "/**",
    " * Made by `deno task notices`; not edited by hand, and a test compares it.",
    " * @module",
    " */",
    'import type { Notices } from "./notice.ts";',
    "",
    "/** The licence of the program and of all that is bundled with it. */",
    `export const NOTICES: Notices = ${JSON.stringify(notices)};`,
    "",
  ].join("\n");
}

/** The comment at the end of the one-file script: each package's licence, whatever a minifier drops. */
export function noticesComment({ program, packages, licenses }: Notices): string {
  const parts = packages.map(({ name, version, license, text }) =>
    `${name} ${version} (${license})\n\n${text}`
  );
  const quoted = licenses.filter(({ name }) => packages.some(({ text }) => names(text, name)))
    .map(({ name, text }) => `${name}\n\n${text}`);
  const text = [program, "This file holds these packages:", ...parts, ...quoted].join(
    `\n\n${"-".repeat(72)}\n\n`,
  );
  return `/*!\n${text.replaceAll("*/", "* /")}\n*/`;
}

/** Whether a text refers to a licence by its full name. */
function names(text: string, license: string): boolean {
  return text.toLowerCase().includes(license.toLowerCase());
}
