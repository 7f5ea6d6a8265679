import test from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { VERSION } from "../../lib/version.ts";
import { BUN_TARGETS, DENO_TARGETS } from "../../tools/build/artefacts.ts";
import { actionValidator } from "../../tools/suite/fetches.ts";
import {
  bunCommand,
  denoCommand,
  npmCommand,
  PROJECT_ROOT,
  runTool,
  TOOL_VERSIONS,
} from "../../tools/toolchain.ts";

const LONG = { timeout: 120_000 };
const WORKFLOW = join(".github", "workflows", "ci.yml");

const read = (name: string) => readFileSync(join(PROJECT_ROOT, name), "utf8");

test(
  "the workflow is valid by GitHub's schema, and the check would notice if it were not",
  LONG,
  async () => {
    const home = await actionValidator();
    const script = join(home, "node_modules", "@action-validator", "cli", "cli.mjs");
    const [command, ...head] = bunCommand();
    // It looks for the folder .github in the path it is given.
    const good = await runTool(command, [...head, script, WORKFLOW]);
    assert.deepEqual([good.code, good.stdout], [0, ""], good.stdout + good.stderr);
    const broken = join("tests", "fixtures", ".github", "workflows", "broken.yml");
    const bad = await runTool(command, [...head, script, broken]);
    assert.notEqual(bad.code, 0, bad.stdout);
  },
);

test("the workflow runs the tools that are pinned, and actions by commit alone", () => {
  const text = read(WORKFLOW);
  assert.match(text, new RegExp(`DENO_VERSION: ${TOOL_VERSIONS.deno}\\n`));
  assert.match(text, new RegExp(`BUN_VERSION: ${TOOL_VERSIONS.bun}\\n`));
  const uses = [...text.matchAll(/uses: (.+)/g)].map(([, action]) => action ?? "");
  assert.ok(uses.length > 0);
  for (const action of uses) assert.match(action, /^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d/);
  for (const os of ["ubuntu-latest", "macos-latest", "windows-latest"]) {
    assert.ok(text.includes(os), os);
  }
  for (const [, task = ""] of text.matchAll(/deno task (\S+)/g)) {
    assert.ok(task in JSON.parse(read("deno.json")).tasks, task);
  }
});

test("both kinds of binary are made for the same five machines", () => {
  assert.deepEqual(Object.keys(DENO_TARGETS), Object.keys(BUN_TARGETS));
  assert.equal(Object.keys(BUN_TARGETS).length, 5);
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
