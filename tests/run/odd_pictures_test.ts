import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { generateArgs, runProgram } from "../support/harness.ts";
import { generateHere, resumeHere } from "../support/in_process.ts";
import { filesBelow, savedPictures } from "../support/journals.ts";
import { base64, bytesIn, meet, namesOf, onQuickClock } from "../support/odd_answers.ts";
import { scenarios } from "../support/scenarios.ts";
import { type AskedQuery, finished, greyOf } from "../support/scripted_service.ts";

scenarios({
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
      await generateHere(pipeline, service, "1", onQuickClock({ request: { n: 3 } }));
      isLate = true;
      const already = service.fetched.length;
      const later = await resumeHere(pipeline, service, onQuickClock());
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
      const run = await generateHere(pipeline, service, "1", onQuickClock({ request: { n: 2 } }));
      assert.equal(run.code, 0, run.text);
      assert.deepEqual(bytesIn(pipeline), [greyOf("/grey/10"), greyOf("/grey/10")].map(base64));
      assert.equal(service.queries(1), 2);
    }),

  "one address for two pictures: the second one is asked for, then told as missing": () =>
    meet({
      task: ({ taskId, address }) =>
        finished(taskId, [{ url: address("/grey/10") }, { url: address("/grey/10") }]),
    }, async (pipeline, service) => {
      const run = await generateHere(pipeline, service, "1", onQuickClock({ request: { n: 2 } }));
      assert.equal(run.code, 4, run.text);
      assert.match(run.text, /другую из того же заказа/);
      assert.deepEqual([service.queries(1), savedPictures(pipeline.dir)], [2, 1]);
    }),

  "more results than asked for: all are kept, under names of their own": () =>
    meet({
      task: ({ taskId, address }) =>
        finished(taskId, [10, 20, 30].map((grey) => ({ url: address(`/grey/${grey}`) }))),
    }, async (pipeline, service) => {
      const run = await generateHere(pipeline, service, "1", onQuickClock());
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
      const run = await generateHere(pipeline, service, "1", onQuickClock({ request: { n: 2 } }));
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
      const run = await generateHere(pipeline, service, "1", onQuickClock());
      assert.equal(run.code, 4, run.text);
      assert.match(run.text, /больше 100 МБ/);
      assert.ok(sentBytes < 200e6, `${sentBytes} bytes were taken`);
      assert.equal(service.fetched.length, 1, "it is not fetched again and again");
      const left = [...filesBelow(join(pipeline.dir, ".alibaba")).keys()];
      assert.deepEqual(left.filter((name) => /part$|unchecked$/.test(name)), []);
    });
  },
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
    const first = await generateHere(pipeline, service, "1", onQuickClock({ request: { n: 2 } }));
    assert.equal(first.code, 4, first.text);
    isLate = true;
    const later = await resumeHere(pipeline, service, onQuickClock());
    assert.equal(later.code, 0, later.text);
    assert.deepEqual(
      bytesIn(pipeline),
      ["/grey/10", "/grey/20"].map((path) => base64(greyOf(path))).sort(),
    );
    assert.equal(savedPictures(pipeline.dir), 2);
  });
}
