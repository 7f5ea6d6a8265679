import assert from "node:assert/strict";
import test from "node:test";
import { matchTasks } from "../../lib/run/task_match.ts";

test("as many orders as possible get a task, and none two", () => {
  const matched = matchTasks(
    new Map([[1, ["a", "b"]], [2, ["a"]], [3, ["b", "c"]], [4, ["a", "b"]]]),
  );
  assert.deepEqual([...matched].toSorted(), [[1, "b"], [2, "a"], [3, "c"]]);
});

test("every order gets its likeliest task where nobody else needs it", () => {
  const matched = matchTasks(new Map([[1, ["b", "a"]], [2, ["a", "b"]]]));
  assert.deepEqual([...matched].toSorted(), [[1, "b"], [2, "a"]]);
});

test("no wishes, no task", () => {
  assert.deepEqual([...matchTasks(new Map([[1, []]]))], []);
});
