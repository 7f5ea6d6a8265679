/**
 * The digest by which an order is recognised when it is given again.
 * @module
 */
import { sha256Of } from "../digest.ts";
import type { OrderSpec } from "./journal_rows.ts";

/**
 * What makes two orders the same order. Parts that version 1 did not have count only when they are
 * there, so that orders under way during an upgrade are recognised and not bought again; the protocol
 * never counts, since the model decides it.
 */
export function fingerprintOf(spec: OrderSpec): string {
  const { references } = spec;
  const identity: unknown[] = [
    spec.service,
    spec.illustration,
    spec.model,
    spec.prompt,
    spec.negativePrompt ?? "",
    spec.width,
    spec.height,
    spec.n,
    spec.seed ?? null,
    spec.promptExtend,
    spec.watermark,
    ...(references.length === 0 ? [] : [references.map(({ sha256 }) => sha256 ?? null)]),
  ];
  return sha256Of(JSON.stringify(identity));
}
