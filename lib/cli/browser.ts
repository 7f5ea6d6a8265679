/**
 * Opening an address in the person's browser.
 * @module
 */
import { spawn } from "node:child_process";

/** How each system opens an address; without a shell, so that nothing in it can be a command. */
const OPENERS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  darwin: ["open"],
  // `start` is a word of the shell; this is what it ends in.
  win32: ["rundll32", "url.dll,FileProtocolHandler"],
};

/** Resolves to whether something could be started; whether a window appears nobody can tell. */
export function openBrowser(address: string): Promise<boolean> {
  const [command, ...args] = OPENERS[process.platform] ?? ["xdg-open"];
  return new Promise((resolve) => {
    try {
      const child = spawn(command, [...args, address], { stdio: "ignore", detached: true });
      child.once("error", () => resolve(false));
      child.once("spawn", () => resolve(true));
      child.unref();
    } catch {
      // Where programs may not be started, the person opens the address.
      resolve(false);
    }
  });
}
