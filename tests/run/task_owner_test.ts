import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RunningEmulator } from "../../lib/wan/emulator/emulator.ts";
import { makePipeline, SECRET_KEY, SEVEN, type TestPipeline } from "../support/harness.ts";
import { generateHere, QuickClock, resumeHere } from "../support/in_process.ts";
import { createsSent, journalRows, orderStates, savedPictures } from "../support/journals.ts";
import { scenarios } from "../support/scenarios.ts";
import { behind, onCreate, type Scene, withScene } from "../support/settling.ts";

/**
 * For runs that must see each other alive: they beat by the machine's time, and on a much quicker
 * clock each would take the other for dead.
 */
const slowerClock = () => new QuickClock(4);

/** All answers are lost, and the first create is overtaken by the second: time alone misleads. */
function withOvertaken(
  act: (scene: Scene & { baseUrl: string; isHeld: Promise<void> }) => Promise<void>,
): Promise<void> {
  const { promise: isHeld, resolve: held } = Promise.withResolvers<void>();
  const { promise: isOvertaken, resolve: overtaken } = Promise.withResolvers<void>();
  let creates = 0;
  return behind(
    ({ kind }) => {
      if (kind !== "create") return undefined;
      if (++creates > 1) {
        setTimeout(overtaken, 50);
        return { answer: "drop" };
      }
      held();
      return { after: isOvertaken, answer: "drop" };
    },
    (scene) => act({ ...scene, isHeld }),
    { clock: slowerClock() },
  );
}

/** A task of somebody else with the same key, made straight at the service. */
async function strangersTask(service: RunningEmulator, prompt: string): Promise<void> {
  const answer = await fetch(`${service.baseUrl}/services/aigc/text2image/image-synthesis`, {
    method: "POST",
    headers: {
      "authorization": `Bearer ${SECRET_KEY}`,
      "content-type": "application/json",
      "x-dashscope-async": "enable",
    },
    body: JSON.stringify({
      model: "wan2.5-t2i-preview",
      input: { prompt },
      parameters: { size: "1024*1024", n: 1 },
    }),
  });
  assert.equal(answer.status, 200, await answer.text());
}

/** Two illustrations that are ordered with the same words. */
const TWINS = [1, 2].map((index) => ({ index, title: "Двойник", prompt: "The very same flower" }));

/** Of two orders with the same words the first never arrives, and the second's answer is held back. */
function withTwins(
  act: (
    scene: Scene & { baseUrl: string; made: () => void; createsCome: () => number },
  ) => Promise<void>,
  clock?: QuickClock,
): Promise<void> {
  const { promise: isMade, resolve: made } = Promise.withResolvers<void>();
  let creates = 0;
  return behind(
    ({ kind }) => {
      if (kind !== "create") return undefined;
      return ++creates === 1 ? { isPassedOn: false, answer: "drop" } : { until: isMade };
    },
    (scene) => act({ ...scene, made, createsCome: () => creates }),
    { illustrations: TWINS, ...(clock === undefined ? {} : { clock }) },
  );
}

const taskIds = ({ dir }: TestPipeline) =>
  journalRows(dir, "SELECT task_id FROM orders ORDER BY id").map((row) => row["task_id"]);

scenarios({
  "a lost order does not take the task of its twin whose answer is on its way": () =>
    withTwins(async ({ pipeline, service, clock, baseUrl, made }) => {
      const running = generateHere(pipeline, service, "1,2", { clock, baseUrl });
      // The twin's task is finished, so its prompt can be read, long before it is answered.
      while (service.tasks()[0]?.status !== "SUCCEEDED") await clock.wait(500);
      await clock.wait(15_000);
      made();
      const run = await running;
      assert.equal(run.code, 0, run.text);
      assert.deepEqual([service.tasks().length, savedPictures(pipeline.dir)], [2, 2]);
      assert.equal(new Set(taskIds(pipeline)).size, 2);
    }),

  "a lost order does not take the task of its twin that another process is sending": () =>
    withTwins(async ({ pipeline, service, clock, baseUrl, made, createsCome }) => {
      const lost = generateHere(pipeline, service, "1", { clock, baseUrl });
      while (createsCome() === 0) await clock.wait(200);
      const twin = generateHere(pipeline, service, "2", { clock, baseUrl });
      while (service.tasks()[0]?.status !== "SUCCEEDED") await clock.wait(500);
      await clock.wait(8_000);
      assert.deepEqual(taskIds(pipeline), [null, null], "nobody has taken it");
      made();
      // Not the exit code: hearts beat by the machine's clock, so on a quick one the other run of
      // this pipeline seems dead, and its order one to be fetched.
      for (const { report, text } of await Promise.all([lost, twin])) {
        assert.deepEqual(report.outcomes.map(({ result }) => result), ["made"], text);
      }
      assert.deepEqual([service.tasks().length, savedPictures(pipeline.dir)], [2, 2]);
    }, slowerClock()),

  "equal prompts of other sizes are told apart by the picture, not by time alone": () =>
    withOvertaken(async ({ pipeline, service, clock, baseUrl, isHeld }) => {
      const square = generateHere(pipeline, service, "1", { clock, baseUrl });
      await isHeld;
      await clock.wait(9_000);
      const request = { size: { width: 1280, height: 720 } };
      await Promise.all([
        square,
        generateHere(pipeline, service, "1", { clock, baseUrl, request }),
      ]);
      assert.equal(service.tasks().length, 2);
      const rows = journalRows(
        pipeline.dir,
        `SELECT orders.width AS asked, pictures.width AS made FROM orders
         JOIN pictures ON order_id = orders.id`,
      );
      assert.equal(rows.length, 2);
      for (const { asked, made } of rows) assert.equal(asked, made);
    }),

  "two pipelines with the same prompt whose answers were lost each get a task of their own": () =>
    withOvertaken(async ({ pipeline, service, clock, baseUrl, isHeld }) => {
      const stateHome = mkdtempSync(join(tmpdir(), "состояние "));
      const other = await makePipeline(pipeline.home, SEVEN, "pipeline_Второй");
      const first = generateHere(pipeline, service, "1", { clock, baseUrl, stateHome });
      await isHeld;
      await clock.wait(9_000);
      const second = generateHere(other, service, "1", { clock, baseUrl, stateHome });
      for (const { code, text } of await Promise.all([first, second])) assert.equal(code, 0, text);
      assert.equal(service.tasks().length, 2);
      assert.notDeepEqual(taskIds(pipeline), taskIds(other));
      rmSync(stateHome, { recursive: true, force: true });
    }),

  "a task the ledger knows as this order's is its own even while it runs": () =>
    withScene(async ({ pipeline, service, clock }) => {
      const stateHome = mkdtempSync(join(tmpdir(), "состояние "));
      const stop = new AbortController();
      const first = generateHere(pipeline, service, "1", { clock, stateHome, stop: stop.signal });
      while (service.tasks().length === 0) await clock.wait(1_000);
      await clock.wait(5_000);
      stop.abort();
      await first;
      // As if the journal had not been written any more: only the ledger knows.
      const { DatabaseSync } = await import("node:sqlite");
      const db = new DatabaseSync(join(pipeline.dir, ".alibaba", "journal.db"));
      db.exec("UPDATE orders SET state = 'unknown', task_id = NULL, accepted_at_ms = NULL");
      db.close();
      const resumed = await resumeHere(pipeline, service, { clock, stateHome });
      assert.equal(resumed.code, 0, resumed.text);
      const located = resumed.events.findIndex(({ type }) => type === "located");
      assert.ok(located >= 0);
      assert.equal(service.tasks().length, 1);
      rmSync(stateHome, { recursive: true, force: true });
    }, { service: { durationMs: [30_000, 30_000] } }),

  "somebody else's finished task of another prompt proves nothing against us": () =>
    withScene(async ({ pipeline, service, clock }) => {
      service.addFaults([onCreate({ kind: "drop" })]);
      const running = generateHere(pipeline, service, "1", { clock });
      while (createsSent(service) === 0) await clock.wait(100);
      await strangersTask(service, "Somebody else's castle");
      const run = await running;
      assert.equal(run.code, 0, run.text);
      assert.equal(service.tasks().length, 2);
    }),

  "somebody else's task that goes on running is waited for a minute, then the order is unknown":
    () =>
      withScene(async ({ pipeline, service, clock }) => {
        service.addFaults([
          onCreate({ kind: "drop" }),
          { on: "task", do: { kind: "duration", ms: 3_600_000 } },
        ]);
        const running = generateHere(pipeline, service, "1", { clock });
        while (createsSent(service) === 0) await clock.wait(100);
        const beganAtMs = clock.now();
        await strangersTask(service, "Somebody else's castle");
        const run = await running;
        assert.equal(run.code, 4, run.text);
        assert.ok(clock.now() - beganAtMs < 200_000, `${clock.now() - beganAtMs} ms`);
        assert.deepEqual(orderStates(pipeline.dir), ["unknown"]);
        assert.equal(createsSent(service), 2, "the stranger's and ours, once");
      }),

  "many lost answers are settled by few readings of the list": () =>
    withScene(async ({ pipeline, service, clock }) => {
      service.addFaults([onCreate({ kind: "drop-after" }, { times: 7 })]);
      const run = await generateHere(pipeline, service, "all", { clock });
      assert.equal(run.code, 0, run.text);
      assert.deepEqual([service.tasks().length, savedPictures(pipeline.dir)], [7, 7]);
      const lists = service.log.filter(({ path }) => /\/tasks\/\?/.test(path));
      assert.ok(lists.length <= 15, `${lists.length} lists were read`);
    }),
}, 4);
