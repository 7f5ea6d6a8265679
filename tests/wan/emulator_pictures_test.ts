import test from "node:test";
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { crc32, inflateSync } from "node:zlib";
import { createTask, pictureUrl, query, rehearse, send } from "../support/loopback.ts";

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

/** Takes a PNG apart and checks every chunk. */
function chunksOf(bytes: Buffer): readonly Chunk[] {
  assert.equal(bytes.toString("latin1", 0, 8), "\x89PNG\r\n\x1a\n");
  const chunks: Chunk[] = [];
  let at = 8;
  while (at < bytes.length) {
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString("latin1", at + 4, at + 8);
    const crc = bytes.readUInt32BE(at + 8 + length);
    assert.equal(crc32(bytes.subarray(at + 4, at + 8 + length)), crc, type);
    chunks.push({ type, data: bytes.subarray(at + 8, at + 8 + length) });
    at += 12 + length;
  }
  assert.equal(at, bytes.length);
  assert.equal(chunks.at(-1)?.type, "IEND");
  return chunks;
}

function pixelsOf(bytes: Buffer): Buffer {
  const parts = chunksOf(bytes).filter(({ type }) => type === "IDAT").map(({ data }) => data);
  return inflateSync(Buffer.concat(parts));
}

/** The colours of all pixels as 0xRRGGBB, with the filter "Sub" undone. */
function coloursOf(bytes: Buffer, width: number): readonly number[] {
  const rows = pixelsOf(bytes);
  const colours: number[] = [];
  for (let start = 0; start < rows.length; start += 1 + 3 * width) {
    assert.equal(rows[start], 1);
    const colour = [0, 0, 0];
    for (let x = 0; x < width; x++) {
      for (let channel = 0; channel < 3; channel++) {
        const step = rows[start + 1 + 3 * x + channel] ?? 0;
        colour[channel] = ((colour[channel] ?? 0) + step) & 255;
      }
      colours.push(((colour[0] ?? 0) << 16) | ((colour[1] ?? 0) << 8) | (colour[2] ?? 0));
    }
  }
  return colours;
}

test("a picture is a whole RGB PNG of exactly the asked size, up to the extremes", async () => {
  const sizes = ["1280*720", "768*2700", "768*768"];
  await rehearse({}, async (emulator, clock) => {
    for (const size of sizes) {
      const id = await createTask(emulator, { parameters: { n: 1, size, watermark: true } });
      clock.advance(2_000);
      const answer = await send(await pictureUrl(emulator, id));
      assert.equal(answer.headers["content-type"], "image/png");
      const [header] = chunksOf(answer.bytes);
      const [width, height] = size.split("*").map(Number) as [number, number];
      assert.equal(header?.data.readUInt32BE(0), width);
      assert.equal(header?.data.readUInt32BE(4), height);
      assert.deepEqual([...(header?.data.subarray(8) ?? [])], [8, 2, 0, 0, 0]);
      assert.equal(pixelsOf(answer.bytes).length, height * (1 + 3 * width));
    }
  });
});

test("pictures differ by task and place, say REHEARSAL, and repeat byte for byte", async () => {
  await rehearse({}, async (emulator, clock) => {
    const parameters = { n: 2, size: "768*768" };
    const ids = [
      await createTask(emulator, { parameters }),
      await createTask(emulator, { parameters }),
    ];
    clock.advance(2_000);
    const urls: string[] = [];
    for (const id of ids) {
      urls.push(await pictureUrl(emulator, id, 1), await pictureUrl(emulator, id, 2));
    }
    const bytes = await Promise.all(urls.map(async (url) => (await send(url)).bytes));
    const pictures = bytes.map((each) => coloursOf(each, 768));
    assert.equal(new Set(pictures.map((colours) => colours[0])).size, 4, "four skies");
    for (const colours of pictures) {
      // In one picture of 150 the sun reaches the first row; it never touches an edge.
      assert.ok(new Set(colours.slice(0, 768)).size <= 2, "the sky is one colour across");
      assert.equal(colours[0], colours[767]);
      const letters = colours.filter((colour) => colour === 0xfffcf0).length;
      assert.ok(letters > 20_000 && letters < 120_000, `${letters} pixels of letters`);
    }
    const comment = chunksOf(bytes[1] ?? Buffer.alloc(0)).find(({ type }) => type === "tEXt");
    assert.match(comment?.data.toString("latin1") ?? "", /Rehearsal picture 2 of task/);
    for (const url of urls.toReversed()) await send(url);
    assert.deepEqual((await send(urls[0] ?? "")).bytes, bytes[0]);
  });
});

test("noise makes pictures as heavy as real ones and leaves them whole", async () => {
  const noiseBytes = 2_500_000;
  await rehearse({ picture: { noiseBytes } }, async (emulator, clock) => {
    const id = await createTask(emulator, { parameters: { n: 1, size: "768*768" } });
    clock.advance(2_000);
    const { bytes } = await send(await pictureUrl(emulator, id));
    assert.ok(bytes.length > noiseBytes && bytes.length < noiseBytes * 1.1, String(bytes.length));
    pixelsOf(bytes);
  });
});

test("HEAD tells the length of a picture without sending it", async () => {
  await rehearse({}, async (emulator, clock) => {
    const id = await createTask(emulator, { parameters: { n: 1, size: "768*768" } });
    clock.advance(2_000);
    const url = await pictureUrl(emulator, id);
    const head = await send(url, { method: "HEAD" });
    assert.equal(head.status, 200);
    assert.equal(head.bytes.length, 0);
    assert.equal(Number(head.headers["content-length"]), (await send(url)).bytes.length);
  });
});

test("an address stops working 24 hours after the task has ended", async () => {
  await rehearse({}, async (emulator, clock) => {
    const id = await createTask(emulator, { parameters: { n: 1, size: "768*768" } });
    clock.advance(2_000);
    const url = await pictureUrl(emulator, id);
    clock.advance(24 * 3_600_000 - 2_000);
    assert.equal((await send(url)).status, 200);
    clock.advance(2_000);
    const late = await send(url);
    assert.equal(late.status, 403);
    assert.equal(late.headers["content-type"], "application/xml");
    assert.match(late.text, /<Code>AccessDenied<\/Code>\s*<Message>Request has expired\./);
    assert.match(late.text, /<Expires>2026-03-02T04:00:01\.000Z<\/Expires>/);
  });
});

test("a changed address is refused, a picture that never was is missing", async () => {
  await rehearse({}, async (emulator, clock) => {
    const id = await createTask(emulator, { parameters: { n: 1, size: "768*768" } });
    clock.advance(2_000);
    const url = await pictureUrl(emulator, id);
    const later = url.replace(/Expires=\d+/, "Expires=4000000000");
    assert.match((await send(later)).text, /<Code>SignatureDoesNotMatch</);
    assert.match((await send(url.replace("-1.png", "-2.png"))).text, /SignatureDoesNotMatch/);
    assert.equal((await send(url.replace(/\?.*/, ""))).status, 403);
    emulator.addFaults([{ on: "picture", do: { kind: "missing" } }]);
    const missing = await send(url);
    assert.equal(missing.status, 404);
    assert.match(missing.text, /<Code>NoSuchKey<\/Code>/);
  });
});

test("picture faults: expired, missing, cut, corrupt, not an image, JPEG; then all is well", async () => {
  const faults = [
    { kind: "expired" },
    { kind: "missing" },
    { kind: "cut", bytes: 500, withLength: true },
    { kind: "cut", bytes: 500, withLength: false },
    { kind: "corrupt" },
    { kind: "not-image" },
    { kind: "jpeg" },
  ] as const;
  await rehearse(
    { faults: faults.map((effect) => ({ on: "picture", do: effect })) },
    async (emulator, clock) => {
      const id = await createTask(emulator, { parameters: { n: 1, size: "768*768" } });
      clock.advance(2_000);
      const url = await pictureUrl(emulator, id);
      const expired = await send(url);
      assert.equal(expired.status, 403);
      assert.match(expired.text, /Request has expired\./);
      assert.equal((await send(url)).status, 404);

      const cut = await send(url);
      assert.equal(cut.isComplete, false);
      assert.equal(cut.bytes.length, 500);
      assert.ok(Number(cut.headers["content-length"]) > 500);
      const cutUnseen = await send(url);
      assert.equal(cutUnseen.isComplete, true);
      assert.equal(cutUnseen.bytes.length, 500);
      assert.equal(cutUnseen.headers["content-length"], undefined);

      const corrupt = await send(url);
      assert.throws(() => chunksOf(corrupt.bytes), /IDAT/);
      const page = await send(url);
      assert.deepEqual([page.status, page.headers["content-type"]], [200, "text/html"]);
      assert.equal((await send(url)).bytes.subarray(0, 3).toString("hex"), "ffd8ff");
      pixelsOf((await send(url)).bytes);
    },
  );
});

test("a stalled picture sends its first bytes and then nothing until the client leaves", async () => {
  await rehearse({ faults: [{ on: "picture", do: { kind: "stall", bytes: 700 } }] }, async (
    emulator,
    clock,
  ) => {
    const id = await createTask(emulator, { parameters: { n: 1, size: "768*768" } });
    clock.advance(2_000);
    const url = await pictureUrl(emulator, id);
    const stalled = await send(url, { leaveWhenQuietMs: 300 });
    assert.equal(stalled.brokenBy, "LEFT");
    assert.equal(stalled.bytes.length, 700);
    assert.equal((await send(url)).isComplete, true);
  });
});

test("a fault can be meant for one place of one order", async () => {
  const match = { prompt: "сорока", place: 2 };
  await rehearse(
    { faults: [{ on: "picture", match, times: 0, do: { kind: "missing" } }] },
    async (emulator, clock) => {
      const parameters = { n: 2, size: "768*768" };
      const hit = await createTask(emulator, { input: { prompt: "белая сорока" }, parameters });
      const other = await createTask(emulator, { input: { prompt: "ворона" }, parameters });
      clock.advance(2_000);
      const statusOf = async (id: string, place: number) =>
        (await send(await pictureUrl(emulator, id, place))).status;
      assert.deepEqual([await statusOf(hit, 1), await statusOf(hit, 2)], [200, 404]);
      assert.equal(await statusOf(other, 2), 200);
      assert.equal(await statusOf(hit, 2), 404);
      assert.equal((await query(emulator, hit)).usage?.image_count, 2);
    },
  );
});

test("under load one drawing of a size serves all tasks, and yet no two files are the same", async () => {
  await rehearse({ picture: { drawnOnce: true, noiseBytes: 1_000 } }, async (emulator, clock) => {
    const ids = await Promise.all(
      ["768*768", "768*768", "800*1200"].map((size) =>
        createTask(emulator, { parameters: { n: 1, size } })
      ),
    );
    clock.advance(2_000);
    const files: Buffer[] = [];
    for (const id of ids) files.push((await send(await pictureUrl(emulator, id))).bytes);
    const [first, second, other] = files as [Buffer, Buffer, Buffer];
    assert.ok(!first.equals(second));
    assert.deepEqual(pixelsOf(first), pixelsOf(second));
    assert.equal(chunksOf(other)[0]?.data.readUInt32BE(4), 1_200);
  });
});

test("the log keeps the newest requests, as many as it is asked to", async () => {
  await rehearse({ maxLogEntries: 3 }, async (emulator) => {
    const ids: string[] = [];
    for (let nth = 0; nth < 5; nth++) ids.push(await createTask(emulator));
    assert.deepEqual(emulator.log.map(({ taskId }) => taskId), ids.slice(-3));
  });
});
