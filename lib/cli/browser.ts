/**
 * Opening an address in the person's browser.
 * @module
 */
import { spawn } from "node:child_process";
import { environment, grantedEnvironment } from "../environment.ts";

/** A program that opens an address, and what stands before the address. */
type Opener = readonly [command: string, ...args: string[]];

/** `start` is a word of the shell; this is what it ends in. */
const WINDOWS_ARGS = ["url.dll,FileProtocolHandler"] as const;

/** What says that there is a screen, or who else opens addresses. */
const SCREEN_VARIABLES = ["DISPLAY", "WAYLAND_DISPLAY", "BROWSER"] as const;

/** Some openers come back at once, others stay as long as the browser: then it has not failed. */
const FAILURE_TIME_MS = 2_000;

/**
 * Opens an address; without a shell, so that nothing in it can be a command.
 * @param signal no longer waits for the answer, and tries no other opener
 * @returns whether a program took it and did not fail within two seconds; whether a window appears
 * nobody can tell
 */
export async function openBrowser(address: string, signal: AbortSignal): Promise<boolean> {
  for (const opener of openersHere()) {
    if (signal.aborted) return false;
    if (await hasOpened(opener, address, signal)) return true;
  }
  return false;
}

/** In the order in which they are tried. */
function openersHere(): readonly Opener[] {
  if (process.platform === "darwin") return [["open"]];
  if (process.platform === "win32") return [["rundll32", ...WINDOWS_ARGS]];
  const env = grantedEnvironment(environment, ["WSL_DISTRO_NAME", ...SCREEN_VARIABLES]);
  // Linux inside Windows: the browser is on the other side.
  if (env["WSL_DISTRO_NAME"]) {
    return [["wslview"], ["rundll32.exe", ...WINDOWS_ARGS], ["xdg-open"]];
  }
  // Without a screen it would open a browser for terminals, which nobody sees, and call that success.
  return SCREEN_VARIABLES.some((name) => env[name]) ? [["xdg-open"]] : [];
}

function hasOpened(
  [command, ...args]: Opener,
  address: string,
  signal: AbortSignal,
): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => answer(true), FAILURE_TIME_MS);
    const onStop = () => answer(false);
    const answer = (isOpened: boolean) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", onStop);
      resolve(isOpened);
    };
    signal.addEventListener("abort", onStop);
    try {
      const child = spawn(command, [...args, address], { stdio: "ignore", detached: true });
      child.once("error", () => answer(false));
      child.once("exit", (code) => answer(code === 0));
      child.unref();
    } catch {
      // Where programs may not be started, the person opens the address.
      answer(false);
    }
  });
}
