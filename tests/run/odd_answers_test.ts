import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { WanClient } from "../../lib/wan/client.ts";
import { filesBelow, journalRows, savedPictures } from "../support/journals.ts";
import {
  generateArgs,
  runProgram,
  SECRET_KEY,
  type TestPipeline,
  withPipeline,
} from "../support/harness.ts";
import {
  generateHere,
  type InProcessOptions,
  QuickClock,
  resumeHere,
} from "../support/in_process.ts";
import { scenarios } from "../support/scenarios.ts";
import {
  type AskedQuery,
  finished,
  greyOf,
  type Script,
  type ScriptedService,
  withScript,
} from "../support/scripted_service.ts";

type Body = Record<string, unknown>;

const quick = (more: InProcessOptions = {}): InProcessOptions => ({
  clock: new QuickClock(),
  ...more,
});

function meet(
  script: Script,
  act: (pipeline: TestPipeline, service: ScriptedService) => Promise<void>,
): Promise<void> {
  return withPipeline((pipeline) => withScript(script, (service) => act(pipeline, service)));
}

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

const namesOf = (pipeline: TestPipeline) =>
  readdirSync(join(pipeline.dir, "images")).filter((name) => name.includes("alibaba")).sort();

const bytesIn = (pipeline: TestPipeline) =>
  namesOf(pipeline).map((name) => readFileSync(pipeline.image(name)).toString("base64")).sort();

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");

/** Nothing that people read may show a hole or the inside of JavaScript. */
function assertReadable(text: string): void {
  assert.doesNotMatch(text, /undefined|NaN|\[object|function |native code|Непредвиденная/, text);
}

scenarios({
  ...Object.fromEntries(
    Object.entries(ODD_FIELDS).map(([name, spoil]) => [
      `${name}: the picture beside it is fetched at once`,
      () =>
        meet(spoilt(spoil), async (pipeline, service) => {
          const run = await generateHere(pipeline, service, "2", quick());
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
          const run = await generateHere(pipeline, service, "2", quick({ request: { n: 2 } }));
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
          const run = await generateHere(pipeline, service, "1-3", quick());
          assert.equal(run.code, 4, run.text);
          assert.equal(service.queries(1), 2, "the service is asked once more");
          assert.match(run.text, /ЗАВЕРШЕНА[^]*Изображений создано: 2/);
          assert.match(run.text, /оплачено 1, сохранено 0/);
          assert.match(run.text, /❌ (Адрес картинки не http|Сервис не прислал адрес)/);
          assert.match(run.text, /Решение: Программа спросила дважды/);
          const later = await generateHere(pipeline, service, "5", quick());
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
      const run = await generateHere(pipeline, service, "1", quick());
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
      const run = await generateHere(pipeline, service, "1", quick());
      assert.equal(run.code, 4, run.text);
      assert.match(run.text, /оплачено 1, сохранено 0/);
      assert.doesNotMatch(run.text, /не оплачено/);
      isShown = true;
      const later = await resumeHere(pipeline, service, quick());
      assert.deepEqual([later.code, savedPictures(pipeline.dir)], [0, 1]);
    });
  },

  "neither results nor a word about money: it is not called free either": () =>
    meet({
      task: ({ taskId }) => finished(taskId, undefined, { usage: undefined }),
    }, async (pipeline, service) => {
      const run = await generateHere(pipeline, service, "1", quick());
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
      const run = await generateHere(pipeline, service, "1", quick());
      assert.deepEqual([run.code], [1], run.text);
      assert.match(run.text, /не удалось, оплачено 1\n/);
    }),

  "the picture's host cannot be reached: paid and waiting, not 'nothing was paid'": () =>
    meet({
      task: ({ taskId }) => finished(taskId, [{ url: "http://127.0.0.1:9/a.png" }]),
    }, async (pipeline, service) => {
      const run = await generateHere(pipeline, service, "1", quick());
      assert.equal(run.code, 4, run.text);
      assert.match(run.text, /Нет связи с 127\.0\.0\.1:9/);
      assert.match(run.text, /Решение: Картинка оплачена и хранится у сервиса 24 часа/);
      assert.doesNotMatch(run.text, /не оплачено/);
    }),

  "results in another order at the second query: each picture once, none lost": () =>
    shuffled((address) => [address("/grey/20"), address("/grey/10")]),

  "another order and other hosts at the second query: known by their bytes": () =>
    shuffled((address) => [address("/grey/20/moved"), address("/grey/10/moved")]),

  "three pictures in another order: each goes to its own place, none is fetched twice": () => {
    let isLate = false;
    const greys = () => isLate ? [30, 10, 20] : [10, 20, 30];
    return meet({
      task: ({ taskId, address }) =>
        finished(taskId, greys().map((grey) => ({ url: address(`/grey/${grey}`) }))),
      picture: (path, response) => {
        if (isLate || path === "/grey/10") return false;
        response.writeHead(403).end();
        return true;
      },
    }, async (pipeline, service) => {
      await generateHere(pipeline, service, "1", quick({ request: { n: 3 } }));
      isLate = true;
      const already = service.fetched.length;
      const later = await resumeHere(pipeline, service, quick());
      assert.equal(later.code, 0, later.text);
      assert.deepEqual(service.fetched.slice(already).sort(), ["/grey/20", "/grey/30"]);
      for (const place of [1, 2, 3]) {
        const bytes = readFileSync(pipeline.image(`illustration_01_alibaba_${place}.png`));
        assert.equal(base64(bytes), base64(greyOf(`/grey/${place}0`)), `place ${place}`);
      }
    });
  },

  "the service drew the same twice: both are kept, after a second look": () =>
    meet({
      task: ({ taskId, address }) =>
        finished(taskId, [{ url: address("/grey/10/a") }, { url: address("/grey/10/b") }]),
    }, async (pipeline, service) => {
      const run = await generateHere(pipeline, service, "1", quick({ request: { n: 2 } }));
      assert.equal(run.code, 0, run.text);
      assert.deepEqual(bytesIn(pipeline), [greyOf("/grey/10"), greyOf("/grey/10")].map(base64));
      assert.equal(service.queries(1), 2);
    }),

  "one address for two pictures: the second one is asked for, then told as missing": () =>
    meet({
      task: ({ taskId, address }) =>
        finished(taskId, [{ url: address("/grey/10") }, { url: address("/grey/10") }]),
    }, async (pipeline, service) => {
      const run = await generateHere(pipeline, service, "1", quick({ request: { n: 2 } }));
      assert.equal(run.code, 4, run.text);
      assert.match(run.text, /другую из того же заказа/);
      assert.deepEqual([service.queries(1), savedPictures(pipeline.dir)], [2, 1]);
    }),

  "more results than asked for: all are kept, under names of their own": () =>
    meet({
      task: ({ taskId, address }) =>
        finished(taskId, [10, 20, 30].map((grey) => ({ url: address(`/grey/${grey}`) }))),
    }, async (pipeline, service) => {
      const run = await generateHere(pipeline, service, "1", quick());
      assert.equal(run.code, 0, run.text);
      assert.deepEqual(namesOf(pipeline), [
        "illustration_01_alibaba.png",
        "illustration_01_alibaba_2.png",
        "illustration_01_alibaba_3.png",
      ]);
      assert.deepEqual(
        bytesIn(pipeline),
        [10, 20, 30].map((grey) => base64(greyOf(`/x/${grey}`))).sort(),
      );
      assert.match(run.text, /использовано: 3/);
    }),

  "a PNG with bytes after its end is saved as it came, and is no half frame": () => {
    const padded = Buffer.concat([greyOf("/grey/10"), Buffer.from("left by a gateway")]);
    return meet({
      task: ({ taskId, address }) => finished(taskId, [{ url: address("/padded") }]),
      picture: (_, response) => {
        response.end(padded);
        return true;
      },
    }, async (pipeline, service) => {
      const { stdout, stderr, code } = await runProgram(generateArgs(pipeline.dir, "1"), {
        env: service.env,
      });
      assert.equal(code, 0, stdout + stderr);
      assert.deepEqual(bytesIn(pipeline), [padded.toString("base64")]);
      const accepted = await runProgram(["accept", "--pipeline-dir", pipeline.dir, "--index", "1"]);
      assert.equal(accepted.code, 0, accepted.stdout + accepted.stderr);
      for (const command of ["list", "doctor"]) {
        const { stdout } = await runProgram([command, "--pipeline-dir", pipeline.dir], {
          env: service.env,
        });
        assert.doesNotMatch(stdout, /illustration_01\.png.*(обрывается|повреждён)/, command);
      }
    });
  },

  "what is refused and kept is told with the path where it lies, for each picture": () => {
    const damaged = greyOf("/grey/10");
    damaged[45] = (damaged[45] ?? 0) ^ 1;
    const cut = greyOf("/grey/10").subarray(0, 60);
    return meet({
      task: ({ taskId, address }) =>
        finished(taskId, [{ url: address("/damaged") }, { url: address("/cut") }]),
      picture: (path, response) => {
        response.end(path === "/cut" ? cut : damaged);
        return true;
      },
    }, async (pipeline, service) => {
      const run = await generateHere(pipeline, service, "1", quick({ request: { n: 2 } }));
      assert.equal(run.code, 4, run.text);
      const kept = [...run.text.matchAll(/Полученный файл сохранён: (.*\.unchecked)\./g)]
        .map(([, path = ""]) => base64(readFileSync(path)));
      assert.deepEqual(kept.sort(), [damaged, cut].map(base64).sort());
    });
  },

  "a picture that never ends is given up at 100 MB and leaves nothing behind": () => {
    const piece = Buffer.alloc(1024 * 1024, 1);
    let sentBytes = 0;
    return meet({
      task: ({ taskId, address }) => finished(taskId, [{ url: address("/endless") }]),
      picture: (_, response) => {
        const pour = () => {
          do sentBytes += piece.length; while (response.write(piece));
          response.once("drain", pour);
        };
        response.write(greyOf("/grey/1").subarray(0, 33));
        pour();
        return true;
      },
    }, async (pipeline, service) => {
      const run = await generateHere(pipeline, service, "1", quick());
      assert.equal(run.code, 4, run.text);
      assert.match(run.text, /больше 100 МБ/);
      assert.ok(sentBytes < 200e6, `${sentBytes} bytes were taken`);
      assert.equal(service.fetched.length, 1, "it is not fetched again and again");
      const left = [...filesBelow(join(pipeline.dir, ".alibaba")).keys()];
      assert.deepEqual(left.filter((name) => /part$|unchecked$/.test(name)), []);
    });
  },

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
      for (const name of filesBelow(pipeline.dir).keys()) {
        const path = join(pipeline.dir, name);
        if (!/\.(db|db-wal|png|json)$/.test(name) || !existsSync(path)) continue;
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
      const run = await generateHere(pipeline, service, "1-3", quick());
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
        const run = await generateHere(pipeline, service, "1,2", quick());
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

/** Two pictures, the second one comes whole only after a second answer that lists them anew. */
function shuffled(second: (address: AskedQuery["address"]) => [string, string]): Promise<void> {
  let isLate = false;
  return meet({
    task: ({ taskId, address }) => {
      const urls = isLate ? second(address) : [address("/grey/10"), address("/grey/20")];
      return finished(taskId, urls.map((url) => ({ url })));
    },
    picture: (path, response) => {
      if (isLate || path !== "/grey/20") return false;
      response.writeHead(403).end();
      return true;
    },
  }, async (pipeline, service) => {
    const first = await generateHere(pipeline, service, "1", quick({ request: { n: 2 } }));
    assert.equal(first.code, 4, first.text);
    isLate = true;
    const later = await resumeHere(pipeline, service, quick());
    assert.equal(later.code, 0, later.text);
    assert.deepEqual(
      bytesIn(pipeline),
      ["/grey/10", "/grey/20"].map((path) => base64(greyOf(path))).sort(),
    );
    assert.equal(savedPictures(pipeline.dir), 2);
  });
}
