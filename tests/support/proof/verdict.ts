/** What is counted after a trial: four kinds of harm, an untrue word, and bounds that were passed. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkPng } from "../../../lib/image/png_reader.ts";
import type { TaskView } from "../../../lib/wan/emulator/options.ts";
import { solidPng } from "../harness.ts";
import { journalRows } from "../journals.ts";
import { KEY, send } from "../loopback.ts";
import type { TrialRecord, TrialRun } from "./trial.ts";

/** Requests of one run: three orders polled for two minutes, and every retry there is. */
const MAX_REQUESTS = 900;
/** Creates of one order in one run: a throttle is given up after eight. */
const MAX_CREATES = 8;
/** By the clock of the run: the wait for a task, what comes before and after it, three orders. */
const MAX_RUN_MS = 30 * 60_000;

/** The kinds of harm. */
export const HARMS = ["lost", "twice", "broken", "half done", "untrue", "unbounded"] as const;
/** One kind of harm. */
export type Harm = typeof HARMS[number];

/** What was found, a sentence a case; empty when all is well. */
export type Verdict = Readonly<Record<Harm, readonly string[]>>;

/** Looks at what a trial left behind. */
export async function judge(record: TrialRecord): Promise<Verdict> {
  return {
    lost: await lostPictures(record),
    twice: paidTwice(record),
    broken: brokenFiles(record),
    "half done": halfDone(record),
    untrue: untrueWords(record),
    unbounded: boundsPassed(record),
  };
}

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** The outcomes of the last run that had something to say of an order, by the order's id. */
function lastOutcomes({ runs }: TrialRecord): Map<number, { result: string; index: number }> {
  const last = new Map<number, { result: string; index: number }>();
  for (const { run } of runs) {
    for (
      const { order, result } of [...run?.report.outcomes ?? [], ...run?.report.leftovers ?? []]
    ) {
      last.set(order.id, { result, index: order.illustration });
    }
  }
  return last;
}

/** Results by which a person knows that there is something to fetch or to ask about. */
const AWAITED = ["running", "unsaved", "unknown"];

/** Billed pictures that neither lie in the store nor are told to be fetchable. */
async function lostPictures(record: TrialRecord): Promise<string[]> {
  const { service } = record;
  const saved = storedCandidates(record).map(({ bytes }) => bytes);
  const awaited = new Set(
    [...lastOutcomes(record)].filter(([, { result }]) => AWAITED.includes(result)).map(([id]) =>
      id
    ),
  );
  const awaitedTasks = new Set(
    rows(record, "SELECT id, task_id FROM orders").filter(({ id }) => awaited.has(Number(id)))
      .map((row) => row["task_id"]),
  );
  const unplaced = [...awaited].length - [...awaitedTasks].filter((id) => id !== null).length;
  const lost: string[] = [];
  let excused = unplaced;
  for (const task of service.tasks().filter(({ billed }) => billed > 0)) {
    const missing = (await picturesOf(record, task)).filter((bytes) =>
      !saved.some((file) => sha256(file.subarray(0, bytes.length)) === sha256(bytes))
    );
    if (missing.length === 0 || awaitedTasks.has(task.taskId)) continue;
    // A task without an order: told as unknown is enough, once for each such order.
    if (!isKnown(record, task) && excused-- > 0) continue;
    lost.push(`${missing.length} of ${task.billed} pictures of task ${task.taskId.slice(0, 8)}`);
  }
  return lost;
}

function isKnown(record: TrialRecord, task: TaskView): boolean {
  return rows(record, "SELECT task_id FROM orders").some((row) => row["task_id"] === task.taskId);
}

/** The bytes of a task's pictures as the service has them. */
async function picturesOf({ service }: TrialRecord, task: TaskView): Promise<Uint8Array[]> {
  const answer = await send(`${service.baseUrl}/tasks/${task.taskId}`, { headers: KEY });
  const { output } = JSON.parse(answer.text) as { output: { results?: { url?: string }[] } };
  const urls = (output.results ?? []).flatMap(({ url }) => url === undefined ? [] : [url]);
  return Promise.all(urls.map(async (url) => (await send(url)).bytes));
}

function storedCandidates(record: TrialRecord): { name: string; bytes: Uint8Array }[] {
  const found = rows(
    record,
    "SELECT file FROM pictures WHERE kind = 'candidate' AND state = 'saved'",
  );
  return found.map(({ file }) => {
    const path = join(record.pipeline.dir, ".alibaba", "pictures", String(file));
    return { name: String(file), bytes: existsSync(path) ? readFileSync(path) : new Uint8Array() };
  });
}

function rows({ pipeline }: TrialRecord, sql: string) {
  const isThere = existsSync(join(pipeline.dir, ".alibaba", "journal.db"));
  return isThere ? journalRows(pipeline.dir, sql) : [];
}

/** Orders that cost more than once: more billed tasks of a prompt than orders of it. */
function paidTwice({ service, scenario }: TrialRecord): string[] {
  const billed = new Map<string, number>();
  for (const task of service.tasks().filter(({ billed }) => billed > 0)) {
    billed.set(task.prompt, (billed.get(task.prompt) ?? 0) + 1);
  }
  const asked = scenario.areTwins ? scenario.orders : 1;
  return [...billed].filter(([, count]) => count > asked)
    .map(([prompt, count]) => `${count} billed tasks for ${asked} order of "${prompt}"`);
}

/** Files that are not whole, originals that changed, a picture stored twice. */
function brokenFiles(record: TrialRecord): string[] {
  const broken: string[] = [];
  const images = join(record.pipeline.dir, "images");
  for (const name of readdirSync(images)) {
    const bytes = readFileSync(join(images, name));
    const number = /^illustration_(\d+)\.png$/.exec(name)?.[1];
    if (number !== undefined) {
      const isOriginal = sha256(bytes) === sha256(solidPng(64, 36, Number(number) * 30));
      if (!isOriginal) broken.push(`the original ${name} was changed`);
    } else if (!/^illustration_\d+_alibaba(_\d+)?\.png$/.test(name)) {
      broken.push(`a stray file ${name} in images/`);
    } else if (!isWhole(bytes)) broken.push(`${name} in images/ is not whole`);
  }
  const stored = storedCandidates(record);
  for (const { name, bytes } of stored) if (!isWhole(bytes)) broken.push(`${name} is not whole`);
  const different = new Set(stored.map(({ bytes }) => sha256(bytes)));
  if (different.size < stored.length) broken.push("one picture is stored twice");
  const sound = rows(record, "PRAGMA integrity_check").map((row) => row["integrity_check"]);
  if (sound.some((word) => word !== "ok")) broken.push("the journal is damaged");
  return broken;
}

function isWhole(bytes: Uint8Array): boolean {
  try {
    checkPng(bytes);
    return true;
  } catch {
    return false;
  }
}

/** Anything that should have come to its end and did not. */
function halfDone(record: TrialRecord): string[] {
  const found = record.runs.flatMap(({ command, error }) =>
    error === undefined ? [] : [`${command} threw ${String(error)}`]
  );
  const outcomes = lastOutcomes(record);
  for (const { id, state } of rows(record, "SELECT id, state FROM orders")) {
    const isTold = AWAITED.includes(outcomes.get(Number(id))?.result ?? "");
    const isOpen = ["planned", "sending", "unknown", "open"].includes(String(state));
    if (isOpen && !isTold) found.push(`an order stays ${state} and nobody is told`);
  }
  const unended = rows(record, "SELECT id FROM runs WHERE ended_at_ms IS NULL").length;
  if (unended > 0) found.push(`${unended} runs never ended`);
  const begun = rows(record, "SELECT id FROM decisions WHERE state = 'begun'").length;
  if (begun > 0) found.push(`${begun} decisions are half made`);
  found.push(...leftFiles(record), ...notMade(record));
  return found;
}

function leftFiles({ pipeline }: TrialRecord): string[] {
  const state = join(pipeline.dir, ".alibaba");
  if (!existsSync(state)) return [];
  const names = readdirSync(state, { recursive: true, encoding: "utf8" });
  return names.filter((name) => /^tmp[\\/]|\.unchecked$|-journal$/.test(name))
    .map((name) => `${name} was left`);
}

/** With nothing going wrong any more an ordinary run makes what it is asked for. */
function notMade({ runs, reordered, scenario }: TrialRecord): string[] {
  const last = runs.at(-1);
  if (reordered.length === 0 || last?.command !== "generate") return [];
  return last.run?.report.outcomes.flatMap(({ order, result }) =>
    result === "made" ? [] : [`number ${order.illustration} of ${scenario.orders}: ${result}`]
  ) ?? [];
}

/** Sentences that call free what the service billed. */
function untrueWords(record: TrialRecord): string[] {
  const tasks = record.service.tasks();
  return record.runs.flatMap(({ run, tasksAtEnd, command }) => {
    const claims = [...run?.text.matchAll(/^Иллюстрация (\d+): (.*не оплачено.*)$/gm) ?? []];
    return claims.flatMap(([, number, words]) => {
      const prompt = promptOf(record, Number(number));
      const billed = tasks.slice(0, tasksAtEnd).filter((task) =>
        task.prompt === prompt && task.billed > 0
      );
      const claimed = record.scenario.areTwins ? claims.length : 1;
      const asked = record.scenario.areTwins ? record.scenario.orders : 1;
      const isUntrue = billed.length > asked - claimed;
      return isUntrue ? [`${command} said of number ${number}: ${words}`] : [];
    });
  });
}

function promptOf({ scenario }: TrialRecord, number: number): string {
  return scenario.areTwins ? "A flower in an old book" : `A flower in an old book, scene ${number}`;
}

function boundsPassed({ runs, service, scenario }: TrialRecord): string[] {
  const creates =
    service.log.filter(({ path, method }) => method === "POST" && path.endsWith("/image-synthesis"))
      .length;
  const most = scenario.orders * MAX_CREATES * 2;
  return [
    ...runs.flatMap((run) => tooMuch(run)),
    ...(creates > most ? [`${creates} creates for ${scenario.orders} orders`] : []),
  ];
}

function tooMuch({ command, requests, tookMs }: TrialRun): string[] {
  return [
    ...(requests > MAX_REQUESTS ? [`${command} sent ${requests} requests`] : []),
    ...(tookMs > MAX_RUN_MS ? [`${command} took ${Math.round(tookMs / 60_000)} minutes`] : []),
  ];
}
