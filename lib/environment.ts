/**
 * The environment as far as the runtime lets it be read: Deno may allow some names and not others.
 * @module
 */
import { InputError } from "./errors.ts";

/** Variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** To take these for unset would send a request elsewhere than its sender wished. */
const SETTING_REGEXP = /^(ALIBABA|DASHSCOPE)_/;

/**
 * This process's environment. A variable that may not be read counts as unset, unless it is a
 * setting: then reading it throws `variable_denied`.
 */
export const environment: Environment = new Proxy({}, {
  // Not a view of process.env itself: a proxy's own checks would read what must not be read.
  get: (_, name) => typeof name === "string" ? setting(name) : undefined,
  ownKeys: () => Reflect.ownKeys(process.env),
  getOwnPropertyDescriptor: (_, name) => ({
    value: setting(String(name)),
    enumerable: true,
    configurable: true,
  }),
});

function setting(name: string): string | undefined {
  const { value, isDenied } = read(process.env, name);
  if (isDenied && SETTING_REGEXP.test(name)) throw new InputError("variable_denied", { name });
  return value;
}

/** A variable that only changes how things look; one that may not be read is unset. */
export function preference(name: string): string | undefined {
  return read(process.env, name).value;
}

function read(env: Environment, name: string) {
  try {
    return { value: env[name], isDenied: false };
  } catch {
    return { value: undefined, isDenied: true };
  }
}
