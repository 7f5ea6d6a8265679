import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { CandidateFiles } from "../../lib/pipeline/candidate_files.ts";

function withImages(check: (dir: string, put: (name: string) => void) => void): void {
  const dir = mkdtempSync(join(tmpdir(), "картинки images "));
  try {
    check(dir, (name) => writeFileSync(join(dir, name), ""));
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

test("a number's candidates are found the moment they appear, and nobody else's with them", () =>
  withImages((dir, put) => {
    const files = new CandidateFiles(dir);
    for (const name of ["illustration_03.png", "illustration_13_alibaba.png"]) put(name);
    assert.deepEqual(files.of(3), []);
    put("illustration_03_alibaba.png");
    put("illustration_03_alibaba_4.png");
    assert.deepEqual(files.of(3), ["illustration_03_alibaba.png", "illustration_03_alibaba_4.png"]);
    rmSync(join(dir, "illustration_03_alibaba.png"));
    assert.deepEqual(files.of(3), ["illustration_03_alibaba_4.png"]);
  }));

test("what another tool left under a name of its own making is a candidate as well", () =>
  withImages((dir, put) => {
    const odd = ["illustration_003_alibaba.png", "illustration_03_alibaba_77.png"];
    for (const name of [...odd, "illustration_3_alibaba_old.png"]) put(name);
    assert.deepEqual(new CandidateFiles(dir).of(3).sort(), odd);
    assert.deepEqual(new CandidateFiles(join(dir, "нет")).of(3), []);
  }));
