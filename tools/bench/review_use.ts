/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * What people do with the review page, measured: deciding everything with one key each, playing the film,
 * exporting.
 * @module
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import type { Page } from "playwright-core";
import type { Pipeline } from "../../lib/pipeline/folder.ts";
import { scriptCommand } from "./measured.ts";
import { ILLUSTRATIONS } from "./review_film.ts";

/** How soon keys were answered. */
export interface KeyFigures {
  readonly keyMs: number;
  readonly slowestKeyMs: number;
  readonly allKeysMs: number;
}

/** Plays the whole film, four frames a second, and counts looks at a frame without a picture. */
export async function playFilm(page: Page): Promise<{ readonly blankFrames: number }> {
  await page.locator(".modes button").last().click();
  await page.locator(".cut summary").click();
  await page.locator(".cut-fields input").last().fill("0.25");
  await page.locator(".cut-fields input").last().press("Enter");
  await page.locator(".cut summary").click();
  return await page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const blank = new Set<string>();
    document.querySelector<HTMLElement>("main")?.focus();
    document.dispatchEvent(new KeyboardEvent("keydown", { code: "Home", bubbles: true }));
    document.dispatchEvent(new KeyboardEvent("keydown", { code: "Space", bubbles: true }));
    const startMs = performance.now();
    while (performance.now() - startMs < 17_000) {
      await frame();
      const image = document.querySelector<HTMLImageElement>(".film-frame.is-seen img.preview");
      const number = document.querySelector(".film-title .number")?.textContent ?? "?";
      if (image === null || !image.complete || image.naturalWidth === 0) blank.add(number);
    }
    return { blankFrames: blank.size };
  });
}

/** Decides every illustration with one key, each as soon as the answer before it is seen. */
export function pressKeys(
  page: Page,
): Promise<KeyFigures> {
  return page.evaluate(async (presses) => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const title = () => document.querySelector("#scene-title")?.textContent ?? "";
    const isDrawn = () => {
      const images = [...document.querySelectorAll<HTMLImageElement>(".survey img.preview")];
      return images.length > 0 &&
        images.every(({ complete, naturalWidth }) => complete && naturalWidth > 0);
    };
    const times: number[] = [];
    const startMs = performance.now();
    for (let at = 0; at < presses - 1; at++) {
      const before = title();
      const pressedMs = performance.now();
      document.dispatchEvent(new KeyboardEvent("keydown", { code: "Digit2", bubbles: true }));
      do await frame(); while (title() === before || !isDrawn());
      times.push(performance.now() - pressedMs);
      // As long as somebody who is sure needs for the next one.
      while (performance.now() - pressedMs < 250) await frame();
    }
    const allKeysMs = performance.now() - startMs;
    times.sort((a, b) => a - b);
    const keyMs = times[Math.floor(times.length * 0.95)] ?? NaN;
    return { keyMs, slowestKeyMs: times.at(-1) ?? NaN, allKeysMs };
  }, ILLUSTRATIONS);
}

/** Writes the export; how long the program took. */
export async function exportOnce({ dir }: Pipeline): Promise<number> {
  const [command, ...args] = scriptCommand("main.ts");
  const file = join(dir, "comparison.html");
  const startedMs = performance.now();
  const child = spawn(command, [...args, "review", "--pipeline-dir", dir, "--export", file], {
    stdio: "ignore",
  });
  const code = await new Promise((resolve) => child.once("exit", resolve));
  if (code !== 0) throw new Error(`The export ended with ${code}`);
  return performance.now() - startedMs;
}
