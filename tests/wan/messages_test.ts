import assert from "node:assert/strict";
import test from "node:test";
import { messagesBody } from "../../lib/wan/messages.ts";
import { readTask } from "../../lib/wan/wire.ts";
import { addressOf, FINISHED, TASK_ID } from "../fixtures/service_bodies.ts";

test("every picture of a finished task is found, however its protocol hands it over", () => {
  for (const { name, body, places, billed } of FINISHED) {
    const task = readTask(body, TASK_ID);
    assert.ok(task, name);
    const found = task.results.map((item) => item.kind === "picture" ? item.url : item.code);
    const expected = places.map((place) => place.length === 1 ? addressOf(place) : place);
    assert.deepEqual(found, expected, name);
    assert.equal(task.billed, billed, name);
    assert.deepEqual([task.status, task.endedAtMs], ["succeeded", 1_795_507_450_660], name);
  }
});

test("a create has one message of the user's with one text, and its pictures in their order", () => {
  const request = {
    model: "wan2.7-image",
    text: "image 1 in the yard of image 2",
    images: ["data:image/png;base64,AAAA", "data:image/jpeg;base64,BBBB"],
    parameters: { size: "1280*720", n: 1, watermark: false },
  };
  const text = { text: request.text };
  const [first, second] = request.images.map((image) => ({ image }));
  const content = (textPlace: "first" | "last") => messagesBody({ ...request, textPlace });
  assert.deepEqual(content("last"), {
    model: "wan2.7-image",
    input: { messages: [{ role: "user", content: [first, second, text] }] },
    parameters: request.parameters,
  });
  assert.deepEqual(content("first")["input"], {
    messages: [{ role: "user", content: [text, first, second] }],
  });
});
