import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import test from "node:test";
import { ROOT } from "./support/harness.ts";

/** What a file imports and re-exports, types included, static and on demand. */
const IMPORT_REGEXP = /(?:^(?:import|export|\}).*\bfrom|^import|\bimport\()\s*["']([^"'\n]+)["']/gm;

interface Edge {
  readonly from: string;
  readonly to: string;
}

const slashed = (path: string) => path.split(sep).join("/");

function sources(): string[] {
  const inside = readdirSync(join(ROOT, "lib"), { recursive: true, encoding: "utf8" })
    .map((name) => slashed(join("lib", name)));
  const entries = readdirSync(ROOT).filter((name) => name === "main.ts" || name === "mcp.ts");
  return [...inside, ...entries].filter((name) => /\.tsx?$/.test(name));
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[^]*?\*\//g, "").replaceAll(/^\s*\/\/.*$/gm, "");
}

function imports(file: string): string[] {
  const text = withoutComments(readFileSync(join(ROOT, file), "utf8"));
  return [...text.matchAll(IMPORT_REGEXP)].map((match) => match[1] ?? "");
}

const EDGES: readonly Edge[] = sources().flatMap((from) =>
  imports(from).filter((name) => name.startsWith(".")).map((name) => ({
    from,
    to: slashed(relative(ROOT, resolve(ROOT, dirname(from), name))),
  }))
);

/** Rooms and the floors they stand on, from the ground up; the first that fits counts. */
const FLOORS: readonly (readonly RegExp[])[] = [
  [/^lib\/(error_codes|errors|version|digest|environment|money|order)\.ts$/, /^lib\/notices\//],
  [/^lib\/image\//, /^lib\/http\//, /^lib\/config\.ts$/],
  [/^lib\/wan\//, /^lib\/pipeline\//, /^lib\/ledger\//],
  // What stands in the folder and how the film will look: the use cases above may ask it.
  [/^lib\/film\//],
  [/^lib\/run\//, /^lib\/choose\//, /^lib\/doctor\//],
  [/^lib\/text\//],
  [/^lib\/page\//],
  // What the page is told and what it may do, whoever carries it: HTTP or calls of tools.
  [/^lib\/view\//],
  [/^lib\/cli\//, /^lib\/mcp\//, /^lib\/review\//],
  [/^(main|mcp)\.ts$/],
];

interface Place {
  readonly room: string;
  readonly floor: number;
}

function placeOf(file: string): Place {
  for (const [floor, rooms] of FLOORS.entries()) {
    const room = rooms.find((each) => each.test(file));
    if (room !== undefined) return { room: room.source, floor };
  }
  return assert.fail(`${file} stands on no floor`);
}

function isDownward({ from, to }: Edge): boolean {
  const [here, there] = [placeOf(from), placeOf(to)];
  return there.floor < here.floor || there.room === here.room;
}

/** The terminal starts the other two faces; the other way round there is no way. */
const isStart = ({ from, to }: Edge) =>
  (from === "lib/cli/mcp.ts" && isIn(to, "mcp")) ||
  (from === "lib/cli/review.ts" && isIn(to, "review"));

test("files import from lower floors and from their own room only", () => {
  const upward = EDGES.filter((edge) => !isDownward(edge) && !isStart(edge));
  assert.deepEqual(upward.map(({ from, to }) => `${from} -> ${to}`), []);
});

test("an import that climbs, or crosses to a room beside, is seen", () => {
  for (
    const [from, to] of [
      ["lib/errors.ts", "lib/config.ts"],
      ["lib/film/frames.ts", "lib/run/plan.ts"],
      ["lib/choose/accept.ts", "lib/run/plan.ts"],
      ["lib/page/view.ts", "lib/review/app.ts"],
      ["lib/mcp/tools.ts", "lib/cli/run.ts"],
      ["lib/text/report.ts", "lib/page/state.ts"],
    ] as const
  ) {
    assert.ok(!isDownward({ from, to }), `${from} -> ${to}`);
  }
});

const isIn = (file: string, room: string) => file.startsWith(`lib/${room}/`);

test("what people read in Russian stands in lib/text alone", () => {
  const elsewhere = sources().filter((name) =>
    !isIn(name, "text") && name !== "lib/review/page_assets.ts" &&
    /[а-яё]{2,} +[а-яё]{2,}/i.test(withoutComments(readFileSync(join(ROOT, name), "utf8")))
  );
  assert.deepEqual(elsewhere, []);
});

/** Files that join paths which do not lead below a pipeline, and the one that joins those that do. */
const JOINING: readonly string[] = [
  "lib/cli/doctor_paid.ts", // a pipeline of its own in the user's folder
  "lib/ledger/state_folder.ts", // the user's own folder
  "lib/ledger/ledger_handle.ts",
  "lib/mcp/configuration.ts", // the folder that holds the pipelines
  "lib/pipeline/atomic_file.ts", // temporary names, in whatever folder
  "lib/pipeline/paths.ts",
  "lib/pipeline/pipelines.ts", // the way from the root to the pipelines
  "lib/review/export_file.ts", // the file that a person names
];

test("paths below a pipeline are put together by one file", () => {
  const joining = sources().filter((name) => {
    const text = withoutComments(readFileSync(join(ROOT, name), "utf8"));
    const isJoined = /\bjoin\b[^}]*\} from "node:path"/.test(text) ||
      /import (\* as )?\w+ from "node:path"/.test(text);
    return isJoined || /\$\{[\w.]*\b(dir|imagesDir|stateDir)\}[/\\]/.test(text);
  });
  assert.deepEqual(joining.filter((name) => !JOINING.includes(name)), []);
  assert.deepEqual(JOINING.filter((name) => !joining.includes(name)), [], "joins nothing any more");
  assert.ok(joining.includes("lib/pipeline/paths.ts"));
});

test("lib holds rooms, and at most eight files beside them", () => {
  const loose = sources().filter((name) => /^lib\/[^/]+$/.test(name));
  assert.ok(loose.length <= 8, loose.join(", "));
});

test("what knows the service and what knows the disk do not know each other", () => {
  const crossing = EDGES.filter(({ from, to }) =>
    (isIn(from, "wan") && isIn(to, "pipeline")) || (isIn(from, "pipeline") && isIn(to, "wan"))
  );
  assert.deepEqual(crossing, []);
});

test("no file imports itself by a detour", () => {
  const next = new Map<string, string[]>();
  for (const { from, to } of EDGES) next.set(from, [...next.get(from) ?? [], to]);
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    assert.ok(!path.includes(file), `cycle: ${[...path, file].join(" -> ")}`);
    if (done.has(file)) return;
    for (const to of next.get(file) ?? []) visit(to, [...path, file]);
    done.add(file);
  };
  for (const file of sources()) visit(file, []);
});

test("enough imports were seen for the rules above to mean something", () => {
  assert.ok(sources().length > 60, `${sources().length} files`);
  assert.ok(EDGES.length > 250, `${EDGES.length} imports`);
  const known = new Set(sources());
  for (const { from, to } of EDGES) assert.ok(known.has(to), `${from} imports ${to}`);
  const has = (from: string, to: string) =>
    EDGES.some((edge) => edge.from === from && edge.to === to);
  assert.ok(has("main.ts", "lib/cli/start.ts"));
  assert.ok(has("lib/cli/start.ts", "lib/cli/run.ts"), "imports on demand count");
  assert.ok(has("lib/run/context.ts", "lib/run/events.ts"), "imports of types count");
});

test("the code runs on Deno, Bun and Node: no runtime's own globals, packages by their bare names", () => {
  for (const file of sources()) {
    const text = withoutComments(readFileSync(join(ROOT, file), "utf8"));
    assert.ok(!/\b(Deno|Bun)\.\w/.test(text), `${file} uses a runtime's own global`);
    for (const name of imports(file)) {
      assert.match(name, /^(\.\.?\/.+\.tsx?|node:[a-z0-9/_]+|@?[a-z][\w./-]*)$/, file);
      assert.ok(!/^(npm|jsr|https?):/.test(name), `${file} imports ${name}`);
    }
  }
});

test("the architecture page names files that exist, in both languages the same", () => {
  const namesIn = (page: string) =>
    [
      ...readFileSync(join(ROOT, "docs", page), "utf8").matchAll(
        /\b(?:lib|tests)\/[\w/]+(?:\.(?:ts|c))?/g,
      ),
    ]
      .map(([name]) => name);
  const names = namesIn("architecture.md");
  assert.deepEqual(namesIn("architecture.ru.md"), names);
  assert.deepEqual(names.filter((name) => !existsSync(join(ROOT, name))), []);
  assert.ok(names.length > 50, `${names.length} names`);
});

/** Tables of words and codes, and what tools write, may be as long as they are. */
const TABLES: readonly string[] = ["lib/error_codes.ts", "lib/review/page_assets.ts"];

test("no file of code is longer than 250 lines", () => {
  const long = sources().filter((name) =>
    !TABLES.includes(name) && !/_(texts|words)\.ts$/.test(name) &&
    readFileSync(join(ROOT, name), "utf8").split("\n").length > 251
  );
  assert.deepEqual(long, []);
});
