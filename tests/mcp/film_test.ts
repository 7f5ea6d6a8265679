import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { decode } from "jpeg-js";
import { withPipeline, withService } from "../support/harness.ts";
import { overStdio } from "../support/mcp_client.ts";

const pipeline = "pipeline_Цветок Пушкин";

/** A film of fifteen with a story bible. */
const FILM = Array.from({ length: 15 }, (_, at) => ({
  index: at + 1,
  title: `Кадр ${at + 1}`,
  prompt: `scene ${at + 1}`,
  source_excerpt: at === 3 ? "Цветок засохший,\nбезуханный" : `строка ${at + 1}`,
  present_entities: at < 6 ? ["lady"] : [],
}));

test("the film is seen at one look, page by page, with text, people and what is undecided", () =>
  withPipeline(({ home, dir, image }) =>
    withService(async (_, env) => {
      const file = { bible_ref: "bible.json", illustrations: FILM };
      await writeFile(join(dir, "illustrations.json"), JSON.stringify(file));
      const bible = { characters: [{ id: "lady", name: "Дама в сером" }] };
      await writeFile(join(dir, "bible.json"), JSON.stringify(bible));
      await rm(image("illustration_14.png"));
      await writeFile(image("video_02.mp4"), "clip");
      const session = await overStdio({ root: home, env });
      await session.call("regenerate_illustration", { pipeline, indices: [4], size: "1280*720" });
      await rm(image("illustration_04_alibaba.png"));
      const first = await session.call("review_film", { pipeline });
      assert.deepEqual(first.types, ["text", "image"]);
      assert.equal(first.structured, undefined);
      assert.ok(first.bytes <= 200_000, `${first.bytes}`);
      const sheet = decode(Buffer.from(first.image ?? "", "base64"), { useTArray: true });
      assert.ok(Math.max(sheet.width, sheet.height) <= 1_024);
      assert.match(first.text, /^Film: frames 1–12 of 14, shrunk to \d+x\d+\.$/m);
      assert.match(first.text, /^#4 Кадр 4\n {2}text: Цветок засохший, безуханный\n/m);
      assert.match(first.text, /^ {2}people and things: Дама в сером$/m);
      assert.match(first.text, /^ {2}undecided: candidates c1$/m);
      assert.match(first.text, /clip shown instead: video_02\.mp4/);
      assert.match(first.text, /^Undecided in the whole film: 4\.$/m);
      assert.match(first.text, /^Without a frame: 14; the frames after them shift\.$/m);
      assert.match(first.text, /^For more, use offset 12\.$/m);
      const second = await session.call("review_film", { pipeline, offset: 12 });
      assert.deepEqual(second.data.frames.map(({ index }: { index: number }) => index), [13, 15]);
      assert.doesNotMatch(second.text, /More:/);
      await session.close();
    }), FILM));
