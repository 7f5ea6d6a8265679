import assert from "node:assert/strict";
import type { RunningEmulator } from "../../lib/wan/emulator/emulator.ts";
import { assertSound, createsSent, filesBelow } from "../support/journals.ts";
import {
  generateArgs,
  runProgram,
  SEVEN,
  type TestPipeline,
  withPipeline,
  withService,
} from "../support/harness.ts";
import { scenarios } from "../support/scenarios.ts";

const OFFLINE = { ALIBABA_LANG: "ru" };

/** The orders of a dry run. */
async function dryRun(pipeline: TestPipeline, ...args: string[]) {
  const all = ["--pipeline-dir", pipeline.dir, "--dry-run", "--json", ...args];
  const { code, stdout, stderr } = await runProgram(all, { env: OFFLINE });
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

async function bodiesOf(
  args: readonly string[],
  check: (bodies: Record<string, unknown>[], service: RunningEmulator) => void,
): Promise<void> {
  await withPipeline((pipeline) =>
    withService(async (service, env) => {
      const result = await runProgram(["--pipeline-dir", pipeline.dir, ...args], { env });
      assert.equal(result.code, 0, result.stdout + result.stderr);
      const creates = service.log.filter(({ bodyText }) => bodyText !== undefined);
      check(creates.map(({ bodyText }) => JSON.parse(bodyText ?? "")), service);
      assertSound(pipeline, service, result);
    })
  );
}

const USAGE_ERRORS: readonly [args: readonly string[], said: RegExp][] = [
  [["--n", "0"], /--n: «0» — ожидалось целое число от 1 до 6/],
  [["--n", "5"], /--n 5: допустимо целое число от 1 до 4/],
  [["--n", "7"], /--n: «7»/],
  [["--n", "1.5"], /--n: «1\.5»/],
  [["--n", "два"], /--n: «два»/],
  [["--seed", "-1"], /--seed: «-1»/],
  [["--seed", "2147483648"], /--seed: «2147483648».*2147483647/],
  [["--size", "большой"], /--size: «большой» — ожидалось fit, ШИРИНАxВЫСОТА \(1280x720\)/],
  [["--size", "5:7"], /--size: «5:7»/],
  [["--timeout", "0"], /--timeout: «0»/],
  [["--concurrency", "0"], /--concurrency: «0»/],
  [["--lang", "fr"], /--lang: «fr» — допустимо ru или en/],
  [["--indices", "1;2"], /--indices: «1;2»/],
  [["--indices", "5-2"], /--indices: «5-2»/],
  [["--indices", "-3"], /--indices/],
  [["--indices", ""], /--indices/],
  [["--indices", "9,10"], /таких иллюстраций нет; в пайплайне есть: 1-7/],
  [["--no-such-flag"], /--no-such-flag/],
];

scenarios({
  "the documented defaults are what is sent: n is always there, the prompt is left as it is": () =>
    bodiesOf(["--indices", "2", "--no-confirm"], ([body]) => {
      assert.deepEqual(body, {
        model: "wan2.5-t2i-preview",
        input: { prompt: SEVEN[1]?.prompt, negative_prompt: "text, watermark" },
        parameters: { size: "1024*1024", n: 1, prompt_extend: false, watermark: false },
      });
    }),

  "every documented flag reaches the service": () =>
    bodiesOf(
      [
        "--indices=3,4",
        "--size=1280*720",
        "--n=2",
        "--prompt-extend",
        "--watermark",
        "--seed=42",
        "--no-confirm",
        "--model=wan2.2-t2i-plus",
      ],
      (bodies) => {
        assert.equal(bodies.length, 2);
        for (const { model, parameters } of bodies) {
          assert.equal(model, "wan2.2-t2i-plus");
          assert.deepEqual(parameters, {
            size: "1280*720",
            n: 2,
            prompt_extend: true,
            watermark: true,
            seed: 42,
          });
        }
      },
    ),

  "another prompt for this order only: sent instead of the recorded one, the file unchanged": () =>
    withPipeline((pipeline) =>
      withService(async (service, env) => {
        const before = filesBelow(pipeline.dir).get("illustrations.json");
        assert.ok(before !== undefined);
        const more = ["--prompt", "Сова «ночью»", "--negative-prompt", "люди"];
        const { code } = await runProgram(generateArgs(pipeline.dir, "1", ...more), { env });
        assert.equal(code, 0);
        const { input } = JSON.parse(service.log[0]?.bodyText ?? "");
        assert.deepEqual(input, { prompt: "Сова «ночью»", negative_prompt: "люди" });
        assert.equal(filesBelow(pipeline.dir).get("illustrations.json"), before);
      })
    ),

  "--concurrency 1: never two tasks at once": () =>
    bodiesOf(["--indices", "1-3", "--no-confirm", "--concurrency", "1"], (_bodies, service) => {
      const tasks = service.tasks();
      assert.equal(tasks.length, 3);
      tasks.slice(1).forEach(({ createdAtMs }, at) => {
        assert.ok(createdAtMs >= (tasks[at]?.endedAtMs ?? Infinity), "two tasks at once");
      });
    }),

  "without --concurrency the model's own limit holds: two tasks of wan2.2": () =>
    bodiesOf(
      ["--indices", "1-5", "--no-confirm", "--model", "wan2.2-t2i-flash"],
      (_bodies, service) => {
        const tasks = service.tasks();
        assert.equal(tasks.length, 5);
        for (const { createdAtMs } of tasks) {
          const open = tasks.filter((task) =>
            task.createdAtMs <= createdAtMs && (task.endedAtMs ?? Infinity) > createdAtMs
          );
          assert.ok(open.length <= 2, `${open.length} tasks at once`);
        }
      },
    ),

  "a number without an illustration is named, the others go on, and the exit code says partly":
    () =>
      withPipeline((pipeline) =>
        withService(async (service, env) => {
          const result = await runProgram(generateArgs(pipeline.dir, "1,8-9,12"), { env });
          assert.equal(result.code, 3);
          assert.match(result.stderr, /⚠️ {2}Нет иллюстраций с номерами 8-9, 12\n/);
          assert.match(
            result.stdout,
            /создано: 1\n[^]*Ошибок: 3\n\nНет иллюстраций с номерами 8-9, 12/,
          );
          assert.equal(service.tasks().length, 1);
          assertSound(pipeline, service, result);
        })
      ),

  "numbers are those of the entries, not their positions": () =>
    withPipeline(async (pipeline) => {
      const { orders } = await dryRun(pipeline, "--indices", "0,40");
      assert.deepEqual(orders.map((each: { index: number }) => each.index), [0, 40]);
      assert.equal(orders[1].request.body.input.prompt, "The last");
    }, [{ index: 7, prompt: "a" }, { index: 40, prompt: "The last" }, { index: 0, prompt: "b" }]),

  "ranges, repetitions and the other spellings of a size work from the command line": () =>
    withPipeline(async (pipeline) => {
      const args = ["--indices", " 2–4, 6,2,1-2", "--size", "1280х720"];
      const { orders } = await dryRun(pipeline, ...args);
      assert.deepEqual(orders.map((each: { index: number }) => each.index), [2, 3, 4, 6, 1]);
      assert.equal(orders[0].request.body.parameters.size, "1280*720");
      const all = await dryRun(pipeline, "--indices", "all", "--size", "16:9");
      assert.equal(all.orders.length, 7);
      assert.equal(all.orders[6].request.body.parameters.size, "1280*720");
    }),

  ...Object.fromEntries(USAGE_ERRORS.map(([args, said]) => [
    `${args.join(" ")}: refused with exit code 2, nothing asked, nothing changed`,
    () =>
      withPipeline(async (pipeline) => {
        const before = filesBelow(pipeline.dir);
        const all = ["--pipeline-dir", pipeline.dir, "--indices", "1", "--rehearse", ...args];
        const { code, stdout, stderr } = await runProgram(all, { env: OFFLINE });
        assert.equal(code, 2, stdout + stderr);
        assert.equal(stdout, "");
        assert.match(stderr, /^❌ /);
        assert.match(stderr, said);
        assert.deepEqual(filesBelow(pipeline.dir), before);
      }),
  ])),

  "what must be given is asked for by name": async () => {
    const none = await runProgram(["--indices", "1"], { env: OFFLINE });
    assert.equal(none.code, 2);
    assert.match(none.stderr, /не задан обязательный параметр --pipeline-dir/);
    const dir = await runProgram(["--pipeline-dir", "нет такого", "--indices", "1"]);
    assert.equal(dir.code, 2);
    assert.match(dir.stderr, /папка пайплайна не найдена: .*нет такого/);
    await withPipeline(async (pipeline) => {
      const indices = await runProgram(["--pipeline-dir", pipeline.dir]);
      assert.equal(indices.code, 2);
      assert.match(indices.stderr, /не задан обязательный параметр --indices/);
    });
  },

  "English on request, by flag or environment, with the same figures": () =>
    withPipeline(async (pipeline) => {
      const flag = generateArgs(pipeline.dir, "1", "--rehearse", "--lang", "en");
      const { code, stdout, stderr } = await runProgram(flag, { env: OFFLINE });
      assert.equal(code, 0, stderr);
      assert.equal(
        stdout,
        "🎉 GENERATION FINISHED!\n📊 Statistics:\n   Images created: 1\n   API calls: 1\n" +
          "   Images the service counted: 1 (rehearsal, nothing was charged)\n   Errors: 0\n",
      );
      assert.ok(
        !/[а-яё]/i.test(stderr.replaceAll(pipeline.dir, "").replaceAll(/Pipeline: .*/g, "")),
      );
      const list = await runProgram(["list", "--pipeline-dir", pipeline.dir], {
        env: { ALIBABA_LANG: "en" },
      });
      assert.match(list.stdout, /7 illustrations/);
    }),

  "a rehearsal needs neither key nor network, costs nothing, and touches no real key": () =>
    withPipeline((pipeline) =>
      withService(async (service, env) => {
        const { code, stderr } = await runProgram(generateArgs(pipeline.dir, "1", "--rehearse"), {
          env,
        });
        assert.equal(code, 0, stderr);
        assert.match(stderr, /Стоимость: бесплатно \(репетиция\)/);
        assert.equal(service.log.length, 0);
        assertSound(pipeline, service);
      })
    ),

  "a dry run shows the exact requests and the price, needs no key, changes nothing": () =>
    withPipeline((pipeline) =>
      withService(async (service, env) => {
        const before = filesBelow(pipeline.dir);
        const args = ["--pipeline-dir", pipeline.dir, "--indices", "1,2", "--n", "3", "--dry-run"];
        const result = await runProgram(args, {
          env: { ALIBABA_BASE_URL: env["ALIBABA_BASE_URL"] ?? "" },
        });
        assert.equal(result.code, 0, result.stderr);
        assert.match(result.stdout, /Изображений: 6\n/);
        assert.match(
          result.stdout,
          /Стоимость: ≈ \$0\.18 \(6 × \$0\.03, цены на \d{4}-\d\d-\d\d\)/,
        );
        assert.match(
          result.stdout,
          /\[1\] POST http:\/\/127\.0\.0\.1:\d+\/api\/v1\/services\/aigc\/text2image\/image-synthesis\n/,
        );
        assert.match(result.stdout, /X-DashScope-Async: enable\n/);
        const body = /^ {3}(\{.*\})$/m.exec(result.stdout)?.[1] ?? "";
        assert.equal(JSON.parse(body).parameters.n, 3);
        assert.deepEqual(filesBelow(pipeline.dir), before);
        const sent = await runProgram(generateArgs(pipeline.dir, "1", "--n", "3"), { env });
        assert.equal(sent.code, 0);
        assert.equal(service.log.find((each) => each.bodyText)?.bodyText, body);
        assert.equal(createsSent(service), 1);
      })
    ),

  "--json: one document on stdout, with everything a program needs": () =>
    withPipeline((pipeline) =>
      withService(async (service, env) => {
        const args = generateArgs(pipeline.dir, "1,9", "--n", "2", "--seed", "7", "--json");
        const { code, stdout } = await runProgram(args, { env });
        const document = JSON.parse(stdout);
        assert.equal(code, 3);
        assert.deepEqual(document.statistics, { created: 2, apiCalls: 1, billed: 2, errors: 1 });
        assert.deepEqual([document.exitCode, document.missing], [3, [9]]);
        const [order] = document.orders;
        const task = service.tasks()[0]?.taskId;
        assert.deepEqual(
          [order.index, order.result, order.taskId, order.n, order.seed, order.billed, order.size],
          [1, "made", task, 2, 7, 2, "1024*1024"],
        );
        const views = order.candidates.map((each: { viewPath: string }) => each.viewPath);
        assert.deepEqual(
          views,
          [1, 2].map((at) => pipeline.image(`illustration_01_alibaba_${at}.png`)),
        );
      })
    ),

  "--json: an error is a document too": () =>
    withPipeline(async (pipeline) => {
      const args = generateArgs(pipeline.dir, "1", "--n", "9", "--json");
      const { code, stdout } = await runProgram(args, { env: OFFLINE });
      const { exitCode, error } = JSON.parse(stdout);
      assert.deepEqual([code, exitCode, error.code], [2, 2, "number_invalid"]);
      assert.match(error.text, /--n: «9»/);
    }),
}, 4);
