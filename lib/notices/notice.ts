/**
 * What the licences of others ask to be told with every copy of the program.
 * @module
 */

/** One piece of software that is not ours. */
export interface Notice {
  /** As its makers call it, e.g. `@hono/node-server`. */
  readonly name: string;
  readonly version: string;
  /** SPDX identifier as the package names it; for a runtime, in words. */
  readonly license: string;
  /** The licence's own text with its copyright lines, as lines of at most a page's width. */
  readonly text: string;
}

/** A licence that several pieces refer to. */
export interface LicenseText {
  /** In full, e.g. `Apache License, version 2.0`. */
  readonly name: string;
  readonly text: string;
}

/** Everything that licences demand to be told along with the program. */
export interface Notices {
  /** Our own licence. */
  readonly program: string;
  /** What the bundler puts into the program, by name. */
  readonly packages: readonly Notice[];
  /** What the binaries hold besides; one of them in each. */
  readonly runtimes: readonly Notice[];
  /** Licences that the texts above name without quoting them. */
  readonly licenses: readonly LicenseText[];
}
