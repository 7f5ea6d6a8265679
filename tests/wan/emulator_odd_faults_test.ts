import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { get } from "node:http";
import { join } from "node:path";
import test from "node:test";
import { gunzipSync } from "node:zlib";
import { checkPng } from "../../lib/image/png_reader.ts";
import { type Fault, FAULT_KINDS, ODDITIES } from "../../lib/wan/emulator/emulator.ts";
import { ROOT } from "../support/harness.ts";
import {
  create,
  createTask,
  KEY,
  NOON_MS,
  pictureUrl,
  query,
  rehearse,
  send,
} from "../support/loopback.ts";

const on = (place: "create" | "query" | "list" | "picture" | "task", effect: object, more = {}) =>
  ({ on: place, do: effect, ...more }) as Fault;

const LIMITS = { perSecond: 50, concurrent: 50 };

test("a create can be refused, or met by a web page, after its task was made", async () => {
  const faults = [
    on("create", { kind: "refuse-after", status: 504, code: "InternalError", message: "Late." }),
    on("create", { kind: "html-after", status: 403 }),
    on("create", { kind: "garbage-after" }),
    on("create", { kind: "hang-after", ms: 10 }),
    on("create", { kind: "code-only", code: "InvalidParameter", message: "No." }),
  ];
  await rehearse({ faults, limits: LIMITS }, async (emulator) => {
    const late = await create(emulator);
    assert.deepEqual([late.status, JSON.parse(late.text).code], [504, "InternalError"]);
    const page = await create(emulator);
    assert.deepEqual([page.status, page.headers["content-type"]], [403, "text/html"]);
    const garbage = await create(emulator);
    assert.equal(garbage.status, 200);
    assert.throws(() => JSON.parse(garbage.text));
    assert.equal((await create(emulator)).brokenBy, "ECONNRESET");
    assert.equal(emulator.tasks().length, 4);
    const refused = await create(emulator);
    assert.equal(refused.status, 200);
    assert.deepEqual(Object.keys(JSON.parse(refused.text)), ["code", "message", "request_id"]);
    assert.equal(emulator.tasks().length, 4, "a 200 with a code made no task");
  });
});

test("the list can be without its data, and can show young tasks late", async () => {
  const faults = [on("list", { kind: "no-data" }), on("list", { kind: "lag", ms: 5_000 })];
  await rehearse({ faults }, async (emulator, clock) => {
    await createTask(emulator);
    clock.advance(4_000);
    const list = async () =>
      JSON.parse((await send(`${emulator.baseUrl}/tasks/`, { headers: KEY })).text);
    const bare = await list();
    assert.deepEqual([bare.total, "data" in bare], [1, false]);
    assert.deepEqual((await list()).data, []);
    assert.equal((await list()).data.length, 1);
  });
});

/** What each oddity makes of an answer with two pictures and one failure. */
const ODD_ANSWERS: Record<string, (body: Awaited<ReturnType<typeof query>>) => void> = {
  "metrics-null": ({ output }) => assert.equal(output.task_metrics, null),
  "count-null": ({ usage }) => assert.deepEqual(usage, { image_count: null }),
  "results-null": ({ output }) => assert.equal(output.results, null),
  "results-absent": ({ output, usage }) =>
    assert.deepEqual(["results" in output, usage], [false, { image_count: 2 }]),
  "results-empty": ({ output, usage }) =>
    assert.deepEqual([output.results, usage], [[], { image_count: 2 }]),
  "message-null": ({ output }) =>
    assert.deepEqual(output.results?.[1], { code: "InternalError.Timeout", message: null }),
  "failure-empty": ({ output }) => assert.deepEqual(output.results?.[1], {}),
  "code-number": ({ output }) => assert.equal(output.results?.[1]?.code, 500),
  "task-id-absent": ({ output }) => assert.equal("task_id" in output, false),
  reversed: ({ output }) => assert.match(output.results?.[0]?.url ?? "", /-3\.png\?/),
  repeated: ({ output }) => assert.equal(new Set(output.results?.map(({ url }) => url)).size, 1),
  "signed-anew": ({ output }) => assert.match(output.results?.[0]?.url ?? "", /anew$/),
};

/** What only the choices of the messages protocol can suffer; see the test of those. */
const OF_CHOICES = ["type-absent", "texts-between", "one-choice", "own-choices", "choice-null"];

test("every oddity strikes the answer of a finished task, and only that", async () => {
  assert.deepEqual([...Object.keys(ODD_ANSWERS), ...OF_CHOICES], ODDITIES);
  const failure = { code: "InternalError.Timeout", message: "An internal timeout …" };
  await rehearse({ limits: LIMITS }, async (emulator, clock) => {
    for (const [what, check] of Object.entries(ODD_ANSWERS)) {
      emulator.addFaults([
        on("task", { kind: "partial", places: { "2": failure } }),
        on("query", { kind: "odd", what }),
      ]);
      const id = await createTask(emulator, { parameters: { n: 3 } });
      assert.equal((await query(emulator, id)).output.task_status, "PENDING", what);
      clock.advance(2_000);
      check(await query(emulator, id));
      assert.equal((await query(emulator, id)).output.results?.length, 3, `${what}: only once`);
    }
  });
});

test("a failed task and a task without failures can be odd as well", async () => {
  const faults = [
    on("task", { kind: "fail", code: "InternalError", message: "Broken." }),
    on("query", { kind: "odd", what: "code-number" }),
    on("query", { kind: "odd", what: "failure-empty" }),
    on("query", { kind: "odd", what: "message-null" }),
  ];
  await rehearse({ faults, limits: LIMITS }, async (emulator, clock) => {
    const failed = await createTask(emulator, { parameters: { n: 1 } });
    const whole = await createTask(emulator, { parameters: { n: 1 } });
    clock.advance(2_000);
    assert.equal((await query(emulator, failed)).output.code, 500);
    const { output } = await query(emulator, failed);
    assert.deepEqual([output.task_status, output.code, output.message], [
      "FAILED",
      undefined,
      undefined,
    ]);
    const results = (await query(emulator, whole)).output.results;
    assert.equal(results?.length, 2);
    assert.equal(results?.[1]?.message, null);
  });
});

test("a picture can have any address or none, and there can be more than asked for", async () => {
  const faults = [
    on("query", { kind: "address", address: "oss://bucket/picture.png" }),
    on("query", { kind: "address", address: null, place: 2 }),
    on("task", { kind: "more", pictures: 2 }),
  ];
  await rehearse({ faults }, async (emulator, clock) => {
    const id = await createTask(emulator, { parameters: { n: 4 } });
    clock.advance(2_000);
    const urls = async () => (await query(emulator, id)).output.results?.map(({ url }) => url);
    assert.equal((await urls())?.[0], "oss://bucket/picture.png");
    assert.equal((await urls())?.[1], undefined);
    assert.equal((await urls())?.length, 6);
    assert.equal(emulator.tasks()[0]?.billed, 6);
    checkPng((await send(await pictureUrl(emulator, id, 6))).bytes);
  });
});

test("a picture can have a tail, never end, or come a byte at a time", async () => {
  const faults = [
    on("picture", { kind: "trailing", bytes: 20 }),
    on("picture", { kind: "endless" }),
    on("picture", { kind: "trickle", everyMs: 5 }),
  ];
  await rehearse({ faults, limits: LIMITS }, async (emulator, clock) => {
    const id = await createTask(emulator, { parameters: { n: 1 } });
    clock.advance(2_000);
    const url = await pictureUrl(emulator, id);
    const tailed = await send(url);
    const endless = await firstBytes(url, 30_000_000);
    const slow = await firstBytes(url, 10);
    const whole = await send(url);
    assert.deepEqual(tailed.bytes.subarray(0, whole.bytes.length), whole.bytes);
    assert.equal(tailed.bytes.length, whole.bytes.length + 20);
    assert.ok(endless.length >= 30_000_000);
    assert.equal(endless.toString("latin1", 1, 4), "PNG");
    assert.ok(slow.length < 100, `${slow.length} bytes came at once`);
    assert.deepEqual(slow, whole.bytes.subarray(0, slow.length));
  });
});

/** Reads so many bytes of a body and leaves. */
function firstBytes(
  url: string,
  count: number,
  headers: Record<string, string> = {},
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const req = get(url, { agent: false, headers }, (res) => {
      const pieces: Buffer[] = [];
      let bytes = 0;
      res.on("data", (piece: Buffer) => {
        pieces.push(piece);
        bytes += piece.length;
        if (bytes < count) return;
        req.destroy();
        resolve(Buffer.concat(pieces));
      });
    });
    req.on("error", reject);
  });
}

test("an answer can be a gzip bomb, come a blank at a time, or tell a wrong date", async () => {
  const faults = [
    on("query", { kind: "bomb", bytes: 5_000_000 }),
    on("query", { kind: "trickle", everyMs: 5 }),
    on("query", { kind: "date", offsetMs: 3_600_000 }),
    on("query", { kind: "date", offsetMs: null }),
    on("query", { kind: "html", status: 502 }),
  ];
  await rehearse({ faults }, async (emulator) => {
    const url = `${emulator.baseUrl}/tasks/1`;
    const ask = () => send(url, { headers: KEY });
    const bomb = await ask();
    assert.equal(bomb.headers["content-encoding"], "gzip");
    assert.ok(bomb.bytes.length < 20_000, `${bomb.bytes.length}`);
    assert.equal(gunzipSync(bomb.bytes).length, 5_000_000);
    assert.match((await firstBytes(url, 10, KEY)).toString(), /^ {10,40}$/);
    const dated = await ask();
    assert.equal(dated.status, 502, "a wrong date and another fault act together");
    assert.equal(dated.headers.date, undefined);
    assert.equal(Date.parse((await ask()).headers.date ?? ""), NOON_MS, "the emulator's own clock");
    emulator.addFaults([on("query", { kind: "date", offsetMs: 3_600_000 })]);
    assert.equal(Date.parse((await ask()).headers.date ?? ""), NOON_MS + 3_600_000);
  });
});

test("both languages document every kind of fault and every oddity, and no other", () => {
  const known = [...Object.values(FAULT_KINDS).flat(), ...ODDITIES];
  for (const page of ["emulator.md", "emulator.ru.md"]) {
    const text = readFileSync(join(ROOT, "docs", page), "utf8");
    const faults = text.slice(text.indexOf("| `kind` |"), text.search(/\n## (Control|Управление)/));
    const named = [...faults.matchAll(/^\| (`[^|]*) \|/gm)].flatMap(([, cell = ""]) =>
      namesIn(cell)
    );
    assert.deepEqual(named.toSorted(), known.toSorted(), page);
  }
});

/** The kinds a table's first cell names; their fields follow a kind after a blank, kinds after a comma. */
function namesIn(cell: string): string[] {
  return cell.split(", ").flatMap((part) => /^`([a-z-]+)`/.exec(part)?.[1] ?? [])
    .filter((name) => name !== "kind" && name !== "what");
}
