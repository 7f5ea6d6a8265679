import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { ALL_KEYS, HINTS } from "../../lib/page/key_list.ts";
import { REVIEW_WORDS } from "../../lib/text/review_words.ts";
import { ROOT } from "../support/harness.ts";

const PAGE = join(ROOT, "lib", "page");

/** Everything on the page that listens. */
const LISTENERS = readdirSync(PAGE).filter((name) => /^(keys|close_look_keys|.*\.tsx)/.test(name))
  .map((name) => readFileSync(join(PAGE, name), "utf8")).join("\n");

const NAMES: Readonly<Record<string, readonly string[]>> = {
  "↓": ["ArrowDown"],
  "↑": ["ArrowUp"],
  "←": ["ArrowLeft"],
  "→": ["ArrowRight"],
  "␣": ["Space"],
  "Esc": ["Escape"],
  "Shift": ["shiftKey"],
  "Ctrl": ["ctrlKey"],
  "…": ["Digit"],
  "1–9": ["Digit"],
};

/** What a listener must hold to hear a key that the page shows. */
function soughtFor(key: string): readonly string[] {
  if (/^\d$/.test(key)) return ["Digit"];
  if (/^[A-Z]$/.test(key)) return [`Key${key}`];
  return NAMES[key] ?? [`"${key}"`, `${key}:`];
}

const SHOWN = [...ALL_KEYS, ...Object.values(HINTS).flat()].flatMap(({ keys }) => keys);

test("every key that the page's help and foot show is heard by the page", () => {
  const deaf = SHOWN.filter((key) => !soughtFor(key).some((word) => LISTENERS.includes(word)));
  assert.deepEqual(deaf, []);
  assert.ok(SHOWN.length > 40, `${SHOWN.length} keys`);
});

for (const [page, title] of [["review.md", "Keys"], ["review.ru.md", "Клавиши"]] as const) {
  test(`docs/${page} names every key that the page's help shows`, () => {
    const text = readFileSync(join(ROOT, "docs", page), "utf8").replaceAll("\r\n", "\n");
    const [, section = ""] = text.split(`\n## ${title}\n`);
    const told = new Set([...(section.split("\n## ")[0] ?? "").matchAll(/`([^`]+)`/g)]
      .map(([, key = ""]) => key));
    const words: Readonly<Record<string, string>> = {
      "␣": page.includes("ru") ? "Пробел" : "Space",
    };
    const missing = ALL_KEYS.flatMap(({ keys }) => keys).map((key) => words[key] ?? key)
      .filter((key) => key !== "…" && !told.has(key));
    assert.deepEqual(missing, []);
  });
}

for (const [page, lang] of [["review.md", "en"], ["review.ru.md", "ru"]] as const) {
  test(`docs/${page} calls what stands on the page by the page's own words`, () => {
    const text = readFileSync(join(ROOT, "docs", page), "utf8").replaceAll(/\s+/g, " ");
    const quoted = [...text.matchAll(lang === "ru" ? /«([^»]+)»/g : /"([^"]+)"/g)]
      .map(([, words = ""]) => words).filter((words) => !/\d/.test(words));
    const known = new Set(Object.values(REVIEW_WORDS[lang]).map((word) => word.replace(/:$/, "")));
    assert.deepEqual(quoted.filter((words) => !known.has(words)), []);
    assert.ok(quoted.length > 5, quoted.join(", "));
  });
}
