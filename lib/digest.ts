/**
 * SHA-256, the only digest that this program relies on.
 * @module
 */
import type { Buffer } from "node:buffer";
import { createHash, type Hash } from "node:crypto";

/** The digest of a text (as UTF-8) or of bytes, in hexadecimal: 64 digits. */
export function sha256Of(data: string | Uint8Array): string {
  return sha256Bytes(data).toString("hex");
}

/** The same as 32 bytes. */
export function sha256Bytes(data: string | Uint8Array): Buffer {
  return startSha256().update(data).digest();
}

/** A digest of bytes that come piece by piece. */
export function startSha256(): Hash {
  return createHash("sha256");
}
