import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { makePipeline, solidPng, withService } from "../support/harness.ts";
import { assertHarmless, HOSTILE, HOSTILE_NAME } from "../support/hostile.ts";
import { visibleValue } from "../../lib/text/data_frame.ts";
import { overStdio } from "../support/mcp_client.ts";

const name = process.platform === "win32" ? "pipeline_x" : `pipeline_${HOSTILE_NAME}`;

test("an assistant reads what a folder and the service say as text: no line of ours is forged", {
  timeout: 120_000,
}, async () => {
  const home = await mkdtemp(join(tmpdir(), "чужая папка "));
  try {
    const prompt = `A rose ${HOSTILE.replaceAll("\0", "")}`;
    const illustrations = [{ index: 1, title: HOSTILE, prompt }];
    const { image } = await makePipeline(home, illustrations, name);
    if (name !== "pipeline_x") {
      await writeFile(image(`illustration_01_${HOSTILE_NAME}.png`), solidPng(64, 36, 1));
    }
    await withService(async (service, env) => {
      const session = await overStdio({ root: home, env });
      const ask = async (tool: string, args: Record<string, unknown>) => {
        const reply = await session.call(tool, args);
        assertHarmless(reply.text, tool);
        return reply;
      };
      await ask("list_pipelines", {});
      const list = await ask("list_illustrations", { pipeline: name, full_prompts: true });
      const [{ prompt: told }] = list.data.illustrations;
      assert.equal(told, visibleValue(prompt), "its line ends stay, what is invisible is shown");
      await ask("view_illustration", { pipeline: name, index: 1 });
      await ask("view_illustration", { pipeline: `${HOSTILE_NAME}none`, index: 1 });
      await ask("regenerate_illustration", { pipeline: name, indices: [1], dry_run: true });
      await ask("regenerate_illustration", {
        pipeline: name,
        indices: [1],
        size: HOSTILE.slice(0, 9),
      });
      const failure = { code: HOSTILE, message: HOSTILE } as const;
      service.addFaults([{ on: "create", do: { kind: "refuse", status: 400, ...failure } }]);
      service.addFaults([{ on: "task", do: { kind: "fail", ...failure } }]);
      for (let count = 0; count < 2; count++) {
        const reply = await ask("regenerate_illustration", { pipeline: name, indices: [1] });
        assert.match(reply.text, /␛\[2J/);
        const [item] = reply.data.illustrations as { error?: { code: string; message: string } }[];
        assert.ok(item?.error, reply.text);
        assertHarmless(item.error.code + item.error.message, "error");
      }
      await ask("wait_for_illustrations", { pipeline: name });
      await session.close();
    });
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  }
});
