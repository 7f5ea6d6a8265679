import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import {
  acceptedCreates,
  solidPng,
  type TestPipeline,
  withPipeline,
  withService,
} from "../support/harness.ts";
import { filesBelow } from "../support/journals.ts";
import { type McpSession, overStdio } from "../support/mcp_client.ts";
import type { RunningEmulator } from "../../lib/wan/emulator/emulator.ts";

const NAME = "pipeline_Цветок Пушкин";

/** A session whose root holds one pipeline with frames large enough to be sent. */
function assist(
  act: (session: McpSession, pipeline: TestPipeline, service: RunningEmulator) => Promise<void>,
): Promise<void> {
  return withPipeline((pipeline) =>
    withService(async (service, env) => {
      for (const index of [1, 2, 3, 4, 5, 6, 7]) {
        await writeFile(
          pipeline.image(`illustration_0${index}.png`),
          solidPng(640, 360, index * 30),
        );
      }
      const session = await overStdio({ root: pipeline.home, env });
      try {
        await act(session, pipeline, service);
      } finally {
        await session.close();
      }
    })
  );
}

const ORDER = { pipeline: NAME, indices: [3], model: "wan2.7-image" };

test("an assistant sends frames along, in the film's shape, and sees the prompt before paying", async () => {
  await assist(async (session, pipeline, service) => {
    const order = { ...ORDER, references: ["2", "5"] };
    const dry = await session.call("regenerate_illustration", { ...order, dry_run: true });
    const note = dry.data.notes.find((each: string) => each.startsWith("#3:"));
    assert.match(note, /image 1 = 2, image 2 = 5\. Prompt as sent: Keep the people.*scene 3$/);
    assert.equal(acceptedCreates(service), 0);
    const done = await session.call("regenerate_illustration", { ...order, wait_seconds: 30 });
    assert.equal(done.data.illustrations[0].status, "saved", done.text);
    assert.equal(done.data.illustrations[0].candidates[0].size, "1024*576");
    assert.match(done.text, /negative_prompt/, "what was left out is told");
    const { input } = JSON.parse(service.log.find(({ bodyText }) => bodyText)?.bodyText ?? "{}");
    assert.equal(input.messages[0].content.length, 3);
    const listed = await session.call("list_illustrations", {
      pipeline: NAME,
      indices: [3],
      full_prompts: true,
    });
    assert.deepEqual(listed.data.illustrations[0].details[0].references, ["2", "5"]);
    assert.match(listed.text, /references 2, 5/);
    assert.ok((await pipeline.images()).includes("illustration_03_alibaba.png"));
  });
});

test("an assistant edits the picture in place, and a shape that does not fit has a remedy it can paste", async () => {
  await assist(async (session, _, service) => {
    const order = { ...ORDER, edit: "Take the lamp away", size: "1:1", wait_seconds: 30 };
    const { data, text } = await session.call("regenerate_illustration", order);
    assert.equal(data.illustrations[0].status, "saved", text);
    assert.match(text, /film is 16:9.*order is 1:1/);
    assert.match(text, /`size` 1024x576 or `size` fit/);
    const { input } = JSON.parse(service.log.find(({ bodyText }) => bodyText)?.bodyText ?? "{}");
    assert.match(input.messages[0].content[1].text, /^Change image 1.*Take the lamp away$/);
  });
});

test("a file below the root can be sent along; one outside it is refused, and nothing is sent", async () => {
  await assist(async (session, pipeline, service) => {
    const faces = join(pipeline.home, "лица");
    await mkdir(faces);
    await writeFile(join(faces, "анна.png"), solidPng(300, 300, 9));
    const before = filesBelow(pipeline.dir);
    const refused: readonly [args: Record<string, unknown>, code: RegExp][] = [
      [{ references: ["../чужое.png"] }, /path_refused/],
      [{ references: [join(pipeline.home, "..", "x.png")] }, /path_refused/],
      [{ references: ["/etc/passwd"] }, /path_refused/],
      [{ references: ["лица/нет.png"] }, /reference_missing/],
      [{ references: ["3"] }, /reference_is_itself.*`edit`/s],
      [{ references: ["2"], model: "wan2.5-t2i-preview" }, /references_not_taken.*wan2\.7-image/s],
      [{ references: ["1", "2", "4", "5"], model: "qwen-image-3.0" }, /references_too_many/],
      [{ edit: "x", prompt: "y" }, /edit_and_prompt/],
      [{ model: "qwen-image-max" }, /model_retired/],
    ];
    for (const [args, code] of refused) {
      const reply = await session.call("regenerate_illustration", { ...ORDER, ...args });
      assert.match(reply.text, code, JSON.stringify(args));
      assert.doesNotMatch(reply.text, /--[a-z]/, "no flags are spoken of");
    }
    assert.equal(acceptedCreates(service), 0);
    assert.deepEqual(filesBelow(pipeline.dir), before);
    const order = { ...ORDER, references: ["лица/анна.png"], wait_seconds: 30 };
    const { data, text } = await session.call("regenerate_illustration", order);
    assert.equal(data.illustrations[0].status, "saved", text);
  });
});
