/**
 * Links that add the server to an editor with one click: `deno run -A tools/install_links.ts` prints
 * them as they stand in docs/mcp.md, and a test decodes those.
 * @module
 */

const NAME = "illustrations";

/** What VS Code is told; it asks for the three values once and keeps the key. */
const VS_CODE = {
  name: NAME,
  type: "stdio",
  command: "deno",
  args: ["run", "-A", "${input:program}/mcp.ts", "--root", "${input:pipelines}"],
  env: { ALIBABA_API_KEY: "${input:alibaba-key}" },
  inputs: [
    { type: "promptString", id: "program", description: "Folder of alibaba-image-generator" },
    { type: "promptString", id: "pipelines", description: "Folder that holds your pipelines" },
    {
      type: "promptString",
      id: "alibaba-key",
      description: "Alibaba Cloud API key",
      password: true,
    },
  ],
};

/** What Cursor is told; it shows the entry before it is saved. */
const CURSOR = {
  command: "deno",
  args: [
    "run",
    "-A",
    "${userHome}/alibaba-image-generator/mcp.ts",
    "--root",
    "${userHome}/pipelines",
  ],
  env: { ALIBABA_API_KEY: "${env:ALIBABA_API_KEY}" },
};

/** The links by editor. */
export const INSTALL_LINKS: Readonly<Record<"VS Code" | "Cursor", string>> = {
  "VS Code": `vscode:mcp/install?${encodeURIComponent(JSON.stringify(VS_CODE))}`,
  "Cursor": `cursor://anysphere.cursor-deeplink/mcp/install?name=${NAME}&config=${
    encodeURIComponent(btoa(JSON.stringify(CURSOR)))
  }`,
};

if (import.meta.main) {
  for (const [editor, link] of Object.entries(INSTALL_LINKS)) {
    process.stdout.write(`${editor}\n${link}\n`);
  }
}
