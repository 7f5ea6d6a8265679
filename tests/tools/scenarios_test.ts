import assert from "node:assert/strict";
import test from "node:test";
import { ScenarioQueue } from "../support/scenarios.ts";

/** Scenarios that end when they are told to. */
function controlled(count: number, atOnce: number) {
  const ends = Array.from({ length: count }, () => Promise.withResolvers<void>());
  const started: number[] = [];
  const queue = new ScenarioQueue(
    ends.map(({ promise }, at) => () => {
      started.push(at);
      return promise;
    }),
    atOnce,
  );
  const end = async (at: number) => {
    ends[at]?.resolve();
    await new Promise((resolve) => setTimeout(resolve, 0));
  };
  return { queue, started, end };
}

test("a scenario that is chosen alone runs alone", async () => {
  const { queue, started, end } = controlled(9, 3);
  const result = queue.result(4);
  assert.deepEqual(started, [4]);
  await end(4);
  await result;
  assert.deepEqual(started, [4]);
  await queue.settled();
});

test("in a whole file those behind start early, never more at once than allowed", async () => {
  const { queue, started, end } = controlled(20, 3);
  const first = queue.result(0);
  await end(0);
  await first;
  void queue.result(1);
  assert.deepEqual(started, [0, 1, 2, 3]);
  await end(3);
  assert.deepEqual(started, [0, 1, 2, 3, 4]);
  for (const at of [2, 4, 5, 6, 7, 8]) await end(at);
  assert.deepEqual(started, [0, 1, 2, 3, 4, 5, 6], "not further ahead than twice as many");
  await end(1);
  void queue.result(2);
  assert.ok(started.length > 7);
});

test("a failure is that of its own test, however early it happened", async () => {
  const queue = new ScenarioQueue([
    () => Promise.resolve(),
    () => Promise.resolve(),
    () => Promise.reject(new Error("mine")),
  ], 3);
  await queue.result(0);
  await queue.result(1);
  await assert.rejects(queue.result(2), /mine/);
});
