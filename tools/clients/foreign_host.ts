/**
 * The page inside the chat in a host that is not ours: `AppBridge` of `@modelcontextprotocol/ext-apps` in
 * a real browser, our server behind it as a child over stdio.
 * @module
 */
/// <reference lib="dom" />
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { findChromium } from "../chromium.ts";
import { withPipeline, withService } from "../../tests/support/harness.ts";
import { overStdio } from "../../tests/support/mcp_client.ts";
import { bunCommand, fetchedPackages, mustRun } from "../toolchain.ts";

const VERSION = "2.0.4";
const PIPELINE = "pipeline_Цветок Пушкин";

/** The host's own script; what it needs of ours comes as functions of the window. */
const HOST = `
import { AppBridge, PostMessageTransport } from "@modelcontextprotocol/ext-apps/app-bridge";
window.begin = async (html, toolArguments) => {
  const frame = document.createElement("iframe");
  frame.id = "app";
  frame.setAttribute("sandbox", "allow-scripts");
  frame.style.cssText = "border:0;width:100vw;height:640px";
  document.body.append(frame);
  const bridge = new AppBridge(null, { name: "host", version: "1" },
    { serverTools: {}, updateModelContext: { text: {} } },
    { hostContext: { theme: "dark", locale: "en-US" } });
  bridge.oncalltool = async (params) => await window.callTool(params);
  bridge.onupdatemodelcontext = async (params) => { await window.tellModel(params); return {}; };
  bridge.oninitialized = () => void bridge.sendToolInput({ arguments: toolArguments });
  bridge.onsizechange = () => {};
  await bridge.connect(new PostMessageTransport(frame.contentWindow, frame.contentWindow));
  frame.srcdoc = html;
};
`;

/**
 * Shows the page, chooses a candidate by its button, and looks at what became of it.
 * @param shot where a picture of the screen goes; undefined: none is taken
 * @returns what went wrong; undefined: nothing
 */
export async function foreignHostFault(shot: string | undefined): Promise<string | undefined> {
  if (findChromium() === undefined) return "no browser on this machine";
  let fault: string | undefined;
  await withPipeline((folder) =>
    withService(async (_, env) => {
      const session = await overStdio({ root: folder.home, env, hasApps: true });
      const order = { pipeline: PIPELINE, indices: [1], size: "1280*720", n: 2 };
      await session.call("regenerate_illustration", order);
      try {
        fault = await chooseIn(session, shot);
      } finally {
        await session.close();
      }
    })
  );
  return fault;
}

async function hostScript(): Promise<string> {
  const packages = await fetchedPackages(`ext-apps-${VERSION}`, [
    `@modelcontextprotocol/ext-apps@${VERSION}`,
  ]);
  const entry = join(packages, "host.mjs");
  await writeFile(entry, HOST);
  const [command, ...head] = bunCommand();
  const { stdout } = await mustRun(command, [...head, "build", entry, "--target=browser"], {
    cwd: packages,
  });
  return stdout.replaceAll("</script", "<\\/script");
}

async function chooseIn(
  session: Awaited<ReturnType<typeof overStdio>>,
  shot: string | undefined,
): Promise<string | undefined> {
  const uri = "ui://alibaba-image-generator/choose";
  const { contents: [resource] } = await session.client.readResource({ uri });
  const { text: html } = resource as { text: string };
  const told: string[] = [];
  const browser = await chromium.launch({ executablePath: findChromium() ?? "" });
  try {
    const page = await browser.newPage({ viewport: { width: 900, height: 660 } });
    page.setDefaultTimeout(20_000);
    await page.exposeFunction(
      "callTool",
      (params: unknown) =>
        session.client.callTool(params as { name: string; arguments: Record<string, unknown> }),
    );
    await page.exposeFunction("tellModel", (params: unknown) => {
      told.push(JSON.stringify(params));
    });
    await page.setContent(
      `<body style="margin:0"><script type="module">${await hostScript()}</script></body>`,
    );
    await page.waitForFunction(() => "begin" in globalThis);
    await page.evaluate(([text, args]) => {
      const { begin } = globalThis as unknown as {
        begin(html: string, args: unknown): Promise<void>;
      };
      return begin(text, args);
    }, [html, { pipeline: PIPELINE, index: 1 }] as const);
    const frame = page.frameLocator("#app");
    await frame.locator(".survey canvas.whole.is-there").first().waitFor();
    await frame.getByRole("button", { name: "Choose c2" }).click();
    await frame.getByRole("button", { name: "Choose c2" }).waitFor({ state: "detached" });
    if (shot !== undefined) await page.screenshot({ path: shot });
    const list = await session.call("list_illustrations", { pipeline: PIPELINE, indices: [1] });
    const { accepted } = list.data.illustrations[0];
    if (accepted !== "c2") return `chosen was c2, in the film is ${accepted}`;
    for (let count = 0; told.length === 0 && count < 100; count++) await page.waitForTimeout(50);
    return told.some((each) => each.includes("chose c2")) ? undefined : "the model was not told";
  } finally {
    await browser.close();
  }
}
