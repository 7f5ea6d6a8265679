/**
 * Whether a text speaks of payment, which no text of a rehearsal may do.
 */
import assert from "node:assert/strict";

/** Every word for paying that the program has, in both languages. */
const PAYMENT_REGEXP = /оплач|оплат|заплат|платит|платеж|списан|\bpaid\b|\bpay\b|charg|bill/i;

/** What a rehearsal says of its price: that it has none. */
const FREE_WORDS = [
  "бесплатно (репетиция)",
  "free (rehearsal)",
  "(rehearsal, nothing was charged)",
];

/** A sentence that speaks of payment would frighten whoever only practises. */
export function assertSpeaksOfNoPayment(text: string, name = ""): void {
  const rest = FREE_WORDS.reduce((all, words) => all.replaceAll(words, ""), text);
  assert.doesNotMatch(rest, PAYMENT_REGEXP, name);
}

/** A sentence that the person who pays must see. */
export function assertSpeaksOfPayment(text: string, name = ""): void {
  assert.match(text, PAYMENT_REGEXP, name);
}
