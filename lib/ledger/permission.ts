/**
 * What the runtime lets this program do, asked without asking the user: an aid that protects in the
 * background must not stop a run with a question.
 * @module
 */
import type { Environment } from "../environment.ts";

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
