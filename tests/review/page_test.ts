/// <reference lib="dom" />
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import type { Page } from "playwright-core";
import type { EmulatorOptions, RunningEmulator } from "../../lib/wan/emulator/emulator.ts";
import {
  acceptedCreates,
  bytesOf,
  generateArgs,
  runProgram,
  SECRET_KEY,
  type Started,
  startProgram,
  type TestPipeline,
  withPipeline,
  withService,
} from "../support/harness.ts";
import { eventually } from "../support/mcp_client.ts";
import {
  card,
  inMode,
  makeCandidates,
  withBrowser,
  withReview,
} from "../support/review_browser.ts";
import { withoutChromium } from "../support/skipping.ts";

const options = { skip: withoutChromium(), timeout: 60_000 };

/** A pipeline, a service to order from, and a browser. */
interface Scene extends TestPipeline {
  readonly service: RunningEmulator;
  /** Key and address, for the program. */
  readonly env: Record<string, string>;
  /** Serves the page by the program, and shows its overview. */
  inOverview(
    act: (page: Page, program: Started) => Promise<void>,
    window?: { readonly lang: "en"; readonly isWide: false },
  ): Promise<void>;
}

function withOrders(
  act: (scene: Scene) => Promise<void>,
  emulatorOptions: EmulatorOptions = {},
): Promise<void> {
  return withService((service, env) =>
    withPipeline((pipeline) => {
      const inOverview: Scene["inOverview"] = (actOnPage, window) =>
        withReview(pipeline.dir, env, ({ address, program }) =>
          withBrowser(async (open) => {
            const url = window === undefined ? address : `${address}&lang=${window.lang}`;
            const page = await open(url, window?.isWide ?? true);
            await actOnPage(await inMode(page, "overview"), program);
          }));
      return act({ ...pipeline, service, env, inOverview });
    }), emulatorOptions);
}

test(
  "choosing on the page puts the candidate in place, undoing brings the original back",
  options,
  () =>
    withOrders(async ({ dir, image, images, env, inOverview }) => {
      await makeCandidates(dir, "2", 2, env);
      const original = await bytesOf(image("illustration_02.png"));
      const candidate = await bytesOf(image("illustration_02_alibaba_2.png"));
      await inOverview(async (page) => {
        await card(page, 2, "c2").getByRole("button", { name: /^Выбрать c\d/ }).click();
        await page.getByText("Выбран c2", { exact: true }).waitFor();
        // The answer is drawn before the disk has given it.
        const isIt = (bytes: string) => async () =>
          await bytesOf(image("illustration_02.png")) === bytes;
        await eventually(isIt(candidate), "the candidate in place");
        await eventually(
          async () => !(await images()).some((name) => name.includes("alibaba")),
          "no candidate left beside it",
        );
        await page.locator("#row-2").getByRole("button", { name: "Отменить выбор" }).click();
        await page.getByText("Выбран c2", { exact: true }).waitFor({ state: "detached" });
        await eventually(isIt(original), "the original back");
      });
    }),
);

test(
  "nothing is sent before the price is agreed to; then the picture appears by itself",
  options,
  () =>
    withOrders(async ({ images, service, inOverview }) => {
      await inOverview(async (page, program) => {
        await page.locator("#row-3").getByRole("button", { name: "Заказать ещё…" }).click();
        await page.getByLabel("Промпт", { exact: true }).fill(
          "A wilted rose, <b>candle</b> light",
        );
        await page.getByLabel("Сколько").selectOption("2");
        await page.getByLabel("Seed").fill("77");
        await page.getByRole("button", { name: "Узнать цену" }).click();
        await page.getByText("≈ $0.06").waitFor();
        assert.equal(acceptedCreates(service), 0);
        await page.getByRole("button", { name: "Заказать", exact: true }).click();
        await card(page, 3, "c2").waitFor();
        assert.equal(acceptedCreates(service), 1);
        assert.equal(service.tasks()[0]?.prompt, "A wilted rose, <b>candle</b> light");
        await page.locator("#row-3").getByText("seed 77").waitFor();
        await card(page, 3, "c1").getByText("Другой промпт").click();
        await card(page, 3, "c1").getByText("<b>candle</b>").waitFor();
        const shown = (await images()).filter((name) => name.includes("_03_alibaba"));
        assert.equal(shown.length, 2);
        assert.ok(!(await page.content()).includes(SECRET_KEY));
        assert.ok(!program.output().includes(SECRET_KEY));
      });
    }),
);

test(
  "an order that cannot be fulfilled is refused on the page, in words, and costs nothing",
  options,
  () =>
    withOrders(async ({ service, inOverview }) => {
      await inOverview(async (page) => {
        await page.keyboard.press("r");
        await page.getByLabel("Размер").fill("100*100");
        await page.getByRole("button", { name: "Узнать цену" }).click();
        await page.locator("aside.order [role=alert]").getByText("100*100").waitFor();
        assert.equal(await page.getByLabel("Размер").inputValue(), "100*100");
        assert.equal(acceptedCreates(service), 0);
      });
    }),
);

test(
  "everything is done by keyboard alone, in a phone-wide window and in English too",
  options,
  () =>
    withOrders(async ({ dir, image, env, inOverview }) => {
      await makeCandidates(dir, "1,2", 3, env);
      const ids = (await listed(dir, 2)).map(({ id }) => id);
      await inOverview(async (page) => {
        await page.keyboard.press("j");
        await page.keyboard.press("3");
        const frame = card(page, 2, ids[2] ?? "").locator(".frame");
        assert.ok(
          await frame.evaluate((element) => element === element.ownerDocument.activeElement),
        );
        await page.keyboard.down("f");
        await frame.locator(".over img").first().waitFor();
        await page.keyboard.up("f");
        await frame.locator(".over img").first().waitFor({ state: "detached" });
        await page.keyboard.press("z");
        await page.locator("dialog.zoom .is-picked img.whole.is-there").waitFor();
        await page.keyboard.press("s");
        await page.locator("dialog.zoom .stage.is-beside").waitFor();
        await page.keyboard.press("Escape");
        await page.locator("dialog.zoom").waitFor({ state: "detached" });
        await page.keyboard.press("c");
        await page.getByText(`${ids[2]} chosen`, { exact: true }).waitFor();
        await page.getByText(`Illustration 02: ${ids[2]} chosen.`).first().waitFor();
        const candidate = await bytesOf((await listed(dir, 2))[2]?.path ?? "");
        await eventually(
          async () => await bytesOf(image("illustration_02.png")) === candidate,
          "the candidate in place",
        );
        await page.keyboard.press("u");
        await page.getByText(`${ids[2]} chosen`, { exact: true }).waitFor({
          state: "detached",
        });
        await page.getByText("the decision is undone").first().waitFor();
        await page.keyboard.press("?");
        await page.getByRole("dialog", { name: "Keys" }).waitFor();
        await page.keyboard.press("Escape");
        await page.getByRole("dialog", { name: "Keys" }).waitFor({ state: "detached" });
      }, { lang: "en", isWide: false });
    }),
);

test("what one tab or another program does, every tab shows", options, async () => {
  await withService((_, env) =>
    withPipeline(async ({ dir }) => {
      await makeCandidates(dir, "1", 2, env);
      await withReview(dir, env, ({ address }) =>
        withBrowser(async (open) => {
          const one = await inMode(await open(address), "overview");
          const other = await inMode(await open(address), "overview");
          await card(one, 1, "c1").getByRole("button", { name: /^Выбрать c\d/ }).click();
          await other.getByText("Выбран c1", { exact: true }).waitFor();
          const undo = await runProgram(["undo", "--pipeline-dir", dir, "--index", "1"], { env });
          assert.equal(undo.code, 0, undo.stderr);
          await one.getByText("Выбран c1", { exact: true }).waitFor({ state: "detached" });
          await makeCandidates(dir, "5", 1, env);
          await other.locator('#row-5 [data-id="c4"]').waitFor();
        }));
    })
  );
});

test(
  "a reload in the middle of a regeneration loses neither the work nor what was typed",
  options,
  () =>
    withOrders(async ({ service, inOverview }) => {
      await inOverview(async (page) => {
        await page.locator("#row-4").getByRole("button", { name: "Заказать ещё…" }).click();
        await page.getByLabel("Промпт", { exact: true }).fill("Typed before the reload");
        await page.reload();
        await page.locator("#row-4").getByRole("button", { name: "Заказать ещё…" }).click();
        const kept = await page.getByLabel("Промпт", { exact: true }).inputValue();
        assert.equal(kept, "Typed before the reload");
        await page.getByRole("button", { name: "Узнать цену" }).click();
        await page.getByRole("button", { name: "Заказать", exact: true }).click();
        await page.locator("#row-4 .is-working").waitFor();
        await page.reload();
        await page.locator("#row-4 .is-working").waitFor();
        await card(page, 4, "c1").waitFor();
        await page.locator("#row-4 .is-working").waitFor({ state: "detached" });
        assert.equal(acceptedCreates(service), 1);
      });
    }, { durationMs: [2_500, 2_500] }),
);

test(
  "a button that is pressed while its row changes still does what it says",
  options,
  () =>
    withOrders(async ({ dir, inOverview }) => {
      await inOverview(async (page) => {
        const button = page.locator("#row-4").getByRole("button", {
          name: "Заказать ещё…",
        });
        await button.hover();
        await page.mouse.down();
        const news = page.waitForResponse((answer) =>
          answer.url().includes("/api/state") && answer.status() === 200
        );
        const path = join(dir, "illustrations.json");
        const text = await readFile(path, "utf8");
        await writeFile(path, text.replace('Картина 4"', 'Роза"'));
        await (await news).finished();
        await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
        await page.mouse.up();
        await page.getByRole("button", { name: "Узнать цену" }).waitFor({ timeout: 5_000 });
        await page.locator("#row-4").getByText("Роза").waitFor();
      });
    }),
);

test(
  "a clip that would hide the new picture is named and can be set aside from the page",
  options,
  () =>
    withOrders(async ({ dir, image, images, env, inOverview }) => {
      await makeCandidates(dir, "1", 1, env);
      await writeFile(image("video_01.mp4"), "clip");
      await inOverview(async (page) => {
        await card(page, 1, "c1").getByRole("button", { name: /^Выбрать c\d/ }).click();
        await page.getByRole("button", { name: "Убрать video_01.mp4 в хранилище" }).click();
        await page.getByText("Клип убран в хранилище").first().waitFor();
        const isInFilm = async () => (await images()).includes("video_01.mp4");
        // What is pressed is drawn at once; the disk follows.
        await eventually(async () => !await isInFilm(), "the clip set aside");
        // The page must have heard of it before its return can be waited for.
        const clip = page.locator("#row-1").getByText("▶ video_01.mp4");
        await clip.waitFor({ state: "hidden" });
        await page.locator("#row-1").getByRole("button", { name: "Отменить выбор" }).click();
        await clip.waitFor();
        await eventually(isInFilm, "the clip back in the film");
        assert.equal(await readFile(image("video_01.mp4"), "utf8"), "clip");
      });
    }),
);

test(
  "what a killed run had paid for is fetched from the page, and not bought again",
  options,
  () =>
    withOrders(async ({ dir, service, env, inOverview }) => {
      const run = startProgram(generateArgs(dir, "6", "--size", "1024*768"), { env });
      await run.seen("задача");
      run.kill("SIGKILL");
      await run.finished;
      await inOverview(async (page) => {
        await page.locator("#row-6").scrollIntoViewIfNeeded();
        await page.locator("#row-6").getByText("Оплачено, но не забрано").waitFor();
        await page.locator("#row-6").getByRole("button", { name: "Забрать" }).click();
        await card(page, 6, "c1").waitFor();
        assert.equal(acceptedCreates(service), 1);
      });
    }, { durationMs: [1_500, 1_500] }),
);

interface ListedCandidate {
  readonly id: string;
  readonly path: string;
}

async function listed(dir: string, index: number): Promise<ListedCandidate[]> {
  const args = ["list", "--pipeline-dir", dir, "--indices", String(index), "--json"];
  const { illustrations } = JSON.parse((await runProgram(args)).stdout);
  return illustrations[0].candidates;
}
