/**
 * The page inside the chat in the inspector's own web app: another host that is not ours.
 * @module
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { chromium, type Frame, type Page } from "playwright-core";
import { freePort } from "../../tests/support/free_port.ts";
import { withPipeline, withService } from "../../tests/support/harness.ts";
import { overStdio } from "../../tests/support/mcp_client.ts";
import { findChromium } from "../chromium.ts";
import { devTool } from "../dev_tools.ts";
import { nodePath } from "../toolchain.ts";
import { serverCommand } from "./assistants.ts";

const PIPELINE = "pipeline_Цветок Пушкин";
/** The inspector wants this one or newer. */
const NODE_VERSION = "22.23.3";
const START_MS = 60_000;

/**
 * Opens the page as the inspector's user would, and chooses a candidate.
 * @param shot where a picture of the screen goes; undefined: none is taken
 * @returns what went wrong; undefined: nothing
 */
export async function inspectorFault(shot: string | undefined): Promise<string | undefined> {
  if (findChromium() === undefined) return "no browser on this machine";
  let fault: string | undefined;
  await withPipeline((folder) =>
    withService(async (_, env) => {
      const session = await overStdio({ root: folder.home, env });
      const order = { pipeline: PIPELINE, indices: [1], size: "1280*720", n: 2 };
      await session.call("regenerate_illustration", order);
      let stop = () => {};
      try {
        const inspector = await startInspector(folder.home, env);
        stop = inspector.stop;
        await chooseAt(inspector.url, shot);
        const list = await session.call("list_illustrations", { pipeline: PIPELINE, indices: [1] });
        const { accepted } = list.data.illustrations[0];
        if (accepted !== "c2") fault = `chosen was c2, in the film is ${accepted}`;
      } catch (error) {
        fault = String(error);
      } finally {
        stop();
        await session.close();
      }
    })
  );
  return fault;
}

async function startInspector(root: string, env: Readonly<Record<string, string>>) {
  const tool = await devTool("inspector");
  const server = serverCommand(root, env);
  const variables = Object.entries(server.env).flatMap((
    [name, value],
  ) => ["-e", `${name}=${value}`]);
  const home = join(root, "дом инспектора");
  await mkdir(home, { recursive: true });
  const args = [tool.script, "--web", ...variables, "--", server.command, ...server.args];
  const child = spawn(await nodePath(NODE_VERSION), args, {
    cwd: tool.home,
    env: {
      PATH: process.env["PATH"] ?? "",
      HOME: home,
      MCP_AUTO_OPEN_ENABLED: "false",
      CLIENT_PORT: String(await freePort()),
    },
    stdio: ["ignore", "pipe", "pipe"],
    // It starts others: all of them end together.
    detached: true,
  });
  const stop = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGTERM");
    } catch {
      // It has ended by itself.
    }
  };
  try {
    return { url: await addressOf(child), stop };
  } catch (error) {
    stop();
    throw error;
  }
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    const fail = () => reject(new Error(`the inspector does not start: ${said}`));
    const timer = setTimeout(fail, START_MS);
    const look = (text: string) => {
      said += text;
      const url = /http:\/\/127\.0\.0\.1:\d+\/?\?MCP_INSPECTOR_API_TOKEN=\w+/.exec(said)?.[0];
      if (url === undefined) return;
      clearTimeout(timer);
      resolve(url);
    };
    child.stdout?.setEncoding("utf8").on("data", look);
    child.stderr?.setEncoding("utf8").on("data", look);
    child.on("close", fail);
  });
}

async function chooseAt(url: string, shot: string | undefined): Promise<void> {
  const browser = await chromium.launch({ executablePath: findChromium() ?? "" });
  try {
    const page = await browser.newPage({ viewport: { width: 1300, height: 1_000 } });
    page.setDefaultTimeout(20_000);
    await page.goto(url);
    await page.getByRole("switch").first().click({ force: true });
    await page.getByText("Apps", { exact: true }).first().click();
    await page.getByText("View and compare").first().click();
    await page.getByLabel(/pipeline/i).first().fill(PIPELINE);
    await page.getByLabel(/index/i).first().fill("1");
    await page.getByRole("button", { name: "Open App" }).click();
    const frame = await frameWith(page, "Choose c2");
    // Drawn, and not only framed: the inspector forbids every address of a picture.
    await frame.locator('[data-id="c2"] canvas.whole.is-there').waitFor({ state: "attached" });
    await frame.getByRole("button", { name: "Choose c2" }).click();
    await frame.getByRole("button", { name: "Choose c2" }).waitFor({ state: "detached" });
    // What is drawn at once is not yet decided.
    await frame.getByText("c2 chosen", { exact: true }).first().waitFor();
    await page.waitForTimeout(2_000);
    if (shot !== undefined) await page.screenshot({ path: shot });
  } finally {
    await browser.close();
  }
}

/** The frame inside the frame that has a button of this name. */
async function frameWith(page: Page, name: string): Promise<Frame> {
  for (let count = 0; count < 200; count++) {
    for (const frame of page.frames()) {
      if (await frame.getByRole("button", { name }).count().catch(() => 0) > 0) return frame;
    }
    await page.waitForTimeout(100);
  }
  throw new Error(`no frame with a button "${name}"`);
}
