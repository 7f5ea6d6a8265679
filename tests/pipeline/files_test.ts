import assert from "node:assert/strict";
import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { isThere, namesIn, requireListed } from "../../lib/pipeline/files.ts";
import { withPipeline } from "../support/harness.ts";

test("what the system cannot answer is not told as absent: it would be decided upon", {
  skip: process.platform === "win32",
}, () =>
  withPipeline((pipeline) => {
    const images = join(pipeline.dir, "images");
    const original = pipeline.image("illustration_03.png");
    symlinkSync("nowhere.png", pipeline.image("dangling.png"));
    symlinkSync("round.png", pipeline.image("round.png"));
    assert.equal(isThere(original), true);
    for (const name of ["missing.png", "dangling.png", "round.png"]) {
      assert.equal(isThere(pipeline.image(name)), false, name);
    }
    assert.equal(isThere(join(original, "below a file.png")), false);
    assert.throws(() => isThere(join(images, "x".repeat(300))), { code: "read_failed" });
    return Promise.resolve();
  }));

test("a listing that misses what stands there is not believed, however names are spelled", () =>
  withPipeline((pipeline) => {
    const images = join(pipeline.dir, "images");
    writeFileSync(pipeline.image("й.png".normalize("NFD")), "");
    const names = namesIn(images);
    assert.equal(names.length, 8);
    const original = "illustration_03.png";
    requireListed(images, names, [original, "й.png".normalize("NFC"), "illustration_99.png"]);
    assert.throws(() => requireListed(images, [], [original]), { code: "read_failed" });
    return Promise.resolve();
  }));
