import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import type { Listing } from "../../lib/film/listing.ts";
import type { RunEvent } from "../../lib/run/events.ts";
import type { UndoResult } from "../../lib/choose/undo.ts";
import { undoLines } from "../../lib/text/decision_texts.ts";
import { explainFinding } from "../../lib/text/explain.ts";
import { footLine } from "../../lib/text/foot_texts.ts";
import { summaryLine } from "../../lib/text/list_rows.ts";
import { plainLine } from "../../lib/text/line.ts";
import { modelLines } from "../../lib/text/model_texts.ts";
import { pageOrderLine } from "../../lib/text/page_event_texts.ts";
import { exportLine } from "../../lib/text/review_texts.ts";
import { REVIEW_WORDS } from "../../lib/text/review_words.ts";
import { fitLine } from "../../lib/text/spending_texts.ts";
import { walkEndLines } from "../../lib/text/walk_texts.ts";
import { generateArgs, ROOT, runProgram, withPipeline } from "../support/harness.ts";
import { overStdio } from "../support/mcp_client.ts";

const COUNTS = [1, 2, 5, 11, 21, 22, 25, 111, 121];

/** The forms that may follow a number: for 1 and 21, for 2 and 22, for 5 and 11. */
const NOUNS: Readonly<Record<Exclude<Intl.LDMLPluralRule, "zero" | "two" | "other">, RegExp>> = {
  one:
    /^(?:картинк[ау]|номер|кадр|иллюстраци[яю]|заказ|образец|решение|задача|запрос|вариант|пиксель|иллюстрации)$/,
  few:
    /^(?:картинки|номера|кадра|иллюстрации|заказа|образца|решения|задачи|запроса|варианта|пикселя|иллюстрациям)$/,
  many:
    /^(?:картинок|номеров|кадров|иллюстраций|заказов|образцов|решений|задач|запросов|вариантов|пикселей|иллюстрациям)$/,
};

const ANY_NOUN =
  /(?<![\d.,×*:-])(\d+) ((?:картин|номер|кадр|иллюстрац|заказ|образ|решени|задач|запрос|вариант|пиксел)[а-яё]*)/gu;

/** Every number with a noun that does not go with it; the number of nouns that were looked at. */
function checkAgreement(text: string): number {
  const rules = new Intl.PluralRules("ru");
  const found = [...text.matchAll(ANY_NOUN)];
  for (const [phrase, count, noun = ""] of found) {
    const rule = rules.select(Number(count)) as keyof typeof NOUNS;
    assert.match(noun, NOUNS[rule], `"${phrase}" in: ${text}`);
  }
  return found.length;
}

/** What the program says when it counts `n` things, one sentence each. */
function countSentences(n: number): Record<string, string> {
  const finding = (code: string, facts: Record<string, string | number>) =>
    explainFinding({ code, facts } as Parameters<typeof explainFinding>[0], "ru").line;
  const progress = {
    numbers: { done: 0, all: n },
    pictures: { done: 0, all: n },
    cost: undefined,
    currency: undefined,
    leftMs: undefined,
  };
  const illustrations = Array.from({ length: n }, (_, index) => ({ index, candidates: [] }));
  const listing = { name: "x", illustrations: illustrations.map(bare) } as unknown as Listing;
  const began = {
    type: "began",
    isAdopted: false,
    order: { illustration: 7, n, model: "wan" },
  } as unknown as RunEvent;
  const undone = {
    index: 7,
    undoesKind: "reject",
    shownAgain: [],
    notes: [],
    stillOld: [],
    stepsLeft: n,
  } as unknown as UndoResult;
  return {
    foot: footLine(progress, 120, "ru"),
    list: summaryLine(listing, "ru"),
    order: plainLine(pageOrderLine(began, "ru") ?? ""),
    undo: undoLines(undone, "ru").map(plainLine).join("\n"),
    walk: walkEndLines({ decided: n, rejected: [], left: 0 }, "ru").join("\n"),
    export: exportLine(
      { file: "x.html", bytes: 1, pictures: n, omitted: 0, isSoundOmitted: false },
      "ru",
    ),
    ceiling: fitLine(
      {
        asked: n + 1,
        fitting: n,
        facts: { left: 1, currency: "USD", period: "day" },
      } as unknown as Parameters<typeof fitLine>[0],
      "ru",
    ),
    folder: finding("folder_found", { path: "x", count: n }),
    journal: finding("journal_whole", { orders: n, pictures: n }),
    tooMany: finding("references_too_many", { count: n, model: "wan", max: 3 }),
    needed: finding("references_demanded", { min: n, model: "wan" }),
  };
}

function bare({ index }: { readonly index: number }) {
  return { index, candidates: [], strangers: [], openOrders: [], frames: [] };
}

test("whatever is counted in Russian agrees with its number", () => {
  for (const n of COUNTS) {
    for (const [name, sentence] of Object.entries(countSentences(n))) {
      assert.ok(checkAgreement(sentence) > 0, `${name} counts nothing: ${sentence}`);
    }
  }
  assert.ok(checkAgreement(modelLines("ru").join("\n")) > 20);
});

test("the page has a form of each counted word for every number", () => {
  for (const [lang, words] of Object.entries(REVIEW_WORDS)) {
    const keys = Object.keys(words);
    const counted = keys.flatMap((key) => /^(\w+)\.other$/.exec(key)?.[1] ?? []);
    assert.ok(counted.length > 5);
    for (const key of counted) {
      for (const n of COUNTS) {
        const word = words[`${key}.${new Intl.PluralRules(lang).select(n)}`];
        assert.ok(word?.includes("{n}"), `${lang}: ${key} for ${n}`);
        if (lang === "ru") checkAgreement(word.replace("{n}", String(n)));
      }
    }
  }
});

test("a thing has one name in all that the program says, and says it as people do", () => {
  for (const room of ["text", "mcp", "page"]) {
    const folder = join(ROOT, "lib", room);
    for (const name of readdirSync(folder).filter((each) => /\.tsx?$/.test(each))) {
      const code = withoutComments(readFileSync(join(folder, name), "utf8"));
      assert.doesNotMatch(
        code,
        /каталог|бинарник|служб[аеуы]|архив|репетиционн|выставлен/i,
        `${name}: папка, исполняемый файл, учебный сервис, хранилище`,
      );
      assert.doesNotMatch(
        code,
        /\banew\b|\bmend(?:ed)?\b|\bwill do\b|\bthe store\b|\btaken? (?:it )?back\b|\bstands? in\b|\bsomebody's\b/i,
        `${name}: no dialect`,
      );
      assert.doesNotMatch(code, /\/help\/zh\//, `${name}: pages that readers can read`);
    }
  }
});

function withoutComments(source: string): string {
  return source.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
}

/** What would tell somebody who rehearses that money was taken. */
const CHARGED_REGEXP =
  /\bbill(?:ed|s|ing)?\b|(?<!nothing was )\bcharged\b|выставлен|списан|оплачено \d/i;

test("a rehearsal never says that anything was billed", () =>
  withPipeline(async ({ dir }) => {
    for (const lang of ["en", "ru"]) {
      const commands = [
        generateArgs(dir, "1,2", "--n", "2", "--rehearse"),
        generateArgs(dir, "3", "--rehearse", "--dry-run"),
        generateArgs(dir, "99", "--rehearse"),
        ["resume", "--pipeline-dir", dir, "--rehearse"],
        ["list", "--pipeline-dir", dir, "--long"],
        ["accept", "--pipeline-dir", dir, "--index", "1", "--candidate", "1"],
        ["undo", "--pipeline-dir", dir, "--index", "1"],
      ];
      for (const args of commands) {
        const { stdout, stderr } = await runProgram([...args, "--lang", lang]);
        assert.ok((stdout + stderr).length > 0, args.join(" "));
        assert.doesNotMatch(stdout + stderr, CHARGED_REGEXP, args.join(" "));
      }
    }
  }));

test("an assistant's rehearsal never says that anything was billed", () =>
  withPipeline(async ({ dir, home }) => {
    const session = await overStdio({ root: home, args: ["--rehearse"] });
    try {
      const calls: readonly (readonly [tool: string, args: Record<string, unknown>])[] = [
        ["regenerate_illustration", { indices: [1, 2], dry_run: true }],
        ["regenerate_illustration", { indices: [1, 2], wait_seconds: 50 }],
        ["wait_for_illustrations", { indices: [1] }],
        ["accept_illustration", { index: 1, candidate: "A" }],
        ["list_illustrations", {}],
      ];
      for (const [tool, args] of calls) {
        const { text, isError } = await session.call(tool, { pipeline: dir, ...args });
        assert.equal(isError, false, text);
        assert.doesNotMatch(text.replaceAll(dir, ""), CHARGED_REGEXP, tool);
      }
    } finally {
      await session.close();
    }
  }));
