import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import test, { after } from "node:test";
import { keepOriginal } from "../../lib/choose/verdict.ts";
import { openPipeline } from "../../lib/pipeline/folder.ts";
import { generateHere } from "../support/in_process.ts";
import { scriptCommand } from "../support/harness.ts";
import { HoldingTransport } from "../support/jumping_clock.ts";
import { createTask } from "../support/loopback.ts";
import {
  type Bench,
  type FaultyRun,
  isReached,
  parseTrial,
  trialText,
} from "../support/proof/call_trial.ts";
import {
  randomPairs,
  runCallTrial,
  runCallTrials,
  singleTrials,
} from "../support/proof/call_proof.ts";
import { INDEX } from "../support/proof/decisions.ts";
import { type DecisionTrial, runDecisionTrial } from "../support/proof/decision_trial.ts";
import { buildWatcher } from "../support/proof/faulty_calls.ts";
import { runOrderTrial } from "../support/proof/order_trial.ts";
import type { OrderTrial } from "../support/proof/orders.ts";
import { promptOf } from "../support/proof/scenario.ts";
import { MODEL, type Trial } from "../support/proof/trial.ts";
import { type Harm, HARMS, type Verdict } from "../support/proof/verdict.ts";

const folder = mkdtempSync(join(tmpdir(), "доказательство "));
after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));

const runtime = "deno" in process.versions ? "deno" : "bun";
const watcher = buildWatcher(folder);
const { command, args } = scriptCommand("main.ts");
const script = args.at(-1) ?? "";
const bench: Bench = {
  watcher: "path" in watcher ? watcher.path : "",
  folder,
  templates: new Map(),
  programs: { [runtime]: { command: [command, ...args.slice(0, -1)], script } },
};

function harmsOf(verdict: Verdict): Harm[] {
  return HARMS.filter((harm) => verdict[harm].length > 0);
}

/** A run as the program would have told of it. */
function ended(code: number, more: Partial<FaultyRun> = {}): FaultyRun {
  const log = { calls: { change: 0, look: 0 }, lines: [], fired: [], isKilled: code === 137 };
  return { code, signal: null, stdout: "{}", stderr: "", log, isEndless: false, ...more };
}

const keep = async (dir: string) =>
  await keepOriginal(await openPipeline(dir), { index: INDEX, by: "cli" });

function storedIn(dir: string): string {
  const store = join(dir, ".alibaba", "pictures", "03");
  return join(store, readdirSync(store).find((name) => name.startsWith("order-1-1")) ?? "");
}

function change(dir: string, sql: string): void {
  const db = new DatabaseSync(join(dir, ".alibaba", "journal.db"));
  db.exec(sql);
  db.close();
}

const AGAIN = `INSERT INTO decisions (illustration, kind, made_by, made_at_ms, steps, state)
  SELECT illustration, kind, made_by, made_at_ms, steps, state FROM decisions`;

type Spoil = (dir: string) => FaultyRun | Promise<FaultyRun>;

/** What happens in place of the program's run of `keep`, and what must be counted then. */
const DECISIONS: Record<string, [spoil: Spoil, harms: Harm[]]> = {
  "done and told so": [async (dir) => (await keep(dir), ended(0)), []],
  "not done and told so": [() => ended(1), []],
  "killed when it was done": [async (dir) => (await keep(dir), ended(137)), []],
  "done and told as not done": [async (dir) => (await keep(dir), ended(1)), ["untrue"]],
  "not done and told as done": [() => ended(0), ["untrue"]],
  "a stack trace": [() => ended(1, { stderr: "Error\n    at run (x.ts:1:1)" }), ["untrue"]],
  "endless": [() => ended(1, { isEndless: true }), ["unbounded"]],
  "half of it is done": [(dir) => {
    rmSync(join(dir, "images", "illustration_03_hand.png"));
    return ended(137);
  }, ["half done"]],
  "written down twice": [async (dir) => {
    await keep(dir);
    change(dir, AGAIN);
    return ended(0);
  }, ["twice"]],
  "a candidate is gone from the store": [async (dir) => {
    await keep(dir);
    rmSync(storedIn(dir));
    return ended(0);
  }, ["lost", "broken", "half done"]],
  "a picture is cut": [(dir) => {
    writeFileSync(join(dir, "images", "illustration_05.png"), "cut");
    return ended(137);
  }, ["broken", "half done"]],
};

for (const [name, [spoil, harms]] of Object.entries(DECISIONS)) {
  test(`a decision, ${name}: counted as ${harms.join(" and ") || "nothing"}`, async () => {
    const trial = parseTrial(`keep ${runtime}`) as DecisionTrial;
    const { verdict } = await runDecisionTrial(
      bench,
      trial,
      async (_, args) => await spoil(args[args.indexOf("--pipeline-dir") + 1] ?? ""),
    );
    assert.deepEqual(harmsOf(verdict), harms, JSON.stringify(verdict));
  });
}

const size = { width: 512, height: 512 };

/** Orders as the program does. */
async function generate({ pipelines: [pipeline], service, clock, stateHome, scenario }: Trial) {
  assert.ok(pipeline);
  const options = { clock, transport: new HoldingTransport(clock), stateHome };
  const request = { model: MODEL, size, n: scenario.n };
  await generateHere(pipeline, service, "all", { ...options, request });
  return pipeline.dir;
}

/** The service makes a picture of which the program keeps nothing. */
async function buyUnseen({ service, scenario, clock }: Trial): Promise<void> {
  await createTask(service, {
    model: MODEL,
    input: { prompt: promptOf(scenario, 1) },
    parameters: { n: scenario.n, size: "512*512" },
  });
  clock.skip(60_000);
}

type SpoilOrder = (shared: Trial) => FaultyRun | Promise<FaultyRun>;

const ORDERS: Record<string, [spoil: SpoilOrder, harms: Harm[]]> = {
  "made and told so": [async (shared) => (await generate(shared), ended(0)), []],
  "nothing sent": [() => ended(1), []],
  "nothing made and told as made": [() => ended(0), ["untrue"]],
  "bought without a note": [async (shared) => {
    await buyUnseen(shared);
    return ended(137);
  }, ["lost", "twice"]],
  "sent and told as not sent": [async (shared) => {
    await generate(shared);
    return ended(2);
  }, ["untrue"]],
  "a candidate is not shown": [async (shared) => {
    const dir = await generate(shared);
    rmSync(join(dir, "images", "illustration_01_alibaba.png"));
    return ended(137);
  }, ["half done"]],
};

for (const [name, [spoil, harms]] of Object.entries(ORDERS)) {
  test(`an order, ${name}: counted as ${harms.join(" and ") || "nothing"}`, async () => {
    const trial = parseTrial(`generate ${runtime}`) as OrderTrial;
    const { verdict } = await runOrderTrial(
      bench,
      trial,
      async (_, shared) => await spoil(shared),
    );
    assert.deepEqual(harmsOf(verdict), harms, JSON.stringify(verdict));
  });
}

test("every call is tried, each pair by its seed, and a trial is read back as it was written", () => {
  const counts = { change: 40, look: 60 };
  const trials = singleTrials("accept", runtime, counts, { first: 1, last: 1_000 });
  assert.equal(trials.length, 3 * 40 + 60);
  const some = singleTrials("accept", runtime, counts, { first: 3, last: 4 });
  assert.equal(some.length, 3 * 2 + 2);
  const pairs = randomPairs([{ job: "undo", runtime, counts }], 7, 50);
  assert.deepEqual(pairs, randomPairs([{ job: "undo", runtime, counts }], 7, 50));
  for (const each of [...trials, ...pairs].map(trialText)) {
    assert.equal(trialText(parseTrial(each)), each);
  }
  for (const wrong of ["accept", "sing deno", "keep deno change:0:kill", "keep bun look:1:EPERM"]) {
    assert.throws(() => parseTrial(wrong), RangeError, wrong);
  }
});

const skip = "why" in watcher ? watcher.why : false;

test(
  "a folder that cannot be listed to its end is no empty folder: the decision fails, the film stays",
  {
    skip,
    timeout: 120_000,
  },
  async () => {
    const plain = await runCallTrial(bench, parseTrial(`keep ${runtime}`));
    const listing = plain.logs[0]?.lines.find((line) =>
      /^look \d+ getdents64 .*images$/.test(line)
    );
    const at = listing?.split(" ")[1];
    const failed = await runCallTrial(bench, parseTrial(`keep ${runtime} look:${at}:EIO`));
    assert.match(String(failed.logs[0]?.fired), /EIO at look \d+ getdents64/);
    assert.deepEqual(harmsOf(failed.verdict), [], JSON.stringify(failed.verdict));
  },
);

test("killed before a call, or a call failing: seen, counted, and nothing is lost by it", {
  skip,
  timeout: 120_000,
}, async () => {
  const trials = ["change:30:kill", "change:31:ENOSPC", "look:20:EIO then look:10:kill"]
    .map((faults) => parseTrial(`keep ${runtime} ${faults}`));
  const findings: string[] = [];
  const sums = await runCallTrials(
    bench,
    [...trials, parseTrial(`keep ${runtime} look:9999:EIO`)],
    {
      atOnce: 2,
      onFinding: (sentences) => findings.push(sentences),
      onTrial: () => {},
    },
  );
  assert.deepEqual(findings, []);
  assert.deepEqual(sums.reached, { kill: 1, ENOSPC: 1, EIO: 1 });
  assert.equal(sums.missed, 1, "a fault that never came proves nothing");
  assert.ok(trials.every((trial) => !isReached(trial, { verdict: {} as Verdict, logs: [] })));
});
