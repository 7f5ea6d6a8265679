/**
 * The READMEs' pictures of the page, one in each reader's language:
 * `deno task screenshots`. The illustrations are the example's, the candidates are drawn for
 * it (`tools/screenshots/meadow_N.png`). Needs Chromium; sends nothing.
 * @module
 */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { runProgram } from "../tests/support/harness.ts";
import { eventually } from "../tests/support/mcp_client.ts";
import { withBrowser, withReview } from "../tests/support/review_browser.ts";
import { storeCandidates } from "../tests/support/review_pictures.ts";
import { PROJECT_ROOT } from "./toolchain.ts";
import { ENGLISH } from "./screenshots/english.ts";

const EXAMPLES = join(PROJECT_ROOT, "examples");
const CANDIDATES = fileURLToPath(new URL("screenshots/", import.meta.url));

/** The illustration that has the candidates. */
const CHOSEN_INDEX = 3;
const CANDIDATE_COUNT = 3;
const SIZE = { width: 1280, height: 720 };

/** Enough for a page that asks the service nothing; no key of anybody. */
const ENV = { ALIBABA_API_KEY: "sk-for-a-screenshot" };

const FILES = { en: "review.en.png", ru: "review.ru.png" } as const;

/** Evaluated in the page: nothing is still on its way. */
const ALL_DRAWN =
  "document.images.length > 8 && [...document.images].every((image) => image.complete)";

type Language = keyof typeof FILES;

interface ExampleFile {
  illustrations: {
    index: number;
    title: string;
    prompt: string;
    negative_prompt: string;
    source_excerpt: string;
    summary: string;
  }[];
}

function translate(file: ExampleFile): void {
  for (const each of file.illustrations) {
    const caption = ENGLISH[each.index];
    if (caption === undefined) throw new Error(`no English for illustration ${each.index}`);
    each.title = caption.title;
    each.source_excerpt = caption.excerpt;
    each.summary = caption.summary;
  }
}

/** The example as it looks in the middle of an evening: some decided, one with four candidates. */
async function makePipeline(home: string, lang: Language): Promise<string> {
  const [example] = readdirSync(EXAMPLES).filter((name) => name.startsWith("pipeline_"));
  if (example === undefined) throw new Error("examples/ has no pipeline");
  const dir = join(home, lang === "en" ? "pipeline_Flower" : example);
  cpSync(join(EXAMPLES, example), dir, { recursive: true });
  const path = join(dir, "illustrations.json");
  const file = JSON.parse(readFileSync(path, "utf8")) as ExampleFile;
  if (lang === "en") translate(file);
  writeFileSync(path, JSON.stringify(file, null, 2) + "\n");
  const chosen = file.illustrations.find(({ index }) => index === CHOSEN_INDEX);
  await storeCandidates(dir, [CHOSEN_INDEX], CANDIDATE_COUNT, {
    picture: (_, place) => readFileSync(join(CANDIDATES, `meadow_${place}.png`)),
    size: SIZE,
    service: "https://dashscope-intl.aliyuncs.com/api/v1",
    prompt: () => chosen?.prompt ?? "",
    negativePrompt: chosen?.negative_prompt ?? "",
    price: { unitPrice: 0.03, currency: "USD" },
  });
  for (const [command, indices] of [["keep", "1,2,5"], ["reject", "6"]] as const) {
    const { code, stderr } = await runProgram([
      command,
      "--pipeline-dir",
      dir,
      "--indices",
      indices,
    ]);
    if (code !== 0) throw new Error(`${command}: ${stderr}`);
  }
  return dir;
}

async function shoot(lang: Language): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), "screenshot "));
  try {
    const dir = await makePipeline(home, lang);
    await withReview(
      dir,
      { ...ENV, ALIBABA_LANG: lang },
      ({ address }) =>
        withBrowser(async (open) => {
          const page = await open(`${address}#${CHOSEN_INDEX}`);
          await page.setViewportSize({ width: 1360, height: 850 });
          await page.evaluate("document.fonts.ready");
          await eventually(
            () => page.evaluate<boolean>(ALL_DRAWN),
            "every picture of the page is drawn",
          );
          await page.screenshot({ path: join(PROJECT_ROOT, "docs", FILES[lang]) });
        }),
    );
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

for (const lang of ["en", "ru"] as const) {
  await shoot(lang);
  process.stdout.write(`docs/${FILES[lang]}\n`);
}
