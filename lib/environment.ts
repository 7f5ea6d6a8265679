/**
 * The environment as far as the runtime lets it be read, and what else it lets this program do: Deno may
 * allow some names and paths and not others. Nothing here asks the user: an aid that works in the
 * background must not stop a run with a question.
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

/**
 * A path that begins with `~/`, as a shell would have passed it on: assistants and their settings write
 * it where no shell reads it.
 * @param env whose `HOME` it is, on Windows `USERPROFILE`; without one the path stays as it is, as does
 * any other
 */
export function fromHome(path: string, env: Environment): string {
  const home = /^~[/\\]/.test(path) ? env["HOME"] || env["USERPROFILE"] : undefined;
  return home ? `${home}${path.slice(1)}` : path;
}

function read(env: Environment, name: string) {
  try {
    return { value: env[name], isDenied: false };
  } catch {
    return { value: undefined, isDenied: true };
  }
}

/** The part of Deno's permission API that is used; other runtimes have none. */
interface PermissionedRuntime {
  readonly Deno?: {
    readonly permissions?: {
      querySync(
        permission:
          | { readonly name: "env"; readonly variable: string }
          | { readonly name: "read" | "write"; readonly path: string },
      ): { readonly state: string };
    };
  };
}

const permissions = (globalThis as PermissionedRuntime).Deno?.permissions;

/** The environment as far as it may be read; what Deno would ask the user for counts as unset. */
export function grantedEnvironment(env: Environment, names: readonly string[]): Environment {
  const granted = names.filter((variable) =>
    permissions === undefined ||
    permissions.querySync({ name: "env", variable }).state === "granted"
  );
  return Object.fromEntries(granted.map((name) => [name, env[name]]));
}

/** Whether something may be read without a question to the user; no look at it. */
export function isReadGranted(path: string): boolean {
  return permissions === undefined ||
    permissions.querySync({ name: "read", path }).state === "granted";
}

/** Whether a folder may be read and written; no look at the folder itself. */
export function isFolderGranted(path: string): boolean {
  return permissions === undefined ||
    (["read", "write"] as const).every((name) =>
      permissions.querySync({ name, path }).state === "granted"
    );
}
