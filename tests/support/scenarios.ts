/**
 * Tests that spend their time waiting, several at once: each is a test of its own, and the first one
 * that runs starts them all, a few side by side.
 */
import test from "node:test";

/** Registers one flat test for every entry; the key is its name. */
export function scenarios(
  table: Readonly<Record<string, () => Promise<void>>>,
  atOnce = 5,
): void {
  let running: Map<string, Promise<void>> | undefined;
  for (const name of Object.keys(table)) {
    test(name, async () => {
      running ??= startAll(table, atOnce);
      await running.get(name);
    });
  }
}

function startAll(
  table: Readonly<Record<string, () => Promise<void>>>,
  atOnce: number,
): Map<string, Promise<void>> {
  const queue = Object.entries(table).map(([name, act]) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    // Each failure is reported by its own test, which may be awaited later.
    promise.catch(() => {});
    return { name, promise, begin: () => act().then(resolve, reject) };
  });
  const waiting = queue.values();
  const lane = async () => {
    for (const { begin } of waiting) await begin();
  };
  for (let count = 0; count < atOnce; count++) void lane();
  return new Map(queue.map(({ name, promise }) => [name, promise]));
}
