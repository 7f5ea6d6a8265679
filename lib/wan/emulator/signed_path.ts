/**
 * Signed addresses of pictures, as the object store makes them.
 * @module
 */
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { Buffer } from "node:buffer";

const ACCESS_KEY_ID = "LTAI5tRehearsalOnly00000";
/** Protects nothing: it only lets a changed address be told from an unchanged one. */
const SIGNING_SECRET = "rehearsal";

/** How long an address works after the task has ended. */
export const URL_LIFE_MS = 24 * 3_600_000;

/** Host name the object store gives in its errors. */
export const STORE_HOST_ID = "dashscope-result-rehearsal.oss-accelerate.aliyuncs.com";

/** Where a picture lies; the place counts from 1. */
export function picturePath(taskId: string, place: number, endedAtMs: number): string {
  const hash = createHash("sha1").update(taskId).digest("hex");
  const day = new Date(endedAtMs).toISOString().slice(0, 10).replaceAll("-", "");
  const folder = `/1d/${hash.slice(0, 2)}/${day}/${hash.slice(2, 10)}`;
  return `${folder}/${taskId}-${place}.png`;
}

/** The address of a picture below its origin. */
export function signPath(path: string, expiresAtMs: number): string {
  const expires = String(Math.floor(expiresAtMs / 1_000));
  const signature = encodeURIComponent(signatureOf(path, expires));
  return `${path}?Expires=${expires}&OSSAccessKeyId=${ACCESS_KEY_ID}&Signature=${signature}`;
}

function signatureOf(path: string, expires: string): string {
  const text = `GET\n\n\n${expires}\n/dashscope-result-rehearsal${path}`;
  return createHmac("sha1", SIGNING_SECRET).update(text).digest("base64");
}

/** What the store thinks of an address. */
export type SignatureVerdict = "good" | "unsigned" | "forged" | "expired";

/** Checks an address by the clock. */
export function checkSignature(url: URL, nowMs: number): SignatureVerdict {
  const expires = url.searchParams.get("Expires");
  const given = url.searchParams.get("Signature");
  if (expires === null || given === null) return "unsigned";
  const due = Buffer.from(signatureOf(url.pathname, expires));
  const got = Buffer.from(given);
  const isOurs = url.searchParams.get("OSSAccessKeyId") === ACCESS_KEY_ID;
  if (!isOurs || due.length !== got.length || !timingSafeEqual(due, got)) return "forged";
  return nowMs >= Number(expires) * 1_000 ? "expired" : "good";
}
