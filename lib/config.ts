/**
 * Settings: flags over environment over config.env over defaults, and where each came from.
 * @module
 */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseEnv } from "node:util";
import { z } from "zod";
import type { Environment } from "./environment.ts";
import { InputError, reasonOf, systemCodeOf } from "./errors.ts";

/** The file read when none is named, in the current folder. */
export const DEFAULT_CONFIG_FILE = "config.env";

/** The placeholder of config.env.example, which is no key. */
const KEY_PLACEHOLDER = "your_api_key_here";

/** Where a value came from. */
export type Source =
  | { readonly kind: "environment"; readonly name: string }
  | {
    readonly kind: "file";
    readonly name: string;
    readonly path: string;
    /** False: the file of the current folder, which may be somebody else's. */
    readonly isNamed: boolean;
  }
  | { readonly kind: "default" };

/** A value and its origin. */
export interface Setting<T> {
  readonly value: T;
  readonly source: Source;
}

/** Settings of the service. */
export interface Config {
  /** The file that was read; undefined when there is none. */
  readonly path: string | undefined;
  /** Never printed, logged or written. */
  readonly apiKey: Setting<string> | undefined;
  /** As configured, not yet checked. */
  readonly baseUrl: Setting<string> | undefined;
  readonly model: Setting<string> | undefined;
  /** Every place where a setting stands, the environment's first; the first of them counts. */
  readonly find: (name: string) => readonly Setting<string>[];
}

const valuesSchema = z.record(z.string(), z.string());

/**
 * Reads the settings.
 * @param path a file that was named and so must exist; undefined: the default file if there is one;
 * null: no file at all
 * @throws {InputError} `config_missing`, `config_unreadable`, `key_invalid`
 */
export function loadConfig(path: string | undefined | null, env: Environment): Config {
  const file = path === null ? undefined : readConfigFile(path);
  const findAll = (name: string) => settingsNamed(name, env, file);
  const find = (name: string) => findAll(name)[0];
  return {
    path: file?.path,
    apiKey: usableKey(find("ALIBABA_API_KEY")) ?? usableKey(find("DASHSCOPE_API_KEY")),
    baseUrl: find("ALIBABA_BASE_URL"),
    model: find("ALIBABA_IMAGE_MODEL"),
    find: findAll,
  };
}

interface ConfigFile {
  readonly path: string;
  readonly isNamed: boolean;
  readonly values: Readonly<Record<string, string>>;
}

function readConfigFile(named: string | undefined): ConfigFile | undefined {
  const path = resolve(named ?? DEFAULT_CONFIG_FILE);
  try {
    const text = readFileSync(path, "utf8").replace(/^\uFEFF/, "");
    const isNamed = named !== undefined;
    return { path, isNamed, values: valuesSchema.parse({ ...parseEnv(text) }) };
  } catch (error) {
    const code = systemCodeOf(error);
    if (code === "ENOENT" && named === undefined) return undefined;
    if (code === "ENOENT") throw new InputError("config_missing", { path }, error);
    throw new InputError("config_unreadable", { path, reason: code ?? reasonOf(error) }, error);
  }
}

/** Blank counts as absent, so that an empty line in the file does not hide the environment. */
function settingsNamed(
  name: string,
  env: Environment,
  file: ConfigFile | undefined,
): readonly Setting<string>[] {
  const found: Setting<string>[] = [];
  const fromEnv = env[name]?.trim();
  if (fromEnv) found.push({ value: fromEnv, source: { kind: "environment", name } });
  const fromFile = file?.values[name]?.trim();
  if (file !== undefined && fromFile) {
    const { path, isNamed } = file;
    found.push({ value: fromFile, source: { kind: "file", name, path, isNamed } });
  }
  return found;
}

/** Keys have many shapes; only what cannot travel in a header is refused. */
function usableKey(key: Setting<string> | undefined): Setting<string> | undefined {
  if (key === undefined || key.value === KEY_PLACEHOLDER) return undefined;
  if (/^[\x21-\x7e]+$/.test(key.value)) return key;
  const name = key.source.kind === "default" ? "" : key.source.name;
  throw new InputError("key_invalid", { name });
}

/**
 * The key, which must be there.
 * @throws {InputError} `key_missing`
 */
export function requireKey(config: Config): string {
  if (config.apiKey !== undefined) return config.apiKey.value;
  throw new InputError("key_missing", { path: config.path ?? resolve(DEFAULT_CONFIG_FILE) });
}
