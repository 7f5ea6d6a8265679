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
  command: "${input:program}",
  args: ["mcp", "--root", "${input:pipelines}"],
  env: { ALIBABA_API_KEY: "${input:alibaba-key}" },
  inputs: [
    {
      type: "promptString",
      id: "program",
      description: "The program alibaba-image-generator, as an absolute path",
    },
    {
      type: "promptString",
      id: "pipelines",
      description: "The folder that holds your pipelines, as an absolute path",
    },
    {
      type: "promptString",
      id: "alibaba-key",
      description: "Alibaba Cloud API key",
      password: true,
    },
  ],
};

/** What Cursor is told; it shows the entry before it is saved. The key stands in the pipelines' folder. */
const CURSOR = {
  command: "/path/to/alibaba-image-generator",
  args: ["mcp", "--root", "/path/to/pipelines"],
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
