/**
 * Keeps the key out of whatever is shown or written down: some gateways repeat it in their answers.
 * @module
 */
import type { HttpAnswer } from "./transport.ts";

/** A shorter one could be part of a task's id by chance; no known key has fewer than 30 characters. */
const MIN_SECRET_CHARS = 8;

/** Addresses are used byte for byte, and never shown or stored. */
const ADDRESS_FIELDS: ReadonlySet<string> = new Set(["url", "image"]);

/**
 * An answer in which every occurrence of a secret is `…`, however JSON spells its letters; only the
 * addresses of pictures stay as they are.
 */
export function redactAnswer(answer: HttpAnswer, secret: string): HttpAnswer {
  if (secret.length < MIN_SECRET_CHARS) return answer;
  const hide = (text: string) => text.replaceAll(secret, "…");
  const headers = Object.entries(answer.headers).map(([name, value]) =>
    [name, value === undefined ? undefined : hide(value)] as const
  );
  return {
    ...answer,
    headers: Object.fromEntries(headers),
    text: redactJson(answer.text, hide) ?? hide(answer.text),
  };
}

/** Undefined when the text is no JSON. */
function redactJson(text: string, hide: (text: string) => string): string | undefined {
  try {
    const value: unknown = JSON.parse(
      text,
      (name, value: unknown) =>
        typeof value === "string" && !ADDRESS_FIELDS.has(name) ? hide(value) : value,
    );
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}
