/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * How soon the review page shows its first view, and what it holds in memory: 100 illustrations with
 * four candidates of 1280*1280 each. `deno run -A tools/bench/review.ts`
 * @module
 */
import { spawn } from "node:child_process";
import { randomFillSync } from "node:crypto";
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { type Browser, chromium, type Page } from "playwright-core";
import { sha256Of } from "../../lib/digest.ts";
import { openPipeline, type Pipeline } from "../../lib/pipeline/folder.ts";
import { Journal } from "../../lib/pipeline/journal.ts";
import { originalName } from "../../lib/pipeline/names.ts";
import { Store } from "../../lib/pipeline/store.ts";
import { REHEARSAL } from "../../lib/wan/regions.ts";
import { paint } from "../../lib/wan/emulator/painting.ts";
import { encodePng } from "../../lib/image/png_writer.ts";
import { median, scriptCommand } from "./measured.ts";

const ILLUSTRATIONS = 100;
const CANDIDATES = 4;
const SIDE_PX = 1280;
/** More than a window shows, so that no two pictures in it are the same. */
const VARIANTS = 16;

/** Starts of the server for each median. */
const ROUNDS = 7;

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
  /** Heap of the page after every row was in the window once. */
  readonly heapMiB: number;
  /** Most pictures held at once on the way. */
  readonly mostPictures: number;
  /** Memory of the server after that. */
  readonly serverMiB: number;
}

/** Makes the pipeline, measures, cleans up. */
export async function measureReview(): Promise<ReviewFigures> {
  const home = await mkdtemp(join(tmpdir(), "review bench "));
  const browser = await chromium.launch({
    executablePath: process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium",
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
    return { reloadMs, ...await scrollThrough(page), serverMiB: await residentMiB(pid) };
  });
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
    const seen = [...document.querySelectorAll<HTMLImageElement>(".frame img")].filter((each) => {
      const box = each.parentElement?.getBoundingClientRect();
      return box !== undefined && box.bottom > 0 && box.top < innerHeight;
    });
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
  for (let index = 1; index <= ILLUSTRATIONS; index++) {
    const row = `#row-${index}`;
    await page.evaluate((row) => document.querySelector(row)?.scrollIntoView(), row);
    await page.waitForFunction((row) => {
      const images = [...document.querySelectorAll<HTMLImageElement>(`${row} img`)];
      return images.every(({ complete, naturalWidth }) => complete && naturalWidth > 0);
    }, row);
    const held = await page.evaluate(() => document.querySelectorAll(".frame img[src]").length);
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

async function makePipeline(home: string): Promise<Pipeline> {
  const images = join(home, "images");
  await mkdir(images);
  const indices = Array.from({ length: ILLUSTRATIONS }, (_, at) => at + 1);
  const illustrations = indices.map((index) => ({
    index,
    title: `Иллюстрация ${index}`,
    prompt: `Scene ${index}. `.repeat(40),
  }));
  await writeFile(join(home, "illustrations.json"), JSON.stringify({ illustrations }));
  const variants: string[] = [];
  for (let at = 0; at < VARIANTS; at++) {
    const path = join(home, `variant-${at}.png`);
    await writeFile(path, await noisyPicture(at));
    variants.push(path);
  }
  const variant = (at: number) => variants[at % VARIANTS] ?? "";
  await Promise.all(indices.map((at) => copyFile(variant(at), join(images, originalName(at)))));
  const pipeline = await openPipeline(home);
  await addCandidates(pipeline, variant);
  return pipeline;
}

/** A painting with grain, which compresses as little as a photograph. */
async function noisyPicture(seed: number): Promise<Uint8Array> {
  const size = { width: SIDE_PX, height: SIDE_PX };
  const rows = await paint({ ...size, seed: `bench ${seed}`, lines: [`PICTURE ${seed}`] });
  const grain = randomFillSync(new Uint8Array(rows.length));
  const rowBytes = 1 + 3 * SIDE_PX;
  for (let at = 0; at < rows.length; at++) {
    if (at % rowBytes !== 0) rows[at] = Math.min(255, (rows[at] ?? 0) + ((grain[at] ?? 0) & 15));
  }
  return await encodePng({ ...size, rows, comment: "", noiseBytes: 0 });
}

async function addCandidates(pipeline: Pipeline, variant: (at: number) => string): Promise<void> {
  const journal = Journal.open(pipeline.stateDir);
  const store = new Store(pipeline, journal);
  await store.prepare();
  const runId = journal.runs.begin("bench");
  for (const { index, prompt = "" } of pipeline.illustrations) {
    const spec = {
      illustration: index,
      service: REHEARSAL,
      model: "wan2.5-t2i-preview",
      prompt,
      negativePrompt: undefined,
      width: SIDE_PX,
      height: SIDE_PX,
      n: CANDIDATES,
      seed: index,
      promptExtend: false,
      watermark: false,
      unitPrice: 0,
      currency: undefined,
      parentId: undefined,
      protocol: "text2image" as const,
      references: [],
    };
    for (const { order } of journal.orders.plan(runId, [spec], true)) {
      journal.orders.claim(order.id, runId);
      journal.orders.accept(order.id, `task-${order.id}`, undefined);
      const places = Array.from({ length: CANDIDATES }, (_, at) => ({ place: at + 1 }));
      journal.pictures.expect(order.id, index, places);
      journal.orders.settle(order.id, CANDIDATES, undefined);
      for (const picture of journal.pictures.ofOrder(order.id)) {
        const bytes = await readFile(variant(index * CANDIDATES + picture.place));
        const file = await store.begin();
        await file.write(bytes);
        await file.finish();
        const facts = { sha256: sha256Of(bytes), bytes: bytes.length };
        store.saveCandidate(picture, file.path, { ...facts, width: SIDE_PX, height: SIDE_PX });
        journal.pictures.show(picture.id, undefined);
      }
    }
  }
  journal.runs.end(runId);
  journal.close();
}

if (import.meta.main) {
  const figures = await measureReview();
  const lines = Object.entries(figures).map(([name, value]) => `${name}: ${Math.round(value)}`);
  process.stdout.write(`${lines.join("\n")}\n`);
}
