/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * How soon the review page shows its first view and answers a key, whether the film runs without a blank
 * frame, what the page holds in memory and how long an export takes: 60 illustrations with four
 * candidates of 1280*720 each. `deno run -A tools/bench/review.ts`
 * @module
 */
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { type Browser, chromium, type Page } from "playwright-core";
import type { Pipeline } from "../../lib/pipeline/folder.ts";
import { findChromium } from "../chromium.ts";
import { median, scriptCommand } from "./measured.ts";
import { ILLUSTRATIONS, makePipeline } from "./review_film.ts";
import { exportOnce, playFilm, pressKeys } from "./review_use.ts";

/** Starts of the server for each median. */
const ROUNDS = 5;

/** What the fastest browser needs until it asks for its first page. */
const BROWSER_START_MS = 500;

/** What was measured; medians where nothing else is said. Times count from the navigation. */
export interface ReviewFigures {
  /** From the start of the program to its address. */
  readonly startMs: number;
  /** Until the first rows are drawn, the server just started. */
  readonly rowsMs: number;
  /** Until every picture in the window is there, the server just started and nothing ever looked at. */
  readonly firstViewMs: number;
  readonly slowestFirstViewMs: number;
  /** The same when the navigation begins as late as in a browser that the program opens itself. */
  readonly openedViewMs: number;
  readonly slowestOpenedViewMs: number;
  /** The same, at once, on pictures that were looked at before. */
  readonly laterViewMs: number;
  readonly slowestLaterViewMs: number;
  /** After a reload. */
  readonly reloadMs: number;
  /** From a key that chooses until the next illustration is drawn with its pictures: 95 of 100 keys. */
  readonly keyMs: number;
  readonly slowestKeyMs: number;
  /** All illustrations decided, a key each, as fast as the answers come. */
  readonly allKeysMs: number;
  /** Frames of the film that were seen empty, at four a second. */
  readonly blankFrames: number;
  /** One file with everything, previews made before; and with none. */
  readonly exportMs: number;
  readonly firstExportMs: number;
  /** Heap of the page after every row was in the window once. */
  readonly heapMiB: number;
  /** Most pictures held at once on the way. */
  readonly mostPictures: number;
  /** Memory of the server after that. */
  readonly serverMiB: number;
}

/** Makes the pipeline, measures, cleans up. */
async function measureReview(): Promise<ReviewFigures> {
  const home = await mkdtemp(join(tmpdir(), "review bench "));
  const browser = await chromium.launch({
    executablePath: findChromium() ?? "",
    args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
  });
  try {
    return await measure(browser, await makePipeline(home));
  } finally {
    await browser.close();
    await rm(home, { recursive: true, force: true });
  }
}

async function measure(browser: Browser, pipeline: Pipeline): Promise<ReviewFigures> {
  const forget = () => rm(join(pipeline.stateDir, "previews"), { recursive: true, force: true });
  const firsts: View[] = [];
  const opened: View[] = [];
  const laters: View[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await forget();
    await withPage(browser, pipeline, async (page, go) => {
      await page.waitForTimeout(BROWSER_START_MS);
      opened.push(await view(page, go));
    });
    await forget();
    await withPage(browser, pipeline, async (page, go) => {
      firsts.push(await view(page, go));
      // What was seen is kept as soon as nobody waits; the next start is to find it.
      await page.waitForTimeout(4_000);
    });
    await withPage(browser, pipeline, async (page, go) => {
      laters.push(await view(page, go));
    });
  }
  const all = [...firsts, ...opened, ...laters];
  const last = await withPage(browser, pipeline, async (page, go, pid) => {
    await view(page, go);
    const { pageMs: reloadMs } = await view(page, () => page.reload());
    const scrolled = await scrollThrough(page);
    const { blankFrames } = await playFilm(page);
    return { reloadMs, ...scrolled, blankFrames, serverMiB: await residentMiB(pid) };
  });
  const exportMs = await exportOnce(pipeline);
  const keys = await withPage(browser, pipeline, async (page, go) => {
    await view(page, go);
    return await pressKeys(page);
  });
  await forget();
  const firstExportMs = await exportOnce(pipeline);
  return {
    startMs: median(all.map(({ startMs }) => startMs)),
    rowsMs: median(all.map(({ rowsMs }) => rowsMs)),
    firstViewMs: median(firsts.map(({ pageMs }) => pageMs)),
    slowestFirstViewMs: Math.max(...firsts.map(({ pageMs }) => pageMs)),
    openedViewMs: median(opened.map(({ pageMs }) => pageMs)),
    slowestOpenedViewMs: Math.max(...opened.map(({ pageMs }) => pageMs)),
    laterViewMs: median(laters.map(({ pageMs }) => pageMs)),
    slowestLaterViewMs: Math.max(...laters.map(({ pageMs }) => pageMs)),
    ...last,
    ...keys,
    exportMs,
    firstExportMs,
  };
}

/** One look at the page. */
interface View {
  readonly startMs: number;
  readonly rowsMs: number;
  readonly pageMs: number;
}

/** The marks that {@link watchPage} leaves. */
interface Marks {
  readonly rowsMs?: number;
  readonly pageMs?: number;
}

/** Starts the program, gives an empty page and the way to its address, ends both. */
async function withPage<T>(
  browser: Browser,
  pipeline: Pipeline,
  act: (page: Page, go: () => Promise<number>, pid: number) => Promise<T>,
): Promise<T> {
  const [command, ...args] = scriptCommand("main.ts");
  const startedMs = performance.now();
  const flags = ["review", "--pipeline-dir", pipeline.dir, "--rehearse", "--no-open"];
  const child = spawn(command, [...args, ...flags], { stdio: ["ignore", "pipe", "ignore"] });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  try {
    const address = await new Promise<string>((resolve, reject) => {
      void ended.then(() => reject(new Error("review ended")));
      child.stdout.once("data", (text) => resolve(String(text).trim()));
    });
    const startMs = performance.now() - startedMs;
    const page = await context.newPage();
    await page.addInitScript(watchPage);
    const go = async () => {
      await page.goto(address, { waitUntil: "commit" });
      return startMs;
    };
    return await act(page, go, child.pid ?? 0);
  } finally {
    child.kill("SIGINT");
    await ended;
    await context.close();
  }
}

/** Runs in the page: marks when the rows are there and when every picture in the window is. */
function watchPage(): void {
  const marks: { rowsMs?: number; pageMs?: number } = {};
  Object.assign(globalThis, { marks });
  const look = () => {
    const seen = [...document.querySelectorAll<HTMLImageElement>(".frame img.preview")].filter(
      (each) => {
        const box = each.parentElement?.getBoundingClientRect();
        return box !== undefined && box.bottom > 0 && box.top < innerHeight;
      },
    );
    if (seen.length > 0) marks.rowsMs ??= performance.now();
    const isWhole = seen.every(({ complete, naturalWidth }) => complete && naturalWidth > 0);
    if (seen.length > 0 && isWhole) marks.pageMs = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

async function view(page: Page, go: () => Promise<unknown>): Promise<View> {
  const startMs = Number(await go());
  const read = () => (globalThis as { marks?: Marks }).marks;
  await page.waitForFunction(() => (globalThis as { marks?: Marks }).marks?.pageMs);
  const { rowsMs = NaN, pageMs = NaN } = await page.evaluate(read) ?? {};
  return { startMs, rowsMs, pageMs };
}

async function scrollThrough(page: Page) {
  let mostPictures = 0;
  await page.locator(".modes button").first().click();
  for (let index = 1; index <= ILLUSTRATIONS; index++) {
    const row = `#row-${index}`;
    await page.evaluate((row) => document.querySelector(row)?.scrollIntoView(), row);
    await page.waitForFunction((row) => {
      const images = [...document.querySelectorAll<HTMLImageElement>(`${row} img`)];
      return images.length > 0 &&
        images.every(({ complete, naturalWidth }) => complete && naturalWidth > 0);
    }, row);
    const held = await page.evaluate(() => document.querySelectorAll("img[src]").length);
    mostPictures = Math.max(mostPictures, held);
  }
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  return { heapMiB: usedSize / 2 ** 20, mostPictures };
}

async function residentMiB(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? NaN) / 1024;
}

if (import.meta.main) {
  const figures = await measureReview();
  const lines = Object.entries(figures).map(([name, value]) => `${name}: ${Math.round(value)}`);
  process.stdout.write(`${lines.join("\n")}\n`);
}
