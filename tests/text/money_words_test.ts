import assert from "node:assert/strict";
import test from "node:test";
import { TransportError, UnexpectedError } from "../../lib/errors.ts";
import { explain, explainFailure, explanationLines } from "../../lib/text/explain.ts";
import { NETWORK_TEXTS } from "../../lib/text/network_texts.ts";
import { PICTURE_TEXTS } from "../../lib/text/picture_texts.ts";

const LANGS = ["ru", "en"] as const;
const FREE_REGEXP = /ничего не оплачено|nothing was (?:charged|paid)/i;

test("what the journal remembers of a failure leaves no hole in its sentence", () => {
  for (const code of Object.keys({ ...NETWORK_TEXTS, ...PICTURE_TEXTS })) {
    for (const lang of LANGS) {
      for (const taskId of ["9e2b6ef6", undefined]) {
        const failure = { status: undefined, code, message: "ECONNRESET", requestId: undefined };
        const text = explanationLines(explainFailure(failure, lang, { taskId }), lang).join("\n");
        assert.doesNotMatch(text, /undefined|NaN|^❌ \w+ \{/, `${code}, ${lang}`);
      }
    }
  }
});

test("a connection that failed is called free only where it was to order something", () => {
  const codes = [
    "connection_failed",
    "connection_denied",
    "certificate_refused",
    "proxy_failed",
  ] as const;
  for (const code of codes) {
    for (const lang of LANGS) {
      const remedyFor = (purpose: string) => {
        const facts = { host: "h", proxy: "p", reason: "ENOTFOUND", purpose };
        return explain(new TransportError(code, "connect", facts), lang).remedy ?? "";
      };
      assert.match(remedyFor("create"), FREE_REGEXP);
      assert.doesNotMatch(remedyFor("query"), FREE_REGEXP);
      assert.doesNotMatch(remedyFor("picture"), FREE_REGEXP);
      assert.match(remedyFor("picture"), /resume/);
    }
  }
});

test("a query that failed is not called a download", () => {
  for (const [code, texts] of Object.entries(NETWORK_TEXTS)) {
    for (const lang of LANGS) {
      const line = texts[lang].line({ host: "h", reason: "r", timeoutMs: 1_000, maxBytes: 1 });
      assert.doesNotMatch(line, /скачивания|download/, code);
    }
  }
});

test("a bug met by an order is told as one, a missing permission as what it is", () => {
  const bug = explain(new UnexpectedError(new TypeError("x is not a function")), "en");
  assert.match(bug.line, /Unexpected error in the program: x is not a function/);
  const denied = Object.assign(new Error('Requires env access to "X"'), { name: "NotCapable" });
  assert.match(explain(new UnexpectedError(denied), "en").line, /Deno denied access/);
});
