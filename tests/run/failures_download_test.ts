import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Fault, RunningEmulator } from "../../lib/wan/emulator/emulator.ts";
import { assertSound, billed, createsSent, savedPictures } from "../support/journals.ts";
import {
  generateArgs,
  runProgram,
  type TestPipeline,
  withPipeline,
  withService,
} from "../support/harness.ts";
import { generateHere, QuickClock, resumeHere } from "../support/in_process.ts";
import { scenarios } from "../support/scenarios.ts";

const onPicture = (effect: object, more: object = {}): Fault =>
  ({ on: "picture", do: effect, ...more }) as Fault;

/** What can befall a picture on its way, and the documented line when it does not end. */
const TROUBLES: readonly [name: string, effect: object, line: RegExp][] = [
  ["an expired address", { kind: "expired" }, /изображения: 403\n/],
  ["a missing picture", { kind: "missing" }, /изображения: 404\n/],
  [
    "a download cut short of its length",
    { kind: "cut", bytes: 3_000, withLength: true },
    /оборвалась/,
  ],
  ["a download cut short without a length", {
    kind: "cut",
    bytes: 3_000,
    withLength: false,
  }, /не целиком/],
  ["a download cut inside the signature", { kind: "cut", bytes: 5, withLength: false }, /./],
  ["an empty download", { kind: "cut", bytes: 0, withLength: false }, /файл пришёл не целиком/],
  ["a download that stalls", { kind: "stall", bytes: 3_000 }, /данные не идут/],
  ["a wrong checksum", { kind: "corrupt" }, /PNG повреждён \(checksum of IDAT\)/],
  ["a JPEG", { kind: "jpeg" }, /вместо PNG пришло JPEG/],
  ["a web page", { kind: "not-image" }, /вместо PNG пришло HTML/],
  ["a gateway's page", { kind: "html", status: 503 }, /изображения: 503\n/],
  ["a dropped connection", { kind: "drop" }, /./],
];

const TIMEOUTS = { idleMs: 200 };

async function meet(
  faults: readonly Fault[],
  act: (pipeline: TestPipeline, service: RunningEmulator, clock: QuickClock) => Promise<void>,
): Promise<void> {
  const clock = new QuickClock();
  await withPipeline((pipeline) =>
    withService(async (service) => {
      await act(pipeline, service, clock);
      assertSound(pipeline, service);
      assert.deepEqual(readdirSync(join(pipeline.dir, ".alibaba", "tmp")), []);
      assert.equal(createsSent(service), 1, "a picture's trouble must never buy a new one");
    }, { clock, faults, maxQueriesPerSecond: 1_000 })
  );
}

const uncheckedFiles = (pipeline: TestPipeline) =>
  readdirSync(join(pipeline.dir, ".alibaba", "pictures"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".unchecked"));

scenarios({
  ...Object.fromEntries(TROUBLES.map(([name, effect]) => [
    `${name}, once: fetched again, whole, without paying again`,
    () =>
      meet([onPicture(effect)], async (pipeline, service, clock) => {
        const run = await generateHere(pipeline, service, "2", { clock, timeouts: TIMEOUTS });
        assert.equal(run.code, 0, run.text);
        assert.ok(existsSync(pipeline.image("illustration_02_alibaba.png")));
        assert.deepEqual([billed(service), savedPictures(pipeline.dir)], [1, 1]);
        assert.deepEqual(uncheckedFiles(pipeline), []);
      }),
  ])),

  ...Object.fromEntries(TROUBLES.map(([name, effect, line]) => [
    `${name}, again and again: the documented line, images/ untouched, resume fetches it`,
    () =>
      meet([onPicture(effect, { times: 0 })], async (pipeline, service, clock) => {
        const run = await generateHere(pipeline, service, "2", { clock, timeouts: TIMEOUTS });
        assert.equal(run.code, 4, run.text);
        assert.match(run.text, line);
        assert.match(run.text, /❌ (Ошибка скачивания изображения|Связь с)/);
        assert.match(run.text, /Иллюстрация 2: оплачено 1, сохранено 0; остальное заберёт.*resume/);
        assert.equal((await pipeline.images()).length, 7);
        service.clearFaults();
        const later = await resumeHere(pipeline, service, { clock, timeouts: TIMEOUTS });
        assert.equal(later.code, 0, later.text);
        assert.deepEqual([billed(service), savedPictures(pipeline.dir)], [1, 1]);
        assert.deepEqual(uncheckedFiles(pipeline), []);
      }),
  ])),

  "one bad picture of four does not keep the other three": () =>
    meet(
      [onPicture({ kind: "corrupt" }, { times: 0, match: { place: 3 } })],
      async (p, s, clock) => {
        const run = await generateHere(p, s, "1", { clock, request: { n: 4 } });
        assert.equal(run.code, 4);
        assert.match(run.text, /оплачено 4, сохранено 3/);
        const made = (await p.images()).filter((name) => name.includes("alibaba"));
        assert.deepEqual(made, [1, 2, 4].map((place) => `illustration_01_alibaba_${place}.png`));
        s.clearFaults();
        const later = await resumeHere(p, s, { clock });
        assert.deepEqual([later.code, savedPictures(p.dir)], [0, 4]);
      },
    ),

  "an expired address is asked for anew exactly once, then it is said": () =>
    meet([onPicture({ kind: "expired" }, { times: 0 })], async (pipeline, service, clock) => {
      const run = await generateHere(pipeline, service, "1", { clock });
      assert.match(run.text, /URL истёк \(24 часа\) и новый не помог/);
      const fetches = service.log.filter(({ host }) => host === "pictures");
      assert.equal(fetches.length, 2);
    }),

  "the program from outside: a cut download mends itself, an expired address is renewed": () =>
    withPipeline((pipeline) =>
      withService(async (service, env) => {
        const result = await runProgram(generateArgs(pipeline.dir, "1,2"), { env });
        assert.equal(result.code, 0, result.stdout + result.stderr);
        assert.match(result.stderr, /\[1\] ↻ Ошибка скачивания изображения: .*повтор через/);
        assert.equal(savedPictures(pipeline.dir), 2);
        assertSound(pipeline, service, result);
      }, {
        faults: [
          onPicture({ kind: "cut", bytes: 900, withLength: true }, {
            match: { prompt: "scene 1" },
          }),
          onPicture({ kind: "expired" }, { match: { prompt: "scene 2" } }),
        ],
      })
    ),
}, 4);
