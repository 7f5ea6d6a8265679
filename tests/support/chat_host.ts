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
  readonly frame: FrameLocator;
  /** What the model was told. */
  readonly told: readonly string[];
  /** Names of the tools that the page called. */
  readonly called: readonly string[];
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

/** What passes between the page and the assistant. */
interface Traffic {
  readonly told: string[];
  readonly called: string[];
}

type Answers = Readonly<Record<string, (params: Record<string, unknown>) => unknown>>;

/** Shows the page that a tool names, gives it to `act`, closes everything. The page may not complain. */
export async function withChatHost(
  session: McpSession,
  input: Record<string, unknown>,
  { theme = "light", locale = "en-US", widthPx = 720 }: ChatHostOptions,
  act: (host: ChatHost) => Promise<void>,
): Promise<void> {
  const html = await readPage(session);
  const traffic: Traffic = { told: [], called: [] };
  const answers = answersOf(session, { theme, locale, displayMode: "inline" }, traffic);
  const browser: Browser = await chromium.launch({ executablePath: CHROMIUM ?? "" });
  try {
    const page = await (await browser.newContext({ viewport: { width: widthPx, height: 660 } }))
      .newPage();
    // What is waited for may be a picture that is ordered, drawn and fetched by a busy machine.
    page.setDefaultTimeout(60_000);
    const complaints = complaintsOf(page);
    await page.exposeFunction("answer", async (method: string, params: Record<string, unknown>) => {
      const answer = answers[method];
      if (answer === undefined) throw new Error("Method not found");
      return await answer(params);
    });
    await page.setContent(HOST);
    await page.evaluate(([toolInput, srcdoc]) => {
      Object.assign(globalThis, { toolInput });
      (document.getElementById("app") as HTMLIFrameElement).srcdoc = srcdoc;
    }, [input, html] as const);
    await act({ frame: page.frameLocator("#app"), ...traffic });
    if (complaints.length > 0) throw new Error(`the page complained: ${complaints.join("; ")}`);
  } finally {
    await browser.close();
  }
}

/** The page as the server gives it, forbidden to load anything. */
async function readPage({ client }: McpSession): Promise<string> {
  const { tools } = await client.listTools();
  const meta = tools.find(({ name }) => name === "view_illustration")?._meta as
    | { readonly ui: { readonly resourceUri: string } }
    | undefined;
  const { contents: [resource] } = await client.readResource({ uri: meta?.ui.resourceUri ?? "" });
  return (resource as { text: string }).text.replace("<head>", `<head>${POLICY}`);
}

/** What an assistant answers a page, by method. */
function answersOf(
  session: McpSession,
  hostContext: Readonly<Record<string, unknown>>,
  { told, called }: Traffic,
): Answers {
  return {
    "ui/initialize": () => ({
      protocolVersion: "2026-01-26",
      hostInfo: { name: "test", version: "1" },
      hostCapabilities: { serverTools: {}, updateModelContext: {} },
      hostContext,
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
}

/** Errors of the page, and whatever it tries to load; filled as they come. */
function complaintsOf(page: Page): readonly string[] {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => {
    if (!/^(about|data):/.test(request.url())) complaints.push(`request to ${request.url()}`);
  });
  return complaints;
}
