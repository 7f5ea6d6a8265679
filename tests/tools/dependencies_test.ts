import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { VERSION } from "../../lib/version.ts";
import { ROOT, runProgram } from "../support/harness.ts";

const read = (name: string) => JSON.parse(readFileSync(join(ROOT, name), "utf8"));

test("Deno and Bun use the same packages in the same ranges", () => {
  const imports: Record<string, string> = read("deno.json").imports;
  const specifiers = Object.entries(imports).filter(([name]) => !name.endsWith("/"));
  const forDeno = Object.fromEntries(
    specifiers.map(([name, specifier]) => [name, specifier.replace(`npm:${name}@`, "")]),
  );
  const { dependencies, devDependencies } = read("package.json");
  assert.deepEqual({ ...dependencies, ...devDependencies }, forDeno);
  assert.ok(specifiers.length >= 5);
  for (const [name, range] of Object.entries(forDeno)) {
    assert.match(range, /^\^\d+\.\d+\.\d+$/, name);
  }
});

test("a package's subpaths come from the same range as the package", () => {
  const imports: Record<string, string> = read("deno.json").imports;
  const subpaths = Object.entries(imports).filter(([name]) => name.endsWith("/"));
  assert.ok(subpaths.length > 0);
  for (const [name, specifier] of subpaths) {
    const whole = imports[name.slice(0, -1)];
    assert.equal(specifier, `${whole?.replace("npm:", "npm:/")}/`);
  }
});

test("the version is the same everywhere", async () => {
  assert.equal(read("deno.json").version, VERSION);
  assert.equal(read("package.json").version, VERSION);
  assert.equal((await runProgram(["--version"])).stdout, `${VERSION}\n`);
});
