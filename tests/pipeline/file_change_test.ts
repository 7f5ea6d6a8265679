import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { applyChange, inverseOf, moveOf } from "../../lib/pipeline/file_change.ts";

test("bringing a clip back does not overwrite one that was made in the meantime", async () => {
  const dir = await mkdtemp(join(tmpdir(), "клип и картина "));
  try {
    const places = { dir, stateDir: join(dir, ".alibaba") };
    await mkdir(join(dir, "images"));
    const clip = join(dir, "images", "video_01.mp4");
    await writeFile(clip, "old clip");
    const move = moveOf(dir, "images/video_01.mp4", ".alibaba/clips/01/video_01.mp4");
    assert.ok(move);
    assert.equal(applyChange(places, move), "after");
    await writeFile(clip, "a newer clip");
    assert.equal(applyChange(places, inverseOf(move)), "foreign");
    assert.equal(await readFile(clip, "utf8"), "a newer clip");
    await rm(clip);
    assert.equal(applyChange(places, inverseOf(move)), "after");
    assert.equal(await readFile(clip, "utf8"), "old clip");
  } finally {
    await rm(dir, { recursive: true, force: true, maxRetries: 3 });
  }
});
