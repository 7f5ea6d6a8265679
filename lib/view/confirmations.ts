/**
 * The confirmations of prices that were shown: each names exactly what was agreed to, and each is good
 * for one order. A request that is sent again, by whomever, buys nothing.
 * @module
 */
import { createHash, randomBytes } from "node:crypto";
import type { RunPlan } from "../run/plan.ts";

/** Most that are remembered; the oldest is forgotten first, which only costs another look. */
const MAX_OPEN = 1_000;

const NONCE_BYTES = 16;

/** The confirmations of one server. */
export class Confirmations {
  /** What was agreed to, by confirmation, oldest first. */
  readonly #open = new Map<string, string>();

  /** A confirmation of the plans as they stand now. */
  issue(plans: readonly RunPlan[]): string {
    const confirmation = randomBytes(NONCE_BYTES).toString("base64url");
    this.#open.set(confirmation, digestOf(plans));
    const [oldest] = this.#open.keys();
    if (this.#open.size > MAX_OPEN && oldest !== undefined) this.#open.delete(oldest);
    return confirmation;
  }

  /** Uses a confirmation up. False when it was used before, or given for anything but these plans. */
  redeem(confirmation: string, plans: readonly RunPlan[]): boolean {
    const agreed = this.#open.get(confirmation);
    this.#open.delete(confirmation);
    return agreed === digestOf(plans);
  }
}

/** The orders, where they go, what they would wait for instead, and what they cost. */
function digestOf(plans: readonly RunPlan[]): string {
  const agreed = plans.map(({ entries, price }) => [
    entries.map(({ order, underWay }) => [order, underWay?.id ?? null]),
    price,
  ]);
  return createHash("sha256").update(JSON.stringify(agreed)).digest("base64url");
}
