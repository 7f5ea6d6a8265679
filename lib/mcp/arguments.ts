/**
 * The arguments of a call, read as assistants send them: many write `"3"` for a number, `"3,5"` for a
 * list, `null` for what they leave out. What can mean only one thing is taken for it; all else is refused.
 * @module
 */
import { z } from "zod";
import { InputError } from "../errors.ts";
import { visibleLine } from "../text/visible.ts";
import type { Tool } from "./tool.ts";

type Arguments = Record<string, unknown>;

/** A list first, then what stands in it. */
const MAX_ROUNDS = 2;

/**
 * Reads the arguments of a tool by its schema.
 * @returns as the schema gives them, defaults included
 * @throws {InputError} `arguments_invalid`
 */
export function readArguments(tool: Tool, args: Arguments): Arguments {
  let sent = args;
  for (let round = 0;; round++) {
    const parsed = tool.input.safeParse(sent);
    if (parsed.success) return parsed.data;
    const { issues } = parsed.error;
    const meant = round < MAX_ROUNDS ? meantBy(sent, issues) : undefined;
    if (meant === undefined) throw refused(tool, issues);
    sent = meant;
  }
}

function refused(tool: Tool, issues: readonly z.core.$ZodIssue[]): InputError {
  const sentences = issues
    .map(({ path, message }) => `${path.join(".") || tool.name}: ${visibleLine(message)}`);
  return new InputError("arguments_invalid", { issues: sentences.join("; ") });
}

/** The arguments with every value of a wrong type replaced that can mean only one thing; undefined: none. */
function meantBy(args: Arguments, issues: readonly z.core.$ZodIssue[]): Arguments | undefined {
  const meant = structuredClone(args);
  let isOther = false;
  for (const issue of issues) {
    const [key, at, ...deeper] = issue.path;
    if (issue.code !== "invalid_type" || typeof key !== "string" || deeper.length > 0) continue;
    const list = meant[key];
    if (typeof at === "number" && Array.isArray(list)) {
      const value = valueFor(issue.expected, list[at]);
      if (value === undefined) continue;
      list[at] = value;
    } else if (list === null) {
      delete meant[key];
    } else {
      const value = valueFor(issue.expected, list);
      if (value === undefined) continue;
      meant[key] = value;
    }
    isOther = true;
  }
  return isOther ? meant : undefined;
}

/** What a value means where another type is expected; undefined: that cannot be said. */
function valueFor(expected: string, value: unknown): unknown {
  if (expected === "array") return listFor(value);
  if (expected === "string") return typeof value === "number" ? String(value) : undefined;
  if (typeof value !== "string") return undefined;
  const text = value.trim();
  if (expected === "number") return /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;
  if (expected !== "boolean") return undefined;
  return /^true$/i.test(text) ? true : /^false$/i.test(text) ? false : undefined;
}

function listFor(value: unknown): readonly unknown[] | undefined {
  if (typeof value === "number") return [value];
  if (typeof value !== "string") return undefined;
  if (/^\s*\[/.test(value)) return listIn(value);
  // A file's name may hold commas, numbers do not.
  return /^[\d\s,]+$/.test(value) ? value.split(",").map((each) => each.trim()) : [value];
}

function listIn(text: string): readonly unknown[] | undefined {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list : undefined;
  } catch {
    return undefined;
  }
}
