/// <reference lib="dom" />
/**
 * An assistant that shows a page inside its chat, as small as one can be: a window of a real browser
 * with the page in a sandbox that may load nothing, and a client of the protocol behind it.
 */
import { type Browser, chromium, type FrameLocator, type Page } from "playwright-core";
import { CHROMIUM } from "./review_browser.ts";
import type { McpSession } from "./mcp_client.ts";

/** A page in its chat. */
export interface ChatHost {
  readonly page: Page;
  readonly frame: FrameLocator;
  /** What the model was told. */
  readonly told: readonly string[];
  /** Names of the tools that the page called. */
  readonly called: readonly string[];
  /** What the page asked of the assistant besides. */
  readonly asked: readonly string[];
}

/** How the chat looks. */
export interface ChatHostOptions {
  readonly theme?: "light" | "dark";
  readonly locale?: string;
  readonly widthPx?: number;
}

/** Nothing may be loaded from anywhere, pictures in addresses included. */
const POLICY =
  `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'">`;

const HOST = `<!doctype html><html><body style="margin:0">
<iframe id="app" sandbox="allow-scripts" style="border:0;width:100vw;height:640px"></iframe>
<script>
addEventListener("message", async ({ source, data }) => {
  const frame = document.getElementById("app").contentWindow;
  if (source !== frame || data.jsonrpc !== "2.0") return;
  const post = (message) => frame.postMessage({ jsonrpc: "2.0", ...message }, "*");
  if (data.method === "ui/notifications/initialized") {
    post({ method: "ui/notifications/tool-input", params: { arguments: window.toolInput } });
  } else if (data.id !== undefined && data.method !== undefined) {
    try { post({ id: data.id, result: await window.answer(data.method, data.params) }); }
    catch (error) { post({ id: data.id, error: { code: -32603, message: String(error) } }); }
  }
});
</script></body></html>`;

/** Shows the page that a tool names, gives it to `act`, closes everything. The page may not complain. */
export async function withChatHost(
  session: McpSession,
  input: Record<string, unknown>,
  { theme = "light", locale = "en-US", widthPx = 720 }: ChatHostOptions,
  act: (host: ChatHost) => Promise<void>,
): Promise<void> {
  const { tools } = await session.client.listTools();
  const meta = tools.find(({ name }) => name === "view_illustration")?._meta as
    | { readonly ui: { readonly resourceUri: string } }
    | undefined;
  const { contents: [resource] } = await session.client.readResource({
    uri: meta?.ui.resourceUri ?? "",
  });
  const html = (resource as { text: string }).text.replace("<head>", `<head>${POLICY}`);
  const told: string[] = [];
  const called: string[] = [];
  const asked: string[] = [];
  const faults: string[] = [];
  const answers: Readonly<Record<string, (params: Record<string, unknown>) => unknown>> = {
    "ui/initialize": () => ({
      protocolVersion: "2026-01-26",
      hostInfo: { name: "test", version: "1" },
      hostCapabilities: { serverTools: {}, updateModelContext: {} },
      hostContext: { theme, locale, displayMode: "inline" },
    }),
    "tools/call": async (params) => {
      called.push(String(params["name"]));
      return await session.client.callTool(
        params as { name: string; arguments: Record<string, unknown> },
      );
    },
    "ui/update-model-context": (params) => {
      told.push((params["content"] as { text: string }[])[0]?.text ?? "");
      return {};
    },
  };
  const browser: Browser = await chromium.launch({ executablePath: CHROMIUM ?? "" });
  try {
    const page = await (await browser.newContext({ viewport: { width: widthPx, height: 660 } }))
      .newPage();
    page.setDefaultTimeout(20_000);
    page.on("console", (message) => {
      if (message.type() === "error") faults.push(message.text());
    });
    page.on("pageerror", (error) => faults.push(error.message));
    page.on("request", (request) => {
      if (!/^(about|data):/.test(request.url())) faults.push(`request to ${request.url()}`);
    });
    await page.exposeFunction("answer", async (method: string, params: Record<string, unknown>) => {
      asked.push(method);
      const answer = answers[method];
      if (answer === undefined) throw new Error("Method not found");
      return await answer(params);
    });
    await page.setContent(HOST);
    await page.evaluate(([toolInput, srcdoc]) => {
      Object.assign(globalThis, { toolInput });
      (document.getElementById("app") as HTMLIFrameElement).srcdoc = srcdoc;
    }, [input, html] as const);
    await act({ page, frame: page.frameLocator("#app"), told, called, asked });
    if (faults.length > 0) throw new Error(`the page complained: ${faults.join("; ")}`);
  } finally {
    await browser.close();
  }
}
