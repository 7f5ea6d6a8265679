/**
 * The object store the pictures are fetched from: another origin, no key.
 * @module
 */
import { Buffer } from "node:buffer";
import { randomBytes } from "node:crypto";
import { Hono } from "hono";
import { disturb } from "./disturbance.ts";
import type { FaultPlan } from "./fault.ts";
import type { HttpEffect } from "./fault_kinds.ts";
import type { Gallery } from "./gallery.ts";
import type { CurrentTask, TaskStore } from "./task_store.ts";
import type { Replies } from "./reply.ts";
import { checkSignature, picturePath, STORE_HOST_ID } from "./signed_path.ts";
import {
  alreadySent,
  type EmulatorContext,
  type EmulatorEnv,
  sendRaw,
  writeHead,
} from "./traffic.ts";
import { flood, trickle } from "./unending_body.ts";

/** What the store works with. */
export interface PictureHostParts {
  readonly now: () => number;
  readonly store: TaskStore;
  readonly faults: FaultPlan;
  readonly replies: Replies;
  readonly gallery: Gallery;
}

const PICTURE_REGEXP = /\/([0-9a-f-]{36})-([1-9])\.png$/;
const PNG_TYPE = { "content-type": "image/png" };

/** Builds the store; it has a listener of its own. */
export function createPictureHost(parts: PictureHostParts): Hono<EmulatorEnv> {
  return new Hono<EmulatorEnv>().get("*", (c) => servePicture(c, parts));
}

interface Wanted {
  readonly current: CurrentTask;
  readonly place: number;
}

async function servePicture(c: EmulatorContext, parts: PictureHostParts): Promise<Response> {
  const url = new URL(c.req.url);
  const wanted = findPicture(url.pathname, parts);
  const asked = wanted?.current.task.asked;
  if (wanted !== undefined) {
    Object.assign(c.var.entry, { taskId: wanted.current.task.id, model: asked?.model });
  }
  const subject = { model: asked?.model, prompt: asked?.prompt, place: wanted?.place };
  const effects = parts.faults.takeHttp("picture", subject);
  const { response, special } = await disturb(c, effects, parts.replies);
  if (response) return response;
  const refused = refuse(c, url, parts.now(), special);
  if (refused) return refused;
  if (wanted === undefined || special?.kind === "missing") return sendMissing(c, url);
  const bytes = await parts.gallery.picture(wanted.current.task, wanted.place);
  return special === undefined ? sendRaw(c, 200, PNG_TYPE, bytes) : spoil(c, special, bytes);
}

function findPicture(path: string, { store, now }: PictureHostParts): Wanted | undefined {
  const match = PICTURE_REGEXP.exec(path);
  const current = store.find(match?.[1] ?? "");
  const place = Number(match?.[2]);
  if (current === undefined || current.task.outcome.kind !== "pictures") return undefined;
  const { span, task } = current;
  const isThere = task.outcome.kind === "pictures" && task.outcome.places[place - 1] === null &&
    task.canceledAtMs === null && now() >= span.endsAtMs &&
    picturePath(task.id, place, span.endsAtMs) === path;
  return isThere ? { current, place } : undefined;
}

function refuse(
  c: EmulatorContext,
  url: URL,
  nowMs: number,
  special: HttpEffect | undefined,
): Response | undefined {
  const verdict = special?.kind === "expired" ? "expired" : checkSignature(url, nowMs);
  if (verdict === "good") return undefined;
  if (verdict === "unsigned") {
    return sendError(c, 403, "AccessDenied", "You have no right to access this object.");
  }
  if (verdict === "forged") {
    const message = "The request signature we calculated does not match the signature you " +
      "provided. Check your key and signing method.";
    return sendError(c, 403, "SignatureDoesNotMatch", message);
  }
  const expiresAtMs = Number(url.searchParams.get("Expires")) * 1_000;
  return sendError(c, 403, "AccessDenied", "Request has expired.", {
    Expires: new Date(special ? Math.min(expiresAtMs, nowMs) : expiresAtMs).toISOString(),
    ServerTime: new Date(nowMs).toISOString(),
  });
}

function sendMissing(c: EmulatorContext, url: URL): Response {
  return sendError(c, 404, "NoSuchKey", "The specified key does not exist.", {
    Key: decodeURIComponent(url.pathname).slice(1),
  });
}

function sendError(
  c: EmulatorContext,
  status: number,
  code: string,
  message: string,
  more: Readonly<Record<string, string>> = {},
): Response {
  const requestId = randomBytes(12).toString("hex").toUpperCase();
  const fields = { Code: code, Message: message, ...more, RequestId: requestId };
  const xml = Object.entries({ ...fields, HostId: STORE_HOST_ID })
    .map(([name, value]) => `  <${name}>${escapeXml(value)}</${name}>\n`).join("");
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error>\n${xml}</Error>\n`;
  const headers = { "content-type": "application/xml", "x-oss-request-id": requestId };
  return sendRaw(c, status, headers, body);
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** Sends a picture with something wrong with it. */
function spoil(c: EmulatorContext, effect: HttpEffect, bytes: Uint8Array): Response {
  switch (effect.kind) {
    case "cut":
      return effect.withLength
        ? sendPart(c, bytes, effect.bytes, "drop")
        : sendCut(c, bytes, effect.bytes);
    case "stall":
      return sendPart(c, bytes, effect.bytes, "stall");
    case "not-image":
      return sendRaw(c, 200, { "content-type": "text/html" }, "<html><body>Sign in</body></html>");
    case "corrupt":
      return sendRaw(c, 200, PNG_TYPE, withBrokenCrc(bytes));
    case "trailing":
      return sendRaw(c, 200, PNG_TYPE, withTail(bytes, effect.bytes));
    case "endless":
      return flood(c, PNG_TYPE, asEndless(bytes));
    case "trickle":
      return trickle(c, PNG_TYPE, bytes, effect.everyMs);
    case "jpeg":
      return sendRaw(c, 200, { "content-type": "image/jpeg" }, asJpeg(bytes));
    default:
      return sendRaw(c, 200, PNG_TYPE, bytes);
  }
}

/** Announces the whole, sends a part, then breaks off or goes silent. */
function sendPart(
  c: EmulatorContext,
  bytes: Uint8Array,
  count: number,
  then: "drop" | "stall",
): Response {
  const { outgoing, incoming } = c.env;
  writeHead(c, 200, { ...PNG_TYPE, "content-length": bytes.length });
  outgoing.flushHeaders();
  outgoing.write(bytes.subarray(0, Math.min(count, bytes.length - 1)), () => {
    if (then === "drop") incoming.socket.end();
  });
  return alreadySent();
}

/** Announces no length, so that the end looks like the end. */
function sendCut(c: EmulatorContext, bytes: Uint8Array, count: number): Response {
  const { outgoing } = c.env;
  writeHead(c, 200, { ...PNG_TYPE, "transfer-encoding": "chunked" });
  outgoing.flushHeaders();
  outgoing.write(bytes.subarray(0, count));
  outgoing.end();
  return alreadySent();
}

/** A copy with one bit of the first picture data turned. */
function withBrokenCrc(bytes: Uint8Array): Uint8Array {
  const copy = Buffer.from(bytes);
  const at = copy.indexOf("IDAT") + 12;
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}

/** The picture's bytes behind the first bytes of a JPEG file. */
function asJpeg(bytes: Uint8Array): Uint8Array {
  const head = Buffer.from("ffd8ffe000104a46494600010100000100010000", "hex");
  return Buffer.concat([head, bytes.subarray(head.length)]);
}

/** The whole picture and something after its end, as some stores append it. */
function withTail(bytes: Uint8Array, count: number): Uint8Array {
  return Buffer.concat([bytes, Buffer.alloc(count, "tail ")]);
}

/** The beginning of the picture up to a chunk that announces two gigabytes. */
function asEndless(bytes: Uint8Array): Uint8Array {
  const head = Buffer.from(bytes.subarray(0, Buffer.from(bytes).indexOf("IDAT") + 4));
  head.writeUInt32BE(2 ** 31 - 1, head.length - 8);
  return head;
}
