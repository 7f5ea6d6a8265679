/**
 * The review page in a real browser, for tests that use it as people do.
 */
import assert from "node:assert/strict";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { loadConfig } from "../../lib/config.ts";
import { openPipeline } from "../../lib/pipeline/folder.ts";
import { DECISIONS, type Decisions } from "../../lib/view/decisions.ts";
import { type RunningReview, startReview } from "../../lib/review/server.ts";
import { openService } from "../../lib/run/service_access.ts";
import { serviceSettings } from "../../lib/wan/service_settings.ts";
import { findChromium } from "../../tools/chromium.ts";
import { generateArgs, runProgram, type Started, startProgram } from "./harness.ts";

/** The browser of this machine, if it has one. */
export const CHROMIUM = findChromium();

/** A running page. */
export interface Review {
  readonly address: string;
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  readonly program: Started;
}

/** Starts `review`, gives its address to `act`, ends it as Ctrl-C does. */
export async function withReview(
  dir: string,
  env: Readonly<Record<string, string>>,
  act: (review: Review) => Promise<void>,
  ...flags: string[]
): Promise<void> {
  const args = ["review", "--pipeline-dir", dir, "--no-open", ...flags];
  const program = startProgram(args, { env: { ALIBABA_LANG: "ru", ...env } });
  try {
    const address = await program.seen(/http:\/\/127\.0\.0\.1:\d+\/\?key=[\w-]+/);
    await act({ address, origin: new URL(address).origin, program });
  } finally {
    program.kill("SIGINT");
    const { code, stderr } = await program.finished;
    assert.equal(code, 0, stderr);
  }
}

/**
 * The page's server in this process, with decisions of the test's own; for tests that must see or change
 * what the server does.
 */
export async function withReviewHere(
  dir: string,
  act: (address: string, review: RunningReview) => Promise<void>,
  decisions: Decisions = DECISIONS,
): Promise<void> {
  const config = loadConfig(undefined, {});
  const service = serviceSettings(config, { model: undefined, isRehearsal: true });
  const review = await startReview({
    pipeline: await openPipeline(dir),
    service,
    openService: () => openService(service, { config, env: {}, pipelineDir: dir }),
    lang: "en",
    decisions,
  });
  try {
    await act(review.address, review);
  } finally {
    await review.close();
  }
}

let launched: Promise<Browser> | undefined;
let users = 0;
let idle: ReturnType<typeof setTimeout> | undefined;

/** A browser that nobody uses for so long is closed; the next test of a file comes sooner. */
const IDLE_MS = 1_500;

/**
 * One browser for all tests of a file, whose start is what takes longest; each test has contexts of
 * its own in it, which know nothing of each other.
 */
async function withSharedBrowser(act: (browser: Browser) => Promise<void>): Promise<void> {
  clearTimeout(idle);
  users++;
  try {
    await act(
      await (launched ??= chromium.launch({
        executablePath: CHROMIUM ?? "",
        // In a container there is no other user to guard against.
        args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
      })),
    );
  } finally {
    users--;
    if (users === 0) idle = setTimeout(closeBrowser, IDLE_MS);
  }
}

function closeBrowser(): void {
  const closing = launched;
  launched = undefined;
  closing?.then((browser) => browser.close()).catch(() => {});
}

/** How pages are opened. */
interface BrowserOptions {
  readonly colorScheme?: "light" | "dark";
  /** @default {true} False for tests that make a server refuse. */
  readonly isFaultless?: boolean;
}

/** Opens pages of an address; at the end no page may have complained or asked anybody else. */
export async function withBrowser(
  act: (open: (address: string, wide?: boolean) => Promise<Page>) => Promise<void>,
  { colorScheme = "light", isFaultless = true }: BrowserOptions = {},
): Promise<void> {
  const contexts: BrowserContext[] = [];
  const faults: string[] = [];
  const open = async (browser: Browser, address: string, isWide: boolean) => {
    const size = isWide ? { width: 1300, height: 900 } : { width: 390, height: 844 };
    const context = await browser.newContext({ viewport: size, colorScheme });
    contexts.push(context);
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    listenForFaults(page, address, faults);
    await page.goto(address);
    return page;
  };
  await withSharedBrowser(async (browser) => {
    try {
      await act((address, isWide = true) => open(browser, address, isWide));
      if (isFaultless) assert.deepEqual(faults, []);
    } finally {
      await Promise.all(contexts.map((context) => context.close()));
    }
  });
}

/** One page of a pipeline's server in this process: as people find it, or in one of its modes. */
export function withPage(
  { dir, mode, isWide }: {
    readonly dir: string;
    readonly mode?: Mode;
    /** @default {true} False: as narrow as a phone. */
    readonly isWide?: boolean;
  },
  act: (page: Page) => Promise<void>,
): Promise<void> {
  return withReviewHere(dir, (address) =>
    withBrowser(async (open) => {
      const page = await open(address, isWide);
      await act(mode === undefined ? page : await inMode(page, mode));
    }));
}

/** What the page complains of, and whom it asks besides its own server. */
function listenForFaults(page: Page, address: string, faults: string[]): void {
  const { origin, protocol } = new URL(address);
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(message.text());
  });
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("request", (request) => {
    const url = request.url();
    const isOwn = protocol === "file:" ? url === address : url.startsWith(`${origin}/`);
    if (!isOwn && !/^(data|blob):/.test(url)) faults.push(`request to ${url}`);
  });
}

/** Orders pictures by the command line. */
export async function makeCandidates(
  dir: string,
  indices: string,
  n: number,
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const args = generateArgs(dir, indices, "--size", "1024*768", "--n", String(n));
  const { code, stderr } = await runProgram(args, { env });
  assert.equal(code, 0, stderr);
}

/** A way in which the page shows the film. */
type Mode = "overview" | "choose" | "film";

/** Shows a page in one of its modes. */
export async function inMode(page: Page, mode: Mode): Promise<Page> {
  const names = {
    overview: /^(Обзор|Overview)$/,
    choose: /^(Выбор|Choose)$/,
    film: /^(Фильм|Film)$/,
  };
  await page.locator(".modes").getByRole("button", { name: names[mode] }).click();
  await page.locator(`.page.is-${mode}`).waitFor();
  return page;
}

/** The card of a candidate in the overview. */
export function card(page: Page, index: number, id: string) {
  return page.locator(`#row-${index} [data-id="${id}"]`);
}
