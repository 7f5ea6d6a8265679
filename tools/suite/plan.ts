/**
 * Which test file runs under which runtime. Every file runs under both, except those that are named
 * here with the reason why a second time would show nothing new.
 * @module
 */
import { readdirSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import { PROJECT_ROOT } from "../toolchain.ts";

/** A runtime that runs tests. */
export type Runtime = "deno" | "bun";

/** Both, in the order they are told. */
export const RUNTIMES: readonly Runtime[] = ["deno", "bun"];

/** A test file under one runtime: one process. */
export interface TestJob {
  /** Below the project's root, with slashes: `tests/review/page_test.ts`. */
  readonly file: string;
  readonly runtime: Runtime;
}

/** A reason why a file runs once, the runtime it runs under, and the files. */
export interface RunOnce {
  readonly why: string;
  readonly under: Runtime;
  readonly files: readonly string[];
}

const IN_THE_BROWSER = "what is tested runs in the browser; what the server answers, and what it " +
  "does to the disk, is tested under both by page_test, previews_test and export_test";

/**
 * Files whose subject is the same under either runtime. Whatever touches the journal, the disk, HTTP,
 * signals or the start of programs in `lib/` is not.
 */
export const RUN_ONCE: readonly RunOnce[] = [
  {
    why: "they start built programs, each on the runtime that it names itself",
    under: "bun",
    files: ["tests/tools/artefacts_test.ts", "tests/tools/connector_test.ts"],
  },
  {
    why: "they read the project's own files, or ask tools about them",
    under: "bun",
    files: [
      "tests/example_test.ts",
      "tests/layers_test.ts",
      "tests/tools/dependencies_test.ts",
      "tests/tools/notices_test.ts",
      "tests/tools/release_folder_test.ts",
      "tests/tools/release_test.ts",
    ],
  },
  {
    why: "they test tools that run under Deno alone",
    under: "deno",
    files: ["tests/tools/coverage_test.ts", "tests/tools/suite_test.ts"],
  },
  {
    why:
      "they type and compare what the documents tell, in which the commands are Deno's; the jobs " +
      "themselves are tested under both",
    under: "deno",
    files: [
      "tests/docs/commands_test.ts",
      "tests/docs/documents_test.ts",
      "tests/docs/readme_test.ts",
      "tests/docs/reference_test.ts",
      "tests/tools/rehearse_test.ts",
    ],
  },
  {
    why: "only Deno has permissions; other tests run the same commands under both",
    under: "deno",
    files: ["tests/permissions_test.ts"],
  },
  {
    why: IN_THE_BROWSER,
    under: "deno",
    files: [
      "tests/review/choose_test.ts",
      "tests/review/look_test.ts",
      "tests/review/order_references_test.ts",
      "tests/review/overview_test.ts",
    ],
  },
  {
    why: IN_THE_BROWSER,
    under: "bun",
    files: [
      "tests/review/accessibility_test.ts",
      "tests/review/decision_refused_test.ts",
      "tests/review/film_test.ts",
      "tests/review/ordering_test.ts",
    ],
  },
  {
    why:
      "what is tested runs in the browser; the server that it talks to is tested under both by " +
      "the other files of tests/mcp",
    under: "bun",
    files: ["tests/mcp/app_test.ts"],
  },
];

/**
 * The files that take longest: they start first, so that no processor waits for them at the end. A
 * stale list costs seconds and nothing else.
 */
export const LONGEST: readonly string[] = [
  "tests/tools/artefacts_test.ts",
  "tests/permissions_test.ts",
  "tests/docs/commands_test.ts",
  "tests/review/page_test.ts",
  "tests/review/accessibility_test.ts",
  "tests/review/previews_test.ts",
  "tests/choose/accept_crash_test.ts",
  "tests/cli/walk_orders_test.ts",
  "tests/review/order_references_test.ts",
  "tests/mcp/app_test.ts",
];

/** All test files of the project, sorted. */
export function testFiles(root: string = PROJECT_ROOT): string[] {
  return readdirSync(join(root, "tests"), { recursive: true, encoding: "utf8" })
    .map((name) => `tests/${name.split(sep).join("/")}`)
    .filter((name) => /_test\.tsx?$/.test(name))
    .sort();
}

/** The runtimes that a test file runs under. */
function runtimesOf(file: string): readonly Runtime[] {
  const once = RUN_ONCE.find(({ files }) => files.includes(file));
  return once === undefined ? RUNTIMES : [once.under];
}

/** What has to be run for so many files, in the order in which to start it. */
export function planTests(files: readonly string[], root: string = PROJECT_ROOT): TestJob[] {
  const rank = (file: string) => {
    const at = LONGEST.indexOf(file);
    return at < 0 ? LONGEST.length : at;
  };
  // Of the others, long files tend to take long.
  const bytes = new Map(files.map((file) => [file, statSync(join(root, file)).size]));
  return files
    .toSorted((a, b) => rank(a) - rank(b) || (bytes.get(b) ?? 0) - (bytes.get(a) ?? 0))
    .flatMap((file) => runtimesOf(file).map((runtime) => ({ file, runtime })));
}
