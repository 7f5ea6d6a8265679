/**
 * Findings that differ in nothing but the number they are about, told once for all: a film of sixty
 * pictures of another size is one thing to know, not sixty.
 * @module
 */
import type { Facts, Finding } from "../errors.ts";
import { formatNumbers } from "../pipeline/selection.ts";

/**
 * Puts equal findings together, each at the place of its first. The facts that name the file and the
 * number then name all of them: `index` becomes `1-60`, `name` becomes `illustration_01.png … (1-60)`.
 */
export function grouped<T extends Finding>(findings: readonly T[]): T[] {
  const groups = new Map<string, T[]>();
  for (const finding of findings) {
    const key = keyOf(finding);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [group.length === 1 ? first : together(first, group)];
  });
}

/** Facts that say which of many it is, and nothing of what is wrong with it. */
const NAMING: ReadonlySet<string> = new Set(["index", "name", "names", "expected"]);

function keyOf({ facts, ...rest }: Finding): string {
  // What names no number is about something else each time.
  if (typeof facts["index"] !== "number") return JSON.stringify([rest, facts]);
  const others = Object.entries(facts).filter(([name]) => !NAMING.has(name));
  return JSON.stringify([rest, others]);
}

function together<T extends Finding>(first: T, group: readonly T[]): T {
  const index = formatNumbers(group.map(({ facts }) => Number(facts["index"])));
  const named = (name: string) =>
    `${first.facts[name]}${name === "name" ? ` … (${index})` : ", …"}`;
  const shortened = Object.keys(first.facts).filter((name) => NAMING.has(name) && name !== "index")
    .map((name): [string, string] => [name, named(name)]);
  const facts: Facts = { ...first.facts, ...Object.fromEntries(shortened), index };
  return { ...first, facts };
}

/** `accept --index 1-60` as it must be typed for several numbers. */
export function forSeveral(remedy: string): string {
  return remedy.replaceAll(/--index (?=\d+(?:-|, ?)\d)/g, "--indices ")
    // A list with blanks would be several arguments.
    .replaceAll(/(?<=--indices )\d[\d, -]*\d/g, (list) => list.replaceAll(" ", ""));
}
