import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { crc32, inflateSync } from "node:zlib";

type Json = Record<string, unknown>;

const folder = fileURLToPath(
  new URL("../examples/pipeline_ЦветокПушкинМНеороманс/", import.meta.url),
);
const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const maxPromptChars = 500;
const maxOriginalBytes = 40 * 1024;

function poemLines(): string[] {
  const text = readFileSync(join(folder, "song.txt"), "utf8");
  return text.split(/\r?\n/).filter((line) => line.trim() !== "");
}

function illustrations(): Json[] {
  const parsed: Json = JSON.parse(readFileSync(join(folder, "illustrations.json"), "utf8"));
  assert.ok(Array.isArray(parsed.illustrations));
  return parsed.illustrations;
}

function originalPath(index: number): string {
  return join(folder, "images", `illustration_${String(index).padStart(2, "0")}.png`);
}

/** Reads a whole PNG, holding every chunk to its checksum. */
function readPng(path: string): { width: number; height: number; types: string[]; data: Buffer } {
  const bytes = readFileSync(path);
  assert.deepEqual(bytes.subarray(0, 8), signature, `${path} is not a PNG`);
  const types: string[] = [];
  const data: Buffer[] = [];
  for (let at = 8; at < bytes.length;) {
    const length = bytes.readUInt32BE(at);
    const typed = bytes.subarray(at + 4, at + 8 + length);
    assert.equal(crc32(typed), bytes.readUInt32BE(at + 8 + length), `${path} at byte ${at}`);
    const type = typed.toString("latin1", 0, 4);
    types.push(type);
    if (type === "IDAT") data.push(typed.subarray(4));
    at += 12 + length;
  }
  const size = { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  return { ...size, types, data: inflateSync(Buffer.concat(data)) };
}

test("the example carries the whole poem: sixteen lines, first to last", () => {
  const lines = poemLines();
  assert.equal(lines.length, 16);
  assert.equal(lines[0], "Цветок засохший, безуханный,");
  assert.equal(lines[15], "Как сей неведомый цветок?");
});

test("the example's numbers are 1 to 8, each once, and its metadata counts them right", () => {
  const parsed: Json = JSON.parse(readFileSync(join(folder, "illustrations.json"), "utf8"));
  const metadata = parsed.metadata as Json;
  const indices = illustrations().map((entry) => entry.index);
  assert.deepEqual(indices, [1, 2, 3, 4, 5, 6, 7, 8]);
  assert.equal(metadata.created_parts, indices.length);
});

test("every illustration has the fields that the earlier step writes", () => {
  for (const entry of illustrations()) {
    for (const key of ["title", "prompt", "negative_prompt", "summary", "timing"]) {
      const text = entry[key];
      assert.ok(typeof text === "string" && text.trim() !== "", `${entry.index}: ${key}`);
    }
    assert.ok(Array.isArray(entry.present_entities), `${entry.index}: present_entities`);
  }
});

test("the example carries the script and the reference that the earlier step writes beside them", () => {
  const parsed: Json = JSON.parse(readFileSync(join(folder, "illustrations.json"), "utf8"));
  const titles = illustrations().map(({ title }) => title);
  assert.ok("bible_ref" in parsed);
  assert.deepEqual((parsed.script as Json[]).map(({ title }) => title), titles);
});

test("every prompt fits the models that silently cut text after 500 characters", () => {
  for (const { index, prompt, negative_prompt: negative } of illustrations()) {
    assert.ok(typeof prompt === "string" && typeof negative === "string");
    assert.ok(prompt.length >= 300 && prompt.length <= maxPromptChars, `${index}: prompt`);
    assert.ok(negative.length <= maxPromptChars, `${index}: negative_prompt`);
  }
});

test("the illustrations quote the whole poem in order", () => {
  const quoted = illustrations().flatMap((entry) => String(entry.source_excerpt).split("\n"));
  assert.deepEqual(quoted, poemLines());
});

test("every illustration has an original that opens: a whole 16:9 PNG, small to clone", () => {
  for (const { index } of illustrations()) {
    const path = originalPath(Number(index));
    const { width, height, types, data } = readPng(path);
    assert.deepEqual([width, height], [640, 360], path);
    assert.deepEqual([types[0], types.at(-1)], ["IHDR", "IEND"], path);
    assert.equal(data.length, height * (width + 1), path);
    assert.ok(statSync(path).size <= maxOriginalBytes, path);
  }
});

test("no original is another one's copy, and none belongs to a number that is not there", () => {
  const paths = illustrations().map((entry) => originalPath(Number(entry.index)));
  const pictures = new Set(paths.map((path) => readFileSync(path).toString("base64")));
  assert.equal(pictures.size, paths.length);
  const originals = readdirSync(join(folder, "images")).filter((name) =>
    /^illustration_\d+\.png$/.test(name)
  );
  assert.equal(originals.length, paths.length);
});
