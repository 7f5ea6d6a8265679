import assert from "node:assert/strict";
import { mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import test from "node:test";
// @ts-types="@modelcontextprotocol/sdk/shared/uriTemplate"
import { UriTemplate } from "@modelcontextprotocol/sdk/shared/uriTemplate.js";
import { makePipeline, solidPng, withPipeline } from "../support/harness.ts";
import { overStdio } from "../support/mcp_client.ts";

const NAME = "pipeline_Цветок Пушкин";

test("only pipelines inside the root can be reached, whatever they are called", async () => {
  await withPipeline(async ({ home }) => {
    const root = join(home, "корень с пробелом");
    const inside = await makePipeline(root);
    const secret = await makePipeline(home, undefined, "чужой");
    await symlink(secret.dir, join(root, "ссылка"), "junction");
    const session = await overStdio({ root });
    for (const name of [NAME, inside.dir, `./${NAME}`, `${NAME}/`]) {
      const reply = await session.call("list_illustrations", { pipeline: name });
      assert.equal(reply.isError, false, reply.text);
    }
    const attacks = [
      "../чужой",
      `${NAME}/../../чужой`,
      secret.dir,
      "/etc",
      "ссылка",
      "ссылка/images",
      `${NAME}\0/x`,
      `${root}/../чужой`,
      "\\\\server\\share",
    ];
    for (const name of attacks) {
      const reply = await session.call("list_illustrations", { pipeline: name });
      assert.equal(reply.isError, true, name);
      assert.match(reply.text, /^(path_refused|pipeline_missing): /m, name);
      assert.doesNotMatch(reply.text, /Картина/);
    }
    const found = await session.call("list_pipelines");
    assert.deepEqual(found.data.pipelines.map(({ name }: { name: string }) => name), [NAME]);
    await session.close();
  });
});

test("links inside a pipeline do not lead out of it: neither its prompts nor its pictures", async () => {
  await withPipeline(async ({ home }) => {
    const root = join(home, "корень");
    const secret = await makePipeline(home, undefined, "чужой");
    await mkdir(join(root, "a"), { recursive: true });
    await symlink(join(secret.dir, "illustrations.json"), join(root, "a", "illustrations.json"));
    const honest = await makePipeline(root, undefined, "b");
    await writeFile(join(home, "тайна.png"), solidPng(300, 200, 90));
    await symlink(join(home, "тайна.png"), honest.image("illustration_08.png"));
    const json = JSON.stringify([{ index: 8, prompt: "x" }]);
    await writeFile(join(honest.dir, "illustrations.json"), json);
    const session = await overStdio({ root });
    const stolen = await session.call("list_illustrations", { pipeline: "a" });
    assert.match(stolen.text, /^path_refused: /m);
    const view = await session.call("view_illustration", { pipeline: "b", index: 8 });
    assert.match(view.data.tiles[0].problem, /outside the allowed folder/);
    assert.equal(view.data.tiles[0].size, undefined);
    assert.deepEqual(view.types, ["text"]);
    const changing = {
      accept_illustration: { index: 8, candidate: "c1" },
      undo_accept: { index: 8 },
      regenerate_illustration: { indices: [8] },
      wait_for_illustrations: {},
    };
    for (const [tool, args] of Object.entries(changing)) {
      const reply = await session.call(tool, { pipeline: "b", ...args });
      assert.match(reply.text, /^path_refused: /m, `${tool} would take the picture into its store`);
    }
    await session.close();
  });
});

test("every picture can be read in full size by its names, other files of the machine cannot", async () => {
  await withPipeline(async ({ home, image }) => {
    const outside = join(home, "снаружи.png");
    await writeFile(outside, solidPng(30, 20, 9));
    const session = await overStdio({ root: home });
    const read = (uri: string) => session.client.readResource({ uri });
    const { resourceTemplates: [template] } = await session.client.listResourceTemplates();
    const uriOf = (pipeline: string, index: string, picture: string) =>
      new UriTemplate(template?.uriTemplate ?? "").expand({ pipeline, index, picture });
    const { contents: [picture] } = await read(uriOf(NAME, "1", "original"));
    assert.equal(picture?.mimeType, "image/png");
    const bytes = Buffer.from((picture as { blob: string }).blob, "base64");
    assert.deepEqual(bytes, await readFile(image("illustration_01.png")));
    await symlink(outside, image("illustration_02_x.png"));
    await rm(image("illustration_02.png"));
    await symlink(outside, image("illustration_02.png"));
    for (
      const uri of [
        pathToFileURL(outside).href,
        pathToFileURL(image("illustration_01.png")).href,
        "file:///etc/passwd",
        uriOf(NAME, "2", "original"),
        uriOf(NAME, "1", "c1"),
        uriOf(`${NAME}/..`, "1", "original"),
        uriOf("../чужой", "1", "original"),
      ]
    ) {
      await assert.rejects(read(uri), /Resource not found/, uri);
    }
    await session.close();
  });
});

test("without a root every tool says how to set one", async () => {
  await withPipeline(async ({ home }) => {
    const session = await overStdio({ cwd: home });
    const { tools } = await session.client.listTools();
    const args: Record<string, Record<string, unknown>> = {
      list_pipelines: {},
      list_illustrations: { pipeline: NAME },
      review_film: { pipeline: NAME },
      view_illustration: { pipeline: NAME, index: 1 },
      regenerate_illustration: { pipeline: NAME, indices: [1] },
      wait_for_illustrations: { pipeline: NAME },
      accept_illustration: { pipeline: NAME, index: 1, candidate: "c1" },
      propose_choice: { pipeline: NAME, index: 1, candidate: "c1", reason: "better" },
      undo_accept: { pipeline: NAME, index: 1 },
    };
    for (const { name } of tools) {
      const reply = await session.call(name, args[name]);
      assert.equal(reply.isError, true);
      assert.match(reply.text, /^root_unset: .*\n.*--root.*ALIBABA_PIPELINES_DIR/, name);
    }
    await session.close();
    const named = await overStdio({ env: { ALIBABA_PIPELINES_DIR: home } });
    assert.equal((await named.call("list_pipelines")).data.total, 1);
    await named.close();
  });
});
