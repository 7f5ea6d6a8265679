/**
 * Makes the one-file script; Bun runs this file, since only Bun's own interface takes plugins.
 *
 * Imports of Node's builtins become calls at the moment of need. As ordinary imports they would all
 * be loaded before the first line runs: `--help` would wait for HTTP and the database, and an older
 * Node would stop at `node:sqlite` before it can be told why.
 * @module
 */
import { builtinModules } from "node:module";
import { NOTICES } from "../../lib/notices/bundled.ts";
import { noticesComment } from "./notices.ts";

interface Resolution {
  readonly path: string;
  readonly namespace: string;
}

interface Loaded {
  readonly contents: string;
  readonly loader: "js";
}

interface PluginBuilder {
  onResolve(
    filter: { readonly filter: RegExp },
    resolve: (args: { readonly path: string }) => Resolution | undefined,
  ): void;
  onLoad(
    filter: { readonly filter: RegExp; readonly namespace: string },
    load: (args: { readonly path: string }) => Loaded,
  ): void;
}

interface Plugin {
  readonly name: string;
  setup(builder: PluginBuilder): void;
}

declare const Bun: {
  build(options: {
    readonly entrypoints: readonly string[];
    readonly target: "node";
    readonly format: "esm";
    readonly minify: boolean;
    readonly outdir: string;
    readonly naming: string;
    readonly banner: string;
    readonly footer: string;
    readonly plugins: readonly Plugin[];
  }): Promise<{ readonly success: boolean; readonly logs: readonly unknown[] }>;
};

const NAMESPACE = "builtin";

/** Bun's own prelude needs this one as an ordinary import. */
const EAGER_IMPORT = "node:module";

const lazyBuiltins: Plugin = {
  name: "lazy builtins",
  setup(builder) {
    const names = new Set([...builtinModules, "sqlite"]);
    builder.onResolve({ filter: /^(node:)?[a-z_0-9/]+$/ }, ({ path }) => {
      const bare = path.replace(/^node:/, "");
      const isBuiltin = path.startsWith("node:") || names.has(bare);
      return isBuiltin && path !== EAGER_IMPORT ? { path: bare, namespace: NAMESPACE } : undefined;
    });
    builder.onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule("node:${path}");`,
      loader: "js",
    }));
  },
};

const [entry = "", outdir = "", naming = ""] = process.argv.slice(2);
const { success, logs } = await Bun.build({
  entrypoints: [entry],
  target: "node",
  format: "esm",
  minify: true,
  outdir,
  naming,
  banner: "#!/usr/bin/env node",
  footer: noticesComment(NOTICES),
  plugins: [lazyBuiltins],
});
for (const log of logs) process.stderr.write(`${log}\n`);
process.exitCode = success ? 0 : 1;
