/**
 * The documents as their readers use them: files, links, fenced blocks, and the commands to be typed.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./harness.ts";

/** Markdown below a folder, by paths from the project's root with slashes. */
function markdownBelow(folder: string): string[] {
  if (!existsSync(join(ROOT, folder))) return [];
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .map((name) => `${folder}/${name.replaceAll("\\", "/")}`)
    .filter((name) => name.endsWith(".md"));
}

/** Every document for people, English before Russian. */
export const DOCUMENTS: readonly string[] = [
  ...readdirSync(ROOT).filter((name) => name.endsWith(".md") && !name.startsWith("THIRD_PARTY")),
  ...["docs", "examples", "plugin"].flatMap(markdownBelow),
].sort();

/** A document's text. */
export function readDocument(name: string): string {
  return readFileSync(join(ROOT, name), "utf8").replaceAll("\r\n", "\n");
}

/** A fenced block; its language is "" when none is named. */
export interface Fence {
  readonly language: string;
  readonly body: string;
}

/** The fenced blocks of a text, those inside list items too. */
export function fences(text: string): Fence[] {
  return [...text.matchAll(/^( *)```(\w*)[^\n]*\n([\s\S]*?)^ *```$/gm)]
    .map(([, indent = "", language = "", body = ""]) => ({
      language,
      body: body.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
    }));
}

const SHELLS: readonly string[] = ["sh", "shell", "bash", "powershell"];

/** A command to be typed, on one line, without its comment. */
export interface Command {
  readonly document: string;
  readonly line: string;
  readonly isPowerShell: boolean;
}

/** The commands of a document, in their order. */
export function commandsOf(document: string): Command[] {
  return fences(readDocument(document))
    .filter(({ language }) => SHELLS.includes(language))
    .flatMap(({ language, body }) =>
      body.replaceAll(/ *[\\`]\n */g, " ").split("\n")
        .map((line) => line.replace(/(^|\s)#\s.*$/, "").trim())
        .filter((line) => line !== "")
        .map((line) => ({ document, line, isPowerShell: language === "powershell" }))
    );
}

/** A word of a command line, and whether a shell could still change it. */
export interface Word {
  readonly text: string;
  /** What stood outside of quotes, where zsh looks for patterns and PowerShell for commas. */
  readonly bare: string;
}

/**
 * Splits a command as POSIX shells do: quotes, and variables outside of single quotes.
 * @param variables what `$NAME` stands for
 */
export function shellWords(line: string, variables: ReadonlyMap<string, string>): Word[] {
  const words: { text: string; bare: string }[] = [];
  const parts = /'([^']*)'|"([^"]*)"|(\s+)|([^\s'"]+)/g;
  let word: { text: string; bare: string } | undefined;
  const filled = (text: string) =>
    text.replaceAll(/\$(\w+)/g, (whole, name: string) => variables.get(name) ?? whole);
  for (const [, single, double, space, bare] of line.matchAll(parts)) {
    if (space !== undefined) {
      word = undefined;
      continue;
    }
    if (word === undefined) words.push(word = { text: "", bare: "" });
    word.text += single ?? filled(double ?? bare ?? "");
    word.bare += bare ?? "";
  }
  return words;
}
