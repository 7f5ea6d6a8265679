import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { buildMcpb, buildPlugin, mcpbManifest, unpackMcpb } from "../../tools/build/connector.ts";
import { cachedArtefacts } from "../../tools/build/cached.ts";
import { LICENSE_FILES } from "../../tools/build/release_folder.ts";
import { INSTALL_LINKS } from "../../tools/install_links.ts";
import { nodePath, PROJECT_ROOT, TOOL_VERSIONS } from "../../tools/toolchain.ts";
import { makePipeline } from "../support/harness.ts";
import { overCommand } from "../support/mcp_client.ts";
import { VERSION } from "../../lib/version.ts";

const LONG = { timeout: 180_000 };
const read = (name: string) => readFileSync(join(PROJECT_ROOT, name), "utf8");

async function inFolder(act: (home: string) => Promise<void>): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), "связка "));
  try {
    await act(home);
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  }
}

test(
  "the desktop bundle is valid, unpacks, and its server does its work on a current Node",
  LONG,
  () =>
    inFolder(async (home) => {
      const { bundle } = await cachedArtefacts();
      const path = await buildMcpb(bundle, home);
      const unpacked = await unpackMcpb(path, join(home, "unpacked"));
      for (const name of LICENSE_FILES) assert.ok(existsSync(join(unpacked, name)), name);
      const manifest = JSON.parse(readFileSync(join(unpacked, "manifest.json"), "utf8"));
      assert.equal(manifest.version, VERSION);
      assert.equal(manifest.user_config.api_key.sensitive, true, "the key is kept apart");
      assert.equal(manifest.user_config.pipelines_dir.type, "directory", "the folder is picked");
      await makePipeline(home);
      const { mcp_config: config } = manifest.server;
      const filled = config.args.map((each: string) => each.replaceAll("${__dirname}", unpacked));
      const env = { ALIBABA_PIPELINES_DIR: home, ALIBABA_API_KEY: "sk-of-the-user-0123456789" };
      const session = await overCommand([await nodePath(TOOL_VERSIONS.node), ...filled], { env });
      assert.equal((await session.client.listTools()).tools.length, manifest.tools.length);
      const list = await session.call("list_pipelines");
      assert.equal(list.data.total, 1);
      const seen = await session.call("view_illustration", {
        pipeline: "pipeline_Цветок Пушкин",
        index: 1,
      });
      assert.deepEqual(seen.types, ["text", "image"]);
      await session.close();
    }),
);

test(
  "the plugin folder for Claude Code holds all it names, and its skill teaches the tools there are",
  LONG,
  () =>
    inFolder(async (home) => {
      const { bundle } = await cachedArtefacts();
      const folder = await buildPlugin(bundle, home);
      const plugin = JSON.parse(readFileSync(join(folder, ".claude-plugin/plugin.json"), "utf8"));
      assert.equal(plugin.version, VERSION);
      for (const name of LICENSE_FILES) assert.ok(existsSync(join(folder, name)), name);
      const { mcpServers } = JSON.parse(readFileSync(join(folder, ".mcp.json"), "utf8"));
      const [script] = mcpServers.illustrations.args as string[];
      assert.ok(existsSync(script?.replace("${CLAUDE_PLUGIN_ROOT}", folder) ?? ""));
      const names = new Set(mcpbManifest().tools.map(({ name }) => name));
      const skills = await readdir(join(folder, "skills"));
      assert.ok(skills.length > 0);
      for (const skill of skills) {
        const text = readFileSync(join(folder, "skills", skill, "SKILL.md"), "utf8");
        assert.match(text, new RegExp(`^---\nname: ${skill}\ndescription: .+\n---\n`));
        const used = [...text.matchAll(/`([a-z]+_[a-z]+)`/g)].map(([, name]) => name ?? "");
        const tools = used.filter((name) =>
          /^(list|view|review|regen|wait|prop|accept|undo)/.test(name)
        );
        assert.ok(tools.length > 5);
        for (const name of tools) assert.ok(names.has(name), name);
      }
    }),
);

test("the install links of the documents hold a whole setting that starts the server", () => {
  for (const name of ["docs/mcp.md", "docs/mcp.ru.md"]) {
    const text = read(name);
    for (const [editor, link] of Object.entries(INSTALL_LINKS)) {
      assert.ok(text.includes(`(${link})`), `${name}: ${editor}`);
    }
  }
  const [, code = ""] = INSTALL_LINKS["VS Code"].split("?");
  const config = new URL(INSTALL_LINKS.Cursor).searchParams.get("config") ?? "";
  for (const setting of [decodeURIComponent(code), atob(config)].map((text) => JSON.parse(text))) {
    // The program itself, by a path that is asked for or shown: editors have another PATH than shells.
    assert.match(setting.command, /^(\$\{input:program\}|\/path\/to\/alibaba-image-generator)$/);
    assert.deepEqual(setting.args.slice(0, 2), ["mcp", "--root"]);
    assert.equal(setting.args.length, 3);
    assert.doesNotMatch(JSON.stringify(setting), /sk-/);
    for (const { id } of setting.inputs ?? []) {
      assert.ok(JSON.stringify(setting).includes(`\${input:${id}}`), id);
    }
  }
});
