/// <reference lib="dom" />
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import type { Page } from "playwright-core";
import { filmFrames } from "../../lib/film/film.ts";
import { frameAt, frameStarts } from "../../lib/page/shares.ts";
import { rangeOf } from "../../lib/review/media.ts";
import { solidPng, type TestIllustration, withPipeline } from "../support/harness.ts";
import { send } from "../support/loopback.ts";
import { CHROMIUM, inMode, withBrowser, withReviewHere } from "../support/review_browser.ts";
import { storeCandidates } from "../support/review_pictures.ts";
import { silence } from "../support/silence.ts";
import { videoFrames, videoSource } from "../support/video_step.ts";

const options = { skip: CHROMIUM === undefined ? "no Chromium here" : false, timeout: 60_000 };

const FOUR: readonly TestIllustration[] = [1, 2, 3, 4].map((index) => ({
  index,
  title: `Картина ${index}`,
  prompt: `A flower, scene ${index}`,
  source_excerpt: `Строка ${index}`,
  present_entities: index % 2 === 0 ? ["young_lady", "book"] : ["book"],
}));

test("the film's frames are the video step's own, in its order, a clip before its picture", () =>
  withPipeline(async ({ dir, image }) => {
    for (const name of ["illustration_10.png", "illustration_02_alibaba_1.png"]) {
      await writeFile(image(name), solidPng(8, 8, 1));
    }
    await writeFile(image("illustration_notes.png"), solidPng(8, 8, 1));
    await writeFile(image("video_03.mp4"), "clip");
    const names = (await readdir(join(dir, "images"))).sort();
    const frames = filmFrames(names);
    const expected = [...videoFrames(dir)].filter(([number]) => !Number.isNaN(number))
      .sort(([a], [b]) => a - b)
      .flatMap(([number, files]) => files.map((name) => [number, name]));
    assert.deepEqual(frames.map(({ number, name }) => [number, name]), expected);
    for (const { number, name, clip } of frames.filter(({ number }) => number !== 2)) {
      assert.equal(clip ?? name, videoSource(dir, number));
    }
  }, FOUR));

test("the sound is shared equally; the first may have a silence, the last an ending", () => {
  const cut = { frames: 4, seconds: 20, silenceSeconds: 0, endingSeconds: 0 };
  assert.deepEqual(frameStarts(cut), [0, 5, 10, 15, 20]);
  assert.deepEqual(frameStarts({ ...cut, silenceSeconds: 2 }), [0, 2, 8, 14, 20]);
  assert.deepEqual(frameStarts({ ...cut, endingSeconds: 5 }), [0, 5, 10, 15, 20]);
  assert.deepEqual(
    frameStarts({ ...cut, silenceSeconds: 1, endingSeconds: 9 }),
    [0, 1, 6, 11, 20],
  );
  assert.deepEqual(frameStarts({ ...cut, frames: 1, silenceSeconds: 3 }), [0, 20]);
  const starts = frameStarts(cut);
  assert.deepEqual([0, 4.99, 5, 19.9, 25].map((at) => frameAt(starts, at)), [0, 0, 1, 3, 3]);
});

test("parts of a file are found as they are asked for", () => {
  assert.equal(rangeOf(undefined, 100), undefined);
  assert.deepEqual(rangeOf("bytes=0-", 100), { start: 0, end: 99 });
  assert.deepEqual(rangeOf("bytes=10-19", 100), { start: 10, end: 19 });
  assert.deepEqual(rangeOf("bytes=90-500", 100), { start: 90, end: 99 });
  assert.deepEqual(rangeOf("bytes=-10", 100), { start: 90, end: 99 });
  assert.equal(rangeOf("bytes=100-", 100), null);
  assert.equal(rangeOf("bytes=20-10", 100), null);
  assert.equal(rangeOf("bytes=0-1,5-6", 100), undefined);
});

test("the server gives clips and sound in parts, to nobody without the secret, and follows no link", () =>
  withPipeline(async ({ dir, home, image }) => {
    await writeFile(image("video_02.mp4"), "0123456789");
    await writeFile(join(home, "secret.mp3"), "not of this film");
    await symlink(join(home, "secret.mp3"), join(dir, "audio.mp3"));
    await withReviewHere(dir, async (address) => {
      const { origin } = new URL(address);
      const cookie = (await send(address)).headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
      const get = (path: string, headers: Record<string, string> = {}) =>
        send(`${origin}${path}`, { headers: { cookie, ...headers } });
      const { film } = JSON.parse((await get("/api/state")).text);
      assert.equal(film.audio, undefined);
      const clip = film.frames[1].clip;
      const part = await get(clip, { range: "bytes=3-5" });
      assert.deepEqual([part.status, part.text], [206, "345"]);
      assert.equal(part.headers["content-range"], "bytes 3-5/10");
      assert.equal((await get(clip)).text, "0123456789");
      assert.equal((await get(clip, { range: "bytes=10-" })).status, 416);
      assert.equal((await send(`${origin}${clip}`)).status, 403);
      for (const id of ["../illustrations.json", "audio", "video_99.mp4"]) {
        assert.equal((await get(`/media?id=${encodeURIComponent(id)}`)).status, 404, id);
      }
    });
  }, FOUR));

/** Which frame is seen, by its picture's address. */
const seen = (page: Page) => page.locator(".film-frame.is-seen img.preview").getAttribute("src");

const numberIs = (page: Page, number: number) =>
  page.locator(".film-title .number").getByText(String(number).padStart(2, "0")).waitFor();

test(
  "the film runs to its sound, each frame its share, and never shows an empty one",
  options,
  () =>
    withPipeline(async ({ dir }) => {
      await writeFile(join(dir, "песня.wav"), silence(2));
      await withReviewHere(dir, (address) =>
        withBrowser(async (open) => {
          const page = await inMode(await open(address), "film");
          await page.locator(".film-time").getByText("/ 0:02").waitFor();
          await numberIs(page, 1);
          await page.evaluate(() => {
            const log: { at: number; number: string; apart: number; isEmpty: boolean }[] = [];
            Object.assign(globalThis, { log });
            const sound = document.querySelector("audio");
            const look = () => {
              const seen = document.querySelector(".film-frame.is-seen img.preview");
              const number = document.querySelector(".film-title .number")?.textContent ?? "";
              const image = seen as HTMLImageElement | null;
              const at = sound?.currentTime ?? NaN;
              const apart = Number(number) - 1 - Math.min(3, Math.floor(at / 0.5));
              // Between two frames by up to a tenth of a second.
              const edge = Math.abs(at / 0.5 - Math.round(at / 0.5)) * 0.5;
              log.push({
                at,
                number,
                apart: edge < 0.1 ? 0 : apart,
                isEmpty: image === null || image.naturalWidth === 0,
              });
              requestAnimationFrame(look);
            };
            look();
          });
          await page.locator("main").focus();
          await page.keyboard.press("Space");
          await page.waitForFunction(() =>
            (document.querySelector("audio")?.currentTime ?? 0) > 1.9
          );
          const log = await page.evaluate(() =>
            (globalThis as unknown as {
              log: { at: number; number: string; apart: number; isEmpty: boolean }[];
            }).log
          );
          assert.deepEqual([...new Set(log.map(({ number }) => number))], ["01", "02", "03", "04"]);
          assert.deepEqual(log.filter(({ isEmpty }) => isEmpty), []);
          assert.deepEqual(log.filter(({ apart }) => apart !== 0), []);
        }));
    }, FOUR),
);

test(
  "silence and ending change the cut; arrows step; the place goes along",
  options,
  () =>
    withPipeline(async ({ dir }) => {
      await writeFile(join(dir, "audio.wav"), silence(8));
      await withReviewHere(dir, (address) =>
        withBrowser(async (open) => {
          const page = await inMode(await open(address), "film");
          await page.locator(".film-time").getByText("/ 0:08").waitFor();
          await page.locator("main").focus();
          await page.keyboard.press("ArrowRight");
          await numberIs(page, 2);
          await page.locator(".film-time").getByText("0:02 /").waitFor();
          await page.keyboard.press("ArrowLeft");
          await numberIs(page, 1);
          await page.locator(".cut summary").click();
          await page.getByLabel("Silence at the start, s").fill("5");
          await page.getByLabel("Silence at the start, s").press("Enter");
          await page.locator("main").focus();
          await page.keyboard.press("ArrowRight");
          await numberIs(page, 2);
          await page.locator(".film-time").getByText("0:05 /").waitFor();
          await page.locator(".film-text").getByText("Строка 2").waitFor();
          await inMode(page, "overview");
          await page.locator("#row-2.is-picked").waitFor();
        }));
    }, FOUR),
);

test(
  "rejecting does not stop the film; the versions show what was and what may come",
  options,
  () =>
    withPipeline(async ({ dir }) => {
      const ids = await storeCandidates(dir, [2], 1);
      const [candidate = ""] = ids.get(2) ?? [];
      await withReviewHere(dir, (address) =>
        withBrowser(async (open) => {
          const page = await inMode(await open(address), "film");
          await page.locator("main").focus();
          await page.keyboard.press("Home");
          await numberIs(page, 1);
          await page.keyboard.press("ArrowRight");
          await numberIs(page, 2);
          assert.match(await seen(page) ?? "", /id=n2/);
          await page.keyboard.press("v");
          await page.keyboard.press("v");
          await page.waitForFunction(
            (id) =>
              document.querySelector(".film-frame.is-seen img.preview")?.getAttribute("src")
                ?.includes(`id=${id}`),
            candidate,
          );
          await page.keyboard.press("v");
          await page.keyboard.press("Space");
          await page.getByRole("button", { name: "Pause" }).waitFor();
          await page.keyboard.press("x");
          await page.locator(".film-row").getByText("Rejected").waitFor();
          assert.equal(await page.getByRole("button", { name: "Pause" }).count(), 1);
          await page.getByRole("button", { name: "Rejected (1) → again" }).waitFor();
        }));
    }, FOUR),
);

test("a clip plays in its picture's stead", options, () =>
  withPipeline(async ({ dir, image }) => {
    await withReviewHere(dir, (address) =>
      withBrowser(async (open) => {
        const page = await open(address);
        const clip = await page.evaluate(recordClip);
        await writeFile(image("video_02.mp4"), Buffer.from(clip, "base64"));
        await inMode(page, "film");
        await page.locator("main").focus();
        await page.keyboard.press("Home");
        await page.keyboard.press("ArrowRight");
        await numberIs(page, 2);
        await page.locator(".film-frame.is-seen video").waitFor();
        await page.keyboard.press("Space");
        await page.waitForFunction(() =>
          (document.querySelector<HTMLVideoElement>(".film-frame.is-seen video")?.currentTime ??
            0) >
            0.1
        );
      }));
  }, FOUR));

/** Runs in the page: half a second of a moving picture, as base64. */
async function recordClip(): Promise<string> {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 64;
  const context = canvas.getContext("2d");
  const recorder = new MediaRecorder(canvas.captureStream(25));
  const parts: Blob[] = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  const ended = new Promise((resolve) => recorder.onstop = resolve);
  recorder.start();
  const startMs = performance.now();
  while (performance.now() - startMs < 1_500) {
    context?.fillRect((performance.now() - startMs) / 30, 0, 8, 64);
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
  recorder.stop();
  await ended;
  const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
  return btoa([...bytes].map((byte) => String.fromCharCode(byte)).join(""));
}

test(
  "who looks the same is named by the bible, when it lies inside and no link leads to it",
  options,
  () =>
    withPipeline(async ({ dir, home }) => {
      const path = join(dir, "illustrations.json");
      const write = (bible: unknown) =>
        writeFile(path, JSON.stringify({ bible_ref: bible, illustrations: FOUR }));
      await mkdir(join(dir, "библия"));
      const bible = { characters: [{ id: "young_lady", name: "Барышня" }] };
      await writeFile(join(dir, "библия", "bible.json"), JSON.stringify(bible));
      await writeFile(join(home, "outside.json"), JSON.stringify(bible));
      await symlink(join(dir, "библия", "bible.json"), join(dir, "link.json"));
      await write("библия/bible.json");
      await withReviewHere(dir, (address) =>
        withBrowser(async (open) => {
          const page = await inMode(await open(address), "film");
          const names = () => page.locator(".film-controls select option").allTextContents();
          await page.locator(".film-controls select").selectOption({ label: "Барышня" });
          await page.locator(".same .frame").nth(1).waitFor();
          assert.equal(await page.locator(".same .frame").count(), 2);
          await page.locator(".same .frame").nth(1).click();
          await numberIs(page, 4);
          for (const reference of ["../outside.json", join(home, "outside.json"), "link.json", 7]) {
            await write(reference);
            await page.reload();
            await page.locator(".film-controls select").waitFor();
            assert.deepEqual((await names()).slice(1), ["book", "young_lady"], String(reference));
          }
        }));
    }, FOUR),
);
