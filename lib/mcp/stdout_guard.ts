/**
 * stdout is the protocol alone: whatever else is printed in this process goes to stderr.
 * @module
 */
import { Console } from "node:console";
import { Writable } from "node:stream";

/** Redirects everything that prints, and returns the only way that is left to stdout. */
export function protectStdout(): Writable {
  const { stdout, stderr } = process;
  const write = stdout.write.bind(stdout);
  const guarded = (...args: Parameters<typeof stderr.write>) => stderr.write(...args);
  Object.defineProperty(stdout, "write", { value: guarded, configurable: true });
  const toStderr = new Console({ stdout: stderr, stderr });
  for (const name of Object.keys(toStderr) as (keyof Console)[]) {
    if (typeof toStderr[name] !== "function" || !(name in console)) continue;
    Object.defineProperty(console, name, {
      value: (toStderr[name] as (...args: unknown[]) => void).bind(toStderr),
      configurable: true,
      writable: true,
    });
  }
  return new Writable({
    decodeStrings: false,
    write: (chunk, encoding, done) => void write(chunk, encoding, (error) => done(error)),
  });
}
