import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import test from "node:test";
import { crc32 } from "node:zlib";
import { checkPng, PngReader } from "../../lib/image/png_reader.ts";
import { decodePng } from "../../lib/image/pixels.ts";
import { solidPng } from "../support/harness.ts";

const WHOLE = solidPng(31, 17, 128);

const failure = (bytes: Uint8Array): string => {
  try {
    checkPng(bytes);
    return "none";
  } catch (error) {
    return (error as { code: string }).code;
  }
};

function chunk(type: string, data: Uint8Array): Uint8Array {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

const SIGNATURE = WHOLE.subarray(0, 8);
const IHDR = WHOLE.subarray(8, 33);
const IEND = WHOLE.subarray(WHOLE.length - 12);
const IDAT = WHOLE.subarray(33, WHOLE.length - 12);

test("a whole picture is recognised with its size, in whatever pieces it arrives", () => {
  for (const pieceBytes of [1, 2, 7, 8, 13, 64, WHOLE.length]) {
    const reader = new PngReader();
    for (let at = 0; at < WHOLE.length; at += pieceBytes) {
      reader.push(WHOLE.subarray(at, at + pieceBytes));
    }
    assert.deepEqual(reader.finish(), { width: 31, height: 17 });
  }
});

test("a picture cut anywhere is not taken for whole", () => {
  for (let length = 0; length < WHOLE.length; length++) {
    assert.match(failure(WHOLE.subarray(0, length)), /^(png_cut|not_png)$/, `${length} bytes`);
  }
});

test("a single wrong bit anywhere is found", () => {
  for (let at = 0; at < WHOLE.length; at++) {
    const copy = new Uint8Array(WHOLE);
    copy[at] = (copy[at] ?? 0) ^ 0x10;
    assert.notEqual(failure(copy), "none", `byte ${at}`);
  }
});

test("bytes after the end do not make a whole picture less whole, in whatever pieces they come", () => {
  const padded = Buffer.concat([WHOLE, Buffer.from("\n-- left by some gateway --")]);
  assert.deepEqual(checkPng(padded), { width: 31, height: 17 });
  const reader = new PngReader();
  for (let at = 0; at < padded.length; at += 5) reader.push(padded.subarray(at, at + 5));
  assert.deepEqual(reader.finish(), { width: 31, height: 17 });
  assert.deepEqual(decodePng(padded), decodePng(WHOLE));
  assert.deepEqual(decodePng(Buffer.concat([WHOLE, Buffer.from("\n\n")])), decodePng(WHOLE));
});

test("what comes in the wrong order or is missing makes no picture", () => {
  const join = (...parts: Uint8Array[]) => Buffer.concat(parts);
  assert.equal(failure(join(SIGNATURE, IDAT, IHDR, IEND)), "png_damaged");
  assert.equal(failure(join(SIGNATURE, IHDR, IHDR, IDAT, IEND)), "png_damaged");
  assert.equal(failure(join(SIGNATURE, IHDR, IEND)), "png_damaged");
  assert.equal(failure(join(SIGNATURE, IHDR, IDAT)), "png_cut");
  const flat = new Uint8Array(IHDR.subarray(8, 21));
  flat.fill(0, 0, 4);
  assert.equal(failure(join(SIGNATURE, chunk("IHDR", flat), IDAT, IEND)), "png_damaged");
});

test("what came instead of a PNG is named", () => {
  const kindOf = (start: string | number[]) => {
    const bytes = Buffer.concat([Buffer.from(start as string), Buffer.alloc(20)]);
    try {
      checkPng(bytes);
      return "PNG";
    } catch (error) {
      return (error as { facts: Record<string, unknown> }).facts["kind"];
    }
  };
  assert.equal(kindOf([0xff, 0xd8, 0xff, 0xe0]), "JPEG");
  assert.equal(kindOf("RIFF1234WEBP"), "WebP");
  assert.equal(kindOf("<!DOCTYPE html>"), "HTML/XML");
  assert.equal(kindOf("GIF89a"), "GIF");
  assert.equal(kindOf("\u0001\u0002"), undefined, "nothing is named that is not known");
});

test("chunks nobody knows and megabytes of noise are read through", () => {
  const noise = chunk("noSe", randomBytes(300_000));
  const bytes = Buffer.concat([SIGNATURE, IHDR, noise, IDAT, IDAT, IEND]);
  assert.deepEqual(checkPng(bytes), { width: 31, height: 17 });
});
