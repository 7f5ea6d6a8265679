import assert from "node:assert/strict";
import test from "node:test";
import { GarbageSweeper } from "../../lib/run/garbage.ts";

const MB = 2 ** 20;

/** Memory that grows when told to; a collection leaves what is still used. */
function memoryOf(usedBytes: number) {
  const memory = {
    bytes: usedBytes,
    collections: 0,
    externalBytes: () => memory.bytes,
    collect: () => {
      memory.collections++;
      memory.bytes = usedBytes;
    },
  };
  return memory;
}

test("what piles up is cleared every 32 MB, so that a hundred pictures need no more than a few", () => {
  const memory = memoryOf(10 * MB);
  const sweeper = new GarbageSweeper(memory);
  let mostBytes = 0;
  for (let pieces = 0; pieces < 250; pieces++) {
    memory.bytes += MB;
    mostBytes = Math.max(mostBytes, memory.bytes);
    sweeper.look();
  }
  assert.equal(mostBytes, 42 * MB);
  assert.equal(memory.collections, Math.floor(250 / 32));
});

test("memory that is used, or cleared by the runtime itself, costs no collection", () => {
  const memory = memoryOf(60 * MB);
  const sweeper = new GarbageSweeper(memory);
  for (const bytes of [60, 91, 60, 20, 51, 25, 30].map((each) => each * MB)) {
    memory.bytes = bytes;
    sweeper.look();
  }
  assert.equal(memory.collections, 0);
  memory.bytes = 20 * MB + 32 * MB;
  sweeper.look();
  assert.equal(memory.collections, 1);
});
