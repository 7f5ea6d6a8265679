/** `R` on a walk: what a person orders while deciding, and what becomes of it. */
import assert from "node:assert/strict";
import { join } from "node:path";
import test from "node:test";
import { listPipeline } from "../../lib/film/listing.ts";
import { openPipeline } from "../../lib/pipeline/folder.ts";
import { sameAgain } from "../../lib/run/same_again.ts";
import { makeOrder, snapshot } from "../support/choices.ts";
import { runProgram, withPipeline, withService } from "../support/harness.ts";
import { createsSent, orderStates, savedPictures } from "../support/journals.ts";
import { onTerminal, type Person, withoutTerminal } from "../support/pseudo_terminal.ts";

const ONLY_WITH_TERMINAL = { skip: withoutTerminal(), timeout: 120_000 };

/** A candidate as an ordinary run leaves it, with settings of its own. */
const MADE = { greys: [201], width: 1280, height: 720, prompt: "Роза между страниц" } as const;

async function begins(person: Person): Promise<void> {
  await person.sees("\x1b[c");
  person.types("\x1b[?62;22c");
  await person.sees("R заказать ещё");
}

/** Proposes to order again, and sees the price before answering. */
async function asksAgain(person: Person, key = "r"): Promise<void> {
  person.types(key);
  await person.sees("Модель: wan2.5-t2i-preview");
  await person.sees("Размер: 1280*720");
  await person.sees("Вариантов на картинку: 1");
  await person.sees("Продолжить? (y/N)");
}

test(
  "R tells the price and orders the same when agreed; the walk goes on and the picture joins it",
  ONLY_WITH_TERMINAL,
  () =>
    withPipeline((pipeline) =>
      withService(async (service, env) => {
        const { dir } = pipeline;
        for (const index of [1, 2]) await makeOrder(dir, { index, ...MADE });
        const args = ["accept", "--pipeline-dir", dir];
        const { code, shown } = await onTerminal(args, async (person) => {
          await begins(person);
          await asksAgain(person);
          person.types("n");
          await person.sees("ничего не отправлено и не оплачено");
          await person.sees("1 из 2 · Иллюстрация 1");
          assert.equal(createsSent(service), 0, "no is no");
          await asksAgain(person, "к");
          person.types("д");
          // The walk is at the next number before anything has arrived.
          await person.sees("2 из 2 · Иллюстрация 2");
          await person.sees("[1] ✅ сохранено: illustration_01_alibaba.png");
          person.types("k");
          await person.sees("1 из 2 · Иллюстрация 1");
          await person.sees("1–2 выбрать");
          person.types("2");
          await person.sees("2 из 2 · Иллюстрация 2");
          person.types("q");
        }, env);
        assert.equal(code, 3, shown);
        assert.match(shown, /Стоимость: .*\$0\.03 /);
        const [task, ...others] = service.tasks();
        assert.deepEqual(others, []);
        assert.deepEqual(
          [task?.model, task?.prompt, task?.n, task?.size],
          ["wan2.5-t2i-preview", MADE.prompt, 1, "1280*720"],
        );
        const { illustrations: [first] } = await listPipeline(await openPipeline(dir), [1]);
        const newest = first?.candidates.findLast(({ kind }) => kind === "candidate");
        assert.equal(newest?.provenance?.taskId, task?.taskId);
        assert.equal(
          first?.accepted?.pictureId,
          newest?.id,
          "the picture that was ordered is chosen",
        );
      })
    ),
);

test(
  "leaving waits for what was ordered; Ctrl-C leaves it to resume, which fetches it",
  ONLY_WITH_TERMINAL,
  () =>
    withPipeline(({ dir }) =>
      withService(async (service, env) => {
        await makeOrder(dir, { index: 3, ...MADE });
        const args = ["accept", "--pipeline-dir", dir];
        service.addFaults([{ on: "task", do: { kind: "duration", ms: 2_000 } }]);
        const patient = await onTerminal(args, async (person) => {
          await begins(person);
          await asksAgain(person);
          person.types("yrq");
          await person.sees("Для иллюстрации 3 картинка уже заказана");
          await person.sees("Жду заказанные картинки: 3");
          await person.sees("[3] ✅ сохранено");
        }, env);
        assert.equal(patient.code, 3, patient.shown);
        assert.equal(savedPictures(dir), 2);
        service.addFaults([{ on: "task", do: { kind: "duration", ms: 5_000 } }]);
        const hasty = await onTerminal(args, async (person) => {
          await begins(person);
          await asksAgain(person);
          person.types("y");
          await person.sees("заказано");
          while (service.tasks().length < 2) await new Promise((next) => setTimeout(next, 20));
          person.types("q");
          await person.sees("Жду заказанные картинки: 3");
          person.types("\x03");
          await person.sees("заберёт команда resume");
        }, env);
        assert.equal(hasty.code, 130, hasty.shown);
        const resumed = await runProgram(["resume", "--pipeline-dir", dir], { env });
        assert.equal(resumed.code, 0, resumed.stdout);
        assert.equal(savedPictures(dir), 3);
        assert.equal(createsSent(service), 2, "nothing was bought twice");
      })
    ),
);

test(
  "what is paid for and cannot be fetched ends the walk with 4, even when all is decided",
  ONLY_WITH_TERMINAL,
  () =>
    withPipeline(({ dir }) =>
      withService(async (service, env) => {
        await makeOrder(dir, { index: 3, ...MADE });
        const address = "http://127.0.0.1:9/a.png";
        service.addFaults([{
          on: "query",
          times: 1_000,
          do: { kind: "address", address, place: 1 },
        }]);
        const { code, shown } = await onTerminal(
          ["accept", "--pipeline-dir", dir],
          async (person) => {
            await begins(person);
            await asksAgain(person);
            person.types("y");
            await person.sees("заказано");
            person.types("0");
            await person.sees("заберёт команда resume");
          },
          env,
        );
        assert.equal(code, 4, shown);
      })
    ),
);

test(
  "a ceiling holds, a missing key is told, and neither ends the walk or sends anything",
  ONLY_WITH_TERMINAL,
  () =>
    withPipeline((pipeline) =>
      withService(async (service, env) => {
        const { dir } = pipeline;
        await makeOrder(dir, { index: 3, ...MADE });
        const before = snapshot(dir);
        const args = ["accept", "--pipeline-dir", dir];
        const ceiling = {
          ALIBABA_MAX_USD_PER_DAY: "0.01",
          XDG_STATE_HOME: join(pipeline.home, "состояние"),
        };
        const poor = await onTerminal(args, async (person) => {
          await begins(person);
          await asksAgain(person);
          person.types("y");
          await person.sees("Иллюстрация 3: не отправлено, не оплачено");
          person.types("q");
        }, { ...env, ...ceiling });
        assert.equal(poor.code, 1, poor.shown);
        assert.match(
          poor.shown,
          /ALIBABA_MAX_USD_PER_DAY[^]*Продолжить/,
          "told before the question",
        );
        const keyless = await onTerminal(args, async (person) => {
          await begins(person);
          person.types("r");
          await person.sees("ALIBABA_API_KEY");
          await person.sees("1 из 1 · Иллюстрация 3");
          person.types("q");
        }, { ...env, ALIBABA_API_KEY: "" });
        assert.equal(keyless.code, 1, keyless.shown);
        assert.equal(createsSent(service), 0);
        assert.deepEqual(snapshot(dir), before);
        // A rehearsal needs no key.
        const rehearsed = await onTerminal([...args, "--rehearse"], async (person) => {
          await begins(person);
          await asksAgain(person);
          person.types("yq");
          await person.sees("[3] ✅ сохранено");
        });
        assert.equal(rehearsed.code, 3, rehearsed.shown);
        assert.equal(createsSent(service), 0);
        assert.equal(orderStates(dir).at(-1), "settled");
      })
    ),
);

test("a decision cannot be rehearsed: refused before the film is changed", () =>
  withPipeline(async ({ dir }) => {
    await makeOrder(dir, { index: 3, ...MADE });
    const before = snapshot(dir);
    for (const named of [["--index", "3"], ["--indices", "3"]]) {
      const args = ["accept", "--pipeline-dir", dir, "--rehearse", ...named];
      const { code, stderr } = await runProgram(args);
      assert.equal(code, 2, stderr);
      assert.match(stderr, new RegExp(`--rehearse.*${named[0]}`));
    }
    assert.deepEqual(snapshot(dir), before);
  }));

test("the same again: settings and references of the newest candidate, never a file by its name", async () => {
  await withPipeline(async ({ dir }) => {
    const model = { protocol: "messages", model: "wan2.7-image" } as const;
    const facts = { pictureId: undefined, sha256: "0".repeat(64), bytes: 9, width: 9, height: 9 };
    const references = [
      { kind: "illustration", source: "edit", ...facts },
      { kind: "illustration", source: "2", ...facts },
      { kind: "picture", source: "c1", ...facts },
    ] as const;
    const listed = async (index: number) => {
      const { illustrations } = await listPipeline(await openPipeline(dir), [index]);
      return illustrations[0] ?? assert.fail();
    };
    await makeOrder(dir, { index: 1, ...MADE, ...model, references, promptExtend: true });
    const again = sameAgain(await listed(1), "wan2.6-t2i");
    assert.deepEqual(
      [
        again.model,
        again.edit,
        again.prompt,
        again.references,
        again.promptExtend,
        again.n,
        again.seed,
      ],
      ["wan2.7-image", MADE.prompt, undefined, ["2", "c1"], true, 1, undefined],
    );
    const bare = sameAgain(await listed(2), "wan2.6-t2i");
    assert.deepEqual([bare.model, bare.size, bare.prompt], ["wan2.6-t2i", "fit", undefined]);
    const file = { kind: "file", source: "/etc/passwd", ...facts } as const;
    await makeOrder(dir, { index: 4, ...MADE, ...model, references: [file] });
    const hostile = await listed(4);
    assert.throws(() => sameAgain(hostile, "wan2.6-t2i"), { code: "reference_missing" });
  });
});
