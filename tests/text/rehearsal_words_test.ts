import assert from "node:assert/strict";
import test from "node:test";
import type { Code, ErrorCode } from "../../lib/error_codes.ts";
import { GeneratorError, UnexpectedError } from "../../lib/errors.ts";
import type { OrderRow, PictureRow } from "../../lib/pipeline/journal_rows.ts";
import type { OrderOutcome, OrderResult, RunReport } from "../../lib/run/events.ts";
import type { RunPlan } from "../../lib/run/plan.ts";
import { DOCTOR_FOLDER_TEXTS } from "../../lib/text/doctor_folder_texts.ts";
import { ERROR_TEXTS } from "../../lib/text/error_texts.ts";
import {
  explain,
  explainFailure,
  explainFinding,
  explanationLines,
} from "../../lib/text/explain.ts";
import { FINDING_TEXTS } from "../../lib/text/finding_texts.ts";
import { JOURNAL_ERROR_TEXTS } from "../../lib/text/journal_texts.ts";
import { assistantError, assistantErrorLines, assistantFailure } from "../../lib/text/mcp_texts.ts";
import { unknownNote } from "../../lib/text/mcp_notes.ts";
import { MODEL_ERROR_TEXTS } from "../../lib/text/model_error_texts.ts";
import { NETWORK_TEXTS } from "../../lib/text/network_texts.ts";
import { PICTURE_TEXTS } from "../../lib/text/picture_texts.ts";
import { declinedText, planProblems } from "../../lib/text/plan_texts.ts";
import { elsewhereLines, nothingLeftLines, reportLines } from "../../lib/text/report.ts";
import { reviewStoppingText } from "../../lib/text/review_texts.ts";
import { eventLine, outcomeLines } from "../../lib/text/run_texts.ts";
import { stoppingText } from "../../lib/text/stop_texts.ts";
import { REHEARSAL } from "../../lib/wan/regions.ts";
import { assertSpeaksOfNoPayment, assertSpeaksOfPayment } from "../support/payment_words.ts";

const LANGS = ["ru", "en"] as const;

class AnyError extends GeneratorError {}

const ERROR_CODES = Object.keys({
  ...ERROR_TEXTS,
  ...JOURNAL_ERROR_TEXTS,
  ...MODEL_ERROR_TEXTS,
  ...NETWORK_TEXTS,
  ...PICTURE_TEXTS,
}) as ErrorCode[];

/** Every sentence about an error, in both languages and as assistants are told it. */
function errorTexts(code: ErrorCode, purpose: string, isRehearsal: boolean): string[] {
  const error = new AnyError(code, { purpose, host: "h", reason: "r", taskId: "t" });
  const failure = { status: undefined, code, message: "m", requestId: undefined };
  return [
    ...LANGS.flatMap((lang) => [
      explanationLines(explain(error, lang, { isRehearsal }), lang),
      explanationLines(explainFailure(failure, lang, { isRehearsal, taskId: "t" }), lang),
    ]).flat(),
    ...assistantErrorLines(assistantError(error, { isRehearsal })),
    ...assistantErrorLines(assistantFailure(failure, { isRehearsal })),
  ].map((line) => typeof line === "string" ? line : JSON.stringify(line));
}

test("no error met in a rehearsal speaks of payment, whatever was being done", () => {
  for (const code of ERROR_CODES) {
    for (const purpose of ["create", "picture", "query"]) {
      for (const text of errorTexts(code, purpose, true)) assertSpeaksOfNoPayment(text, code);
    }
  }
  for (const lang of LANGS) {
    for (const error of [new Error("bug"), new UnexpectedError(new Error("bug"))]) {
      const { remedy = "" } = explain(error, lang, { isRehearsal: true });
      assertSpeaksOfNoPayment(remedy);
      assert.match(remedy, /resume --rehearse/);
    }
  }
});

test("whoever pays is told what is paid for, and what is not", () => {
  const codes: readonly (readonly [ErrorCode, string])[] = [
    ["connection_failed", "create"],
    ["connection_failed", "picture"],
    ["not_the_service", "create"],
    ["body_cut", "picture"],
    ["not_png", "picture"],
    ["result_empty", "query"],
    ["task_unknown", "query"],
    ["task_canceled", "query"],
    ["not_writable", "create"],
    ["write_failed", "create"],
    ["task_not_written", "create"],
    ["journal_failed", "create"],
  ];
  for (const [code, purpose] of codes) {
    const facts = { purpose, host: "h", reason: "r", taskId: "t" };
    for (const lang of LANGS) {
      const text = explanationLines(explain(new AnyError(code, facts), lang), lang).join("\n");
      assertSpeaksOfPayment(text, `${code}, ${lang}`);
    }
  }
  for (const code of ["never_accepted", "task_unknown"]) {
    const failure = { status: undefined, code, message: "", requestId: undefined };
    const { message, remedy = "" } = assistantFailure(failure, { taskId: "t" });
    assertSpeaksOfPayment(remedy, code);
    // It orders again with the tool itself; there is no such argument.
    assert.doesNotMatch(message + remedy, /again`|undefined/);
  }
  assertSpeaksOfPayment(unknownNote(false));
  assertSpeaksOfNoPayment(unknownNote(true));
});

test("no warning about a rehearsal's plan or orders speaks of payment", () => {
  const codes = Object.keys({ ...FINDING_TEXTS, ...DOCTOR_FOLDER_TEXTS }) as Code[];
  for (const code of codes) {
    for (const lang of LANGS) {
      const finding = { code, facts: { isRehearsal: true, index: 1, hours: 2, until: "t" } };
      assertSpeaksOfNoPayment(explanationLines(explainFinding(finding, lang), lang).join("\n"));
    }
  }
  const expiring = { code: "order_expiring", facts: { index: 1, hours: 2 } } as const;
  assert.match(explainFinding(expiring, "en").line, /paid/);
  assert.match(explainFinding(expiring, "ru").line, /оплаченное/);
});

const RESULTS: readonly (readonly [OrderResult, OrderRow["state"]])[] = [
  ["partly", "settled"],
  ["failed", "failed"],
  ["failed", "settled"],
  ["failed", "expired"],
  ["running", "open"],
  ["unsaved", "settled"],
  ["unknown", "unknown"],
  ["unsent", "planned"],
];

/** An order that ended in some way, with one picture that did not arrive. */
function outcomeOf(result: OrderResult, state: OrderRow["state"], service: string): OrderOutcome {
  const order = {
    illustration: 1,
    n: 2,
    state,
    service,
    taskId: state === "unknown" ? undefined : "t",
  };
  const pictures = [{ place: 1, state: "due" }, { place: 2, state: "saved" }];
  const error = new AnyError("body_cut", { reason: "ECONNRESET" });
  return {
    order: order as OrderRow,
    pictures: pictures as unknown as PictureRow[],
    result,
    isAdopted: false,
    error,
    troubles: [{ place: 1, error }],
  };
}

const reportOf = (outcomes: readonly OrderOutcome[], wasStopped: boolean): RunReport => ({
  outcomes,
  leftovers: [],
  elsewhere: [],
  inHandElsewhere: new Set(),
  accepted: 1,
  billed: 1,
  saved: 1,
  notes: [],
  ceiling: undefined,
  lost: [],
  wasStopped,
});

test("no report of a rehearsal speaks of payment, stopped or not; a paid run's does", () => {
  for (const lang of LANGS) {
    for (const [result, state] of RESULTS) {
      const rehearsed = outcomeOf(result, state, REHEARSAL);
      const name = `${result} ${state} ${lang}`;
      assertSpeaksOfNoPayment(outcomeLines(rehearsed, lang).join("\n"), name);
      for (const wasStopped of [true, false]) {
        const lines = reportLines(reportOf([rehearsed], wasStopped), [], lang);
        assertSpeaksOfNoPayment(lines.join("\n"), name);
      }
      assertSpeaksOfPayment(outcomeLines(outcomeOf(result, state, "https://h"), lang).join("\n"));
    }
    for (const isSentAgain of [true, false]) {
      const event = (service: string) =>
        eventLine(
          { type: "absent", order: outcomeOf("unsent", "planned", service).order, isSentAgain },
          lang,
        ) ?? "";
      assertSpeaksOfNoPayment(event(REHEARSAL));
      assertSpeaksOfPayment(event("https://h"));
    }
  }
});

test("what is said around a rehearsal speaks of no payment and names the command that works", () => {
  const plan = { problems: [], isRehearsal: true } as unknown as RunPlan;
  for (const lang of LANGS) {
    const texts = [
      stoppingText(true, lang),
      reviewStoppingText(true, lang),
      declinedText(true, lang),
      ...planProblems(plan, lang),
      ...nothingLeftLines([], true, lang),
      ...nothingLeftLines([3], true, lang),
      ...elsewhereLines([outcomeOf("running", "open", REHEARSAL).order], lang),
    ];
    for (const text of texts) assertSpeaksOfNoPayment(text, text);
    assert.match(
      texts.at(-1) ?? "",
      /учебного сервиса .*resume --rehearse|rehearsal service .*resume --rehearse/,
    );
    assert.match(stoppingText(true, lang), /resume --rehearse/);
    assert.match(reviewStoppingText(true, lang), /resume --rehearse/);
    for (const text of [stoppingText(false, lang), reviewStoppingText(false, lang)]) {
      assertSpeaksOfPayment(text);
      assert.doesNotMatch(text, /--rehearse/);
    }
    assertSpeaksOfPayment(declinedText(false, lang));
    assertSpeaksOfPayment(nothingLeftLines([], false, lang).join());
    assertSpeaksOfPayment(nothingLeftLines([3], false, lang).join());
  }
});
