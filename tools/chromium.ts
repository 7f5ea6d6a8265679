/**
 * The browser that tests of pages use.
 * @module
 */
import { existsSync } from "node:fs";
import process from "node:process";

const USUAL_PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/**
 * The browser of this machine, if it has one. `CHROMIUM_PATH` names another one; where it names
 * nothing that is there, e.g. when it is empty, tests do without a browser.
 */
export function findChromium(
  named: string | undefined = process.env["CHROMIUM_PATH"],
): string | undefined {
  return (named === undefined ? USUAL_PLACES : [named]).find((path) => existsSync(path));
}
