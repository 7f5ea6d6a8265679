/**
 * One thing that `doctor` looked at.
 * @module
 */
import type { Code } from "../error_codes.ts";
import { type Facts, type Finding, GeneratorError } from "../errors.ts";
import type { Setting } from "../config.ts";

/** What a check says. */
export type CheckStatus =
  /** As it should be. */
  | "right"
  /** Worth knowing; nothing is wrong. */
  | "note"
  /** Works now and may do harm some day. */
  | "warning"
  /** To be mended. */
  | "wrong";

/** What a check is about. */
export type CheckArea = "settings" | "service" | "folder" | "journal" | "frames";

/** A finding with its weight. */
export interface Check extends Finding {
  readonly area: CheckArea;
  readonly status: CheckStatus;
}

/** Makes a check. */
export function check(
  area: CheckArea,
  status: CheckStatus,
  code: Code,
  facts: Facts = {},
): Check {
  return { area, status, code, facts };
}

/** Runs a step; an error of ours becomes a check that is wrong. */
export async function checked<T>(
  area: CheckArea,
  checks: Check[],
  step: () => Promise<T> | T,
): Promise<T | undefined> {
  try {
    return await step();
  } catch (error) {
    if (!(error instanceof GeneratorError)) throw error;
    checks.push(check(area, "wrong", error.code, error.facts));
    return undefined;
  }
}

/** Where a setting came from, as facts. */
export function sourceFacts(setting: Setting<string> | undefined): Facts {
  if (setting === undefined || setting.source.kind === "default") return { source: "default" };
  const { kind, name } = setting.source;
  return {
    source: kind,
    name,
    path: setting.source.kind === "file" ? setting.source.path : undefined,
  };
}
