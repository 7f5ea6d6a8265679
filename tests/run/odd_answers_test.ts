import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { WanClient } from "../../lib/wan/client.ts";
import { generateArgs, runProgram, SECRET_KEY } from "../support/harness.ts";
import { generateHere, QuickClock, resumeHere } from "../support/in_process.ts";
import { filesBelow, journalRows, savedPictures } from "../support/journals.ts";
import {
  assertReadable,
  base64,
  bytesIn,
  meet,
  namesOf,
  onQuickClock,
} from "../support/odd_answers.ts";
import { scenarios } from "../support/scenarios.ts";
import { finished, greyOf, type Script } from "../support/scripted_service.ts";

type Body = Record<string, unknown>;

/** One picture, and the answer changed by `spoil`. */
const spoilt = (spoil: (body: Body & { output: Body }) => unknown): Script => ({
  task: ({ taskId, address }) => {
    const body = finished(taskId, [{ url: address("/grey/90") }]);
    return spoil(body) ?? body;
  },
});

const output = (more: Body) => (body: { output: Body }) => void Object.assign(body.output, more);
const top = (more: Body) => (body: Body) => void Object.assign(body, more);

const result = (more: Body) => (body: { output: Body }) => {
  const [first] = body.output["results"] as [Body];
  Object.assign(first, more);
};

/** Decorations that must not veto the address beside them. */
const ODD_FIELDS: Readonly<Record<string, (body: Body & { output: Body }) => unknown>> = {
  "task_metrics null": output({ task_metrics: null }),
  "task_metrics a word": output({ task_metrics: "none" }),
  "image_count null": top({ usage: { image_count: null } }),
  "image_count a word": top({ usage: { image_count: "one" } }),
  "usage null": top({ usage: null }),
  "usage a list": top({ usage: [] }),
  "no task_id": (body) => void delete body.output["task_id"],
  "task_id null": output({ task_id: null }),
  "no task_status": (body) => void delete body.output["task_status"],
  "a numeric code": output({ code: 0, message: null }),
  "request_id an object": top({ request_id: {} }),
  "end_time a number": output({ end_time: 1 }),
  "actual_prompt a number, orig_prompt an object": result({ actual_prompt: 5, orig_prompt: {} }),
  "actual_prompt with a NUL and half an emoji": result({ actual_prompt: "a\0b\ud83d" }),
  "a code beside the address": result({ code: "Odd", message: null }),
};

const PAIR: Readonly<Record<string, unknown>> = {
  "a refusal without message": { code: "DataInspectionFailed", message: null },
  "a refusal with a numeric code": { code: 17, message: "No." },
  "an empty object": {},
  "null": null,
  "a text": "none",
};

/** Addresses nothing can be fetched from. */
const ODD_ADDRESSES: Readonly<Record<string, unknown>> = {
  "oss": { url: "oss://bucket/a.png" },
  "ftp": { url: "ftp://127.0.0.1/a.png" },
  "file": { url: "file:///etc/passwd" },
  "a word": { url: "nowhere" },
  "a number": { url: 5 },
  "none": {},
};

scenarios({
  ...Object.fromEntries(
    Object.entries(ODD_FIELDS).map(([name, spoil]) => [
      `${name}: the picture beside it is fetched at once`,
      () =>
        meet(spoilt(spoil), async (pipeline, service) => {
          const run = await generateHere(pipeline, service, "2", onQuickClock());
          assert.equal(run.code, 0, run.text);
          assert.deepEqual(bytesIn(pipeline), [base64(greyOf("/grey/90"))]);
          assert.equal(service.queries(1), 1);
          assertReadable(run.text);
        }),
    ]),
  ),

  ...Object.fromEntries(
    Object.entries(PAIR).map(([name, item]) => [
      `${name} beside a picture costs that place alone`,
      () =>
        meet({
          task: ({ taskId, address }) =>
            finished(taskId, [item, { url: address("/grey/90") }], { usage: { image_count: 1 } }),
        }, async (pipeline, service) => {
          const run = await generateHere(
            pipeline,
            service,
            "2",
            onQuickClock({ request: { n: 2 } }),
          );
          assert.equal(run.code, 3, run.text);
          assert.match(run.text, /сохранено 1 из 2, оплачено 1/);
          assert.deepEqual(namesOf(pipeline), ["illustration_02_alibaba_2.png"]);
          assertReadable(run.text);
        }),
    ]),
  ),

  ...Object.fromEntries(
    Object.entries(ODD_ADDRESSES).map(([name, item]) => [
      `an address that is ${name}: that picture's failure after one fresh query, with a remedy`,
      () =>
        meet({
          task: ({ task, taskId, address }) =>
            finished(taskId, [task === 1 ? item : { url: address(`/grey/${task}`) }], {
              usage: { image_count: 1 },
            }),
        }, async (pipeline, service) => {
          const run = await generateHere(pipeline, service, "1-3", onQuickClock());
          assert.equal(run.code, 4, run.text);
          assert.equal(service.queries(1), 2, "the service is asked once more");
          assert.match(run.text, /ЗАВЕРШЕНА[^]*Изображений создано: 2/);
          assert.match(run.text, /оплачено 1, сохранено 0/);
          assert.match(run.text, /❌ (Адрес картинки не http|Сервис не прислал адрес)/);
          assert.match(run.text, /Решение: Программа спросила дважды/);
          const later = await generateHere(pipeline, service, "5", onQuickClock());
          assert.match(later.text, /Изображений создано: 1/);
          assert.equal(service.creates(), 4, "nothing is ordered twice");
          assert.equal(savedPictures(pipeline.dir), 3);
          assertReadable(run.text + later.text);
        }),
    ]),
  ),

  "an odd address that the fresh answer mends is nobody's trouble": () =>
    meet({
      task: ({ query, taskId, address }) =>
        finished(taskId, [{ url: query === 1 ? "oss://bucket/a.png" : address("/grey/9") }]),
    }, async (pipeline, service) => {
      const run = await generateHere(pipeline, service, "1", onQuickClock());
      assert.deepEqual([run.code, bytesIn(pipeline)], [0, [base64(greyOf("/grey/9"))]]);
    }),

  "billed and no results: never called free, fetched when the service shows it after all": () => {
    let isShown = false;
    return meet({
      task: ({ taskId, address }) =>
        finished(taskId, isShown ? [{ url: address("/grey/9") }] : null, {
          usage: { image_count: 1 },
        }),
    }, async (pipeline, service) => {
      const run = await generateHere(pipeline, service, "1", onQuickClock());
      assert.equal(run.code, 4, run.text);
      assert.match(run.text, /оплачено 1, сохранено 0/);
      assert.doesNotMatch(run.text, /не оплачено/);
      isShown = true;
      const later = await resumeHere(pipeline, service, onQuickClock());
      assert.deepEqual([later.code, savedPictures(pipeline.dir)], [0, 1]);
    });
  },

  "neither results nor a word about money: it is not called free either": () =>
    meet({
      task: ({ taskId }) => finished(taskId, undefined, { usage: undefined }),
    }, async (pipeline, service) => {
      const run = await generateHere(pipeline, service, "1", onQuickClock());
      assert.equal(run.code, 4, run.text);
      assert.match(run.text, /сколько оплачено, сервис не сообщил, сохранено 0/);
      assert.doesNotMatch(run.text, /не оплачено/);
      assertReadable(run.text);
    }),

  "all refused and yet billed: told as billed": () =>
    meet({
      task: ({ taskId }) =>
        finished(taskId, [{ code: "InternalError.Timeout", message: "Slow." }], {
          usage: { image_count: 1 },
        }),
    }, async (pipeline, service) => {
      const run = await generateHere(pipeline, service, "1", onQuickClock());
      assert.deepEqual([run.code], [1], run.text);
      assert.match(run.text, /не удалось, оплачено 1\n/);
    }),

  "the picture's host cannot be reached: paid and waiting, not 'nothing was paid'": () =>
    meet({
      task: ({ taskId }) => finished(taskId, [{ url: "http://127.0.0.1:9/a.png" }]),
    }, async (pipeline, service) => {
      const run = await generateHere(pipeline, service, "1", onQuickClock());
      assert.equal(run.code, 4, run.text);
      assert.match(run.text, /Нет связи с 127\.0\.0\.1:9/);
      assert.match(run.text, /Решение: Картинка оплачена и хранится у сервиса 24 часа/);
      assert.doesNotMatch(run.text, /не оплачено/);
    }),

  "a key that the service echoes is neither written down nor shown": () => {
    const escaped = `\\u0073${SECRET_KEY.slice(1)}`;
    return meet({
      task: ({ task, taskId, address }) =>
        task === 1
          ? JSON.stringify({
            ...finished(taskId, [{
              url: address("/grey/10"),
              actual_prompt: `Bearer KEY, ${SECRET_KEY}`,
            }, { code: SECRET_KEY, message: `for ${SECRET_KEY}` }]),
            request_id: SECRET_KEY,
          }).replace("KEY", escaped)
          : { output: { task_status: "FAILED", code: "X", message: `no ${SECRET_KEY}` } },
    }, async (pipeline, service) => {
      const { stdout, stderr, code } = await runProgram(
        [...generateArgs(pipeline.dir, "1,2", "--n", "2"), "--json"],
        { env: service.env },
      );
      assert.equal(code, 3, stdout + stderr);
      assert.ok(!(stdout + stderr).includes(SECRET_KEY), "the key was printed");
      const [row] = journalRows(pipeline.dir, "SELECT actual_prompt FROM pictures WHERE place = 1");
      assert.equal(row?.["actual_prompt"], "Bearer …, …");
      const kept = [...filesBelow(pipeline.dir).keys()].filter((name) =>
        /\.(db|db-wal|png|json)$/.test(name) && existsSync(join(pipeline.dir, name))
      );
      assert.ok(kept.some((name) => name.endsWith("journal.db")), kept.join());
      for (const name of kept) {
        const path = join(pipeline.dir, name);
        assert.ok(!readFileSync(path, "latin1").includes(SECRET_KEY), `the key is in ${name}`);
      }
    });
  },

  "codes that every JavaScript object knows are told like any other": () =>
    meet({
      task: ({ task, taskId }) => ({
        output: {
          task_id: taskId,
          task_status: "FAILED",
          code: ["constructor", "__proto__", "toString"][task - 1],
          message: "Odd.",
        },
      }),
    }, async (pipeline, service) => {
      const run = await generateHere(pipeline, service, "1-3", onQuickClock());
      assert.equal(run.code, 1);
      for (const code of ["constructor", "__proto__", "toString"]) {
        assert.ok(run.text.includes(`❌ Ошибка API: 400 - ${code}\n`), run.text);
      }
      assert.equal(run.text.match(/Решение: Проверьте промпт, размер и модель/g)?.length, 3);
      assertReadable(run.text);
    }),

  "a bug that one order runs into does not end the report of the others": async () => {
    const { openResult } = WanClient.prototype;
    try {
      await meet({
        task: ({ task, taskId, address }) =>
          finished(taskId, [{ url: address(`/grey/${task}/${task === 1 ? "bug" : "fine"}`) }]),
      }, async (pipeline, service) => {
        WanClient.prototype.openResult = function (url, signal) {
          if (url.includes("/bug?")) throw new TypeError("x is not a function");
          return openResult.call(this, url, signal);
        };
        const run = await generateHere(pipeline, service, "1,2", onQuickClock());
        assert.equal(run.code, 4, run.text);
        assert.match(run.text, /Изображений создано: 1/);
        assert.match(run.text, /Иллюстрация 1: оплачено 1, сохранено 0/);
        assert.match(run.text, /Непредвиденная ошибка программы: x is not a function/);
        assert.equal(savedPictures(pipeline.dir), 1);
      });
    } finally {
      WanClient.prototype.openResult = openResult;
    }
  },

  "--timeout holds although the service takes a query and never answers": () =>
    meet({ task: () => undefined }, async (pipeline, service) => {
      const beganMs = performance.now();
      const args = generateArgs(pipeline.dir, "1", "--timeout", "2");
      const { stdout, code } = await runProgram(args, { env: service.env });
      const tookMs = performance.now() - beganMs;
      assert.ok(tookMs < 12_000, `it took ${tookMs} ms`);
      assert.equal(code, 4, stdout);
      assert.match(stdout, /ещё выполняется у сервиса \(задача 9e2b/);
    }),

  "--timeout holds although every query fails and is repeated": () =>
    meet({ task: () => "<html>" }, async (pipeline, service) => {
      const clock = new QuickClock();
      const run = await generateHere(pipeline, service, "1", { clock, waitMs: 30_000 });
      assert.equal(run.code, 4, run.text);
      const waitedMs = clock.waitsMs.reduce((sum, each) => sum + each, 0);
      assert.ok(waitedMs < 150_000, `it waited for ${waitedMs} ms in all`);
      assert.match(run.text, /ещё выполняется/);
    }),
});
