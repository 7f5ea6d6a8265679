/**
 * A program on a terminal of its own, which a test reads and types into. `script` of util-linux gives
 * it one; where there is none, a person has to try.
 */
import { spawn, spawnSync } from "node:child_process";
import { cleanEnv, scriptCommand } from "./harness.ts";
import { skipUnless } from "./skipping.ts";

const hasTerminal = spawnSync("script", ["--version"], { encoding: "utf8" })
  .stdout?.includes("util-linux") ?? false;

function sourceCommand(): readonly string[] {
  const { command, args } = scriptCommand("main.ts");
  return [command, ...args];
}

/** The `skip` of tests that need a terminal. */
export const withoutTerminal = (): string | false =>
  skipUnless(hasTerminal, "no `script` of util-linux here to make a terminal");

/** What a person at that terminal sees and does. */
export interface Person {
  /** All that was shown so far, what the terminal obeys included. */
  shown(): string;
  /** Waits until the text is shown after what earlier calls waited for. */
  sees(text: string): Promise<void>;
  types(keys: string): void;
  /** Closes the window with everything in it. */
  closes(): void;
}

/**
 * Runs the program on a terminal until it ends by itself.
 * @param program how it is started; by default from its source, by this runtime
 */
export async function onTerminal(
  args: readonly string[],
  act: (person: Person) => Promise<void>,
  env: Readonly<Record<string, string>> = {},
  program: readonly string[] = sourceCommand(),
): Promise<{ code: number | null; shown: string }> {
  const line = [...program, ...args].map((each) => `'${each}'`).join(" ");
  // The program takes the shell's place: a shell that waits would end with 130 at Ctrl-C, whatever the
  // program ends with.
  const child = spawn("script", ["-qec", `stty cols 100 rows 40; exec ${line}`, "/dev/null"], {
    env: cleanEnv({ TERM: "xterm", ALIBABA_LANG: "ru", ...env }),
    stdio: ["pipe", "pipe", "inherit"],
  });
  let shown = "";
  let seenTo = 0;
  let look = () => {};
  child.stdin.on("error", () => {});
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    shown += text;
    look();
  });
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  const sees = (text: string) =>
    new Promise<void>((resolve, reject) => {
      look = () => {
        const at = shown.indexOf(text, seenTo);
        if (at < 0) return;
        seenTo = at + text.length;
        look = () => {};
        resolve();
      };
      void ended.then(() => reject(new Error(`never shown: ${text}\n${shown.slice(seenTo)}`)));
      look();
    });
  const person = {
    shown: () => shown,
    sees,
    types: (keys: string) => void child.stdin.write(keys),
    closes: () => void child.kill("SIGKILL"),
  };
  try {
    await act(person);
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  }
  return { code: await ended, shown };
}
