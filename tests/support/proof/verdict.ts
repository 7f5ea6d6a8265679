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
import { untrueWords } from "./words.ts";
import { ordersOfPrompt } from "./scenario.ts";

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

/** What the last run that spoke of an order said of it. */
interface LastWord {
  readonly pipeline: number;
  readonly orderId: number;
  readonly taskId: string | undefined;
  readonly result: string;
}

/** The last word about every order, by pipeline and id. */
function lastWords({ runs }: TrialRecord): Map<string, LastWord> {
  const last = new Map<string, LastWord>();
  for (const { pipeline, run } of runs) {
    for (
      const { order, result } of [...run?.report.outcomes ?? [], ...run?.report.leftovers ?? []]
    ) {
      const { id, taskId } = order;
      last.set(`${pipeline} ${id}`, { pipeline, orderId: id, taskId, result });
    }
  }
  return last;
}

/** Results by which a person knows that there is something to fetch or to ask about. */
const AWAITED = ["running", "unsaved", "unknown"];

/** Billed pictures that neither lie in a store nor are told to be fetchable. */
async function lostPictures(record: TrialRecord): Promise<string[]> {
  const saved = storedCandidates(record).map(({ bytes }) => bytes);
  const awaited = [...lastWords(record).values()].filter(({ result }) => AWAITED.includes(result));
  const awaitedTasks = new Set(awaited.map(({ taskId }) => taskId));
  const owned = new Set(rows(record, "SELECT task_id FROM orders").map((row) => row["task_id"]));
  // A task without an order: an order told as unknown is enough, once each.
  let excused = awaited.filter(({ taskId }) => taskId === undefined).length;
  const lost: string[] = [];
  for (const task of record.service.tasks().filter(({ billed }) => billed > 0)) {
    const missing = (await picturesOf(record, task)).filter((bytes) =>
      !saved.some((file) => sha256(file.subarray(0, bytes.length)) === sha256(bytes))
    );
    if (missing.length === 0 || awaitedTasks.has(task.taskId)) continue;
    if (!owned.has(task.taskId) && excused-- > 0) continue;
    lost.push(`${missing.length} of ${task.billed} pictures of task ${task.taskId.slice(0, 8)}`);
  }
  return lost;
}

/** The bytes of a task's pictures as the service has them. */
async function picturesOf({ service }: TrialRecord, task: TaskView): Promise<Uint8Array[]> {
  const answer = await send(`${service.baseUrl}/tasks/${task.taskId}`, { headers: KEY });
  const { output } = JSON.parse(answer.text) as { output: { results?: { url?: string }[] } };
  const urls = (output.results ?? []).flatMap(({ url }) => url === undefined ? [] : [url]);
  return Promise.all(urls.map(async (url) => (await send(url)).bytes));
}

function storedCandidates(record: TrialRecord): { name: string; bytes: Uint8Array }[] {
  const sql = "SELECT file FROM pictures WHERE kind = 'candidate' AND state = 'saved'";
  return record.pipelines.flatMap(({ dir }) =>
    rowsOf(dir, sql).map(({ file }) => {
      const path = join(dir, ".alibaba", "pictures", String(file));
      const bytes = existsSync(path) ? readFileSync(path) : new Uint8Array();
      return { name: String(file), bytes };
    })
  );
}

function rowsOf(dir: string, sql: string) {
  return existsSync(join(dir, ".alibaba", "journal.db")) ? journalRows(dir, sql) : [];
}

/** Rows of all journals. */
function rows({ pipelines }: TrialRecord, sql: string) {
  return pipelines.flatMap(({ dir }) => rowsOf(dir, sql));
}

/** Orders that cost more than once: more billed tasks of a prompt than orders of it. */
function paidTwice({ service, scenario }: TrialRecord): string[] {
  const billed = new Map<string, number>();
  for (const task of service.tasks().filter(({ billed }) => billed > 0)) {
    billed.set(task.prompt, (billed.get(task.prompt) ?? 0) + 1);
  }
  const asked = ordersOfPrompt(scenario);
  return [...billed].filter(([, count]) => count > asked)
    .map(([prompt, count]) => `${count} billed tasks for ${asked} order of "${prompt}"`);
}

/** Files that are not whole, originals that changed, a picture stored twice. */
function brokenFiles(record: TrialRecord): string[] {
  const broken = record.pipelines.flatMap(({ dir }) => brokenImages(join(dir, "images")));
  const stored = storedCandidates(record);
  for (const { name, bytes } of stored) if (!isWhole(bytes)) broken.push(`${name} is not whole`);
  const different = new Set(stored.map(({ bytes }) => sha256(bytes)));
  if (different.size < stored.length) broken.push("one picture is stored twice");
  const sound = rows(record, "PRAGMA integrity_check").map((row) => row["integrity_check"]);
  if (sound.some((word) => word !== "ok")) broken.push("a journal is damaged");
  return broken;
}

function brokenImages(images: string): string[] {
  return readdirSync(images).flatMap((name) => {
    const bytes = readFileSync(join(images, name));
    const number = /^illustration_(\d+)\.png$/.exec(name)?.[1];
    if (number !== undefined) {
      const isOriginal = sha256(bytes) === sha256(solidPng(64, 36, Number(number) * 30));
      return isOriginal ? [] : [`the original ${name} was changed`];
    }
    if (!/^illustration_\d+_alibaba(_\d+)?\.png$/.test(name)) {
      return [`a stray file ${name} in images/`];
    }
    return isWhole(bytes) ? [] : [`${name} in images/ is not whole`];
  });
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
  const words = lastWords(record);
  for (const [at, { dir }] of record.pipelines.entries()) {
    for (const { id, state } of rowsOf(dir, "SELECT id, state FROM orders")) {
      const isTold = AWAITED.includes(words.get(`${at} ${id}`)?.result ?? "");
      const isOpen = ["planned", "sending", "unknown", "open"].includes(String(state));
      if (isOpen && !isTold) found.push(`an order stays ${state} and nobody is told`);
    }
    found.push(...leftFiles(join(dir, ".alibaba")));
  }
  const unended = rows(record, "SELECT id FROM runs WHERE ended_at_ms IS NULL").length;
  if (unended > (record.abandonedRuns ?? 0)) found.push(`${unended} runs never ended`);
  const begun = rows(record, "SELECT id FROM decisions WHERE state = 'begun'").length;
  if (begun > 0) found.push(`${begun} decisions are half made`);
  return [...found, ...notMade(record)];
}

function leftFiles(stateDir: string): string[] {
  if (!existsSync(stateDir)) return [];
  const names = readdirSync(stateDir, { recursive: true, encoding: "utf8" });
  return names.filter((name) => /^tmp[\\/]|\.unchecked$|-journal$/.test(name))
    .map((name) => `${name} was left`);
}

/** With nothing going wrong any more an ordinary run makes what it is asked for. */
function notMade(record: TrialRecord): string[] {
  const words = lastWords(record);
  const last = record.runs.filter(({ command, round }) => command === "generate" && round > 0);
  return last.flatMap(({ pipeline, run }) =>
    (run?.report.outcomes ?? []).flatMap(({ order }) => {
      const result = words.get(`${pipeline} ${order.id}`)?.result;
      const { illustration } = order;
      return result === "made" ? [] : [`number ${illustration}, ordered at the end: ${result}`];
    })
  );
}

function boundsPassed({ runs, service, scenario }: TrialRecord): string[] {
  const creates =
    service.log.filter(({ path, method }) => method === "POST" && path.endsWith("/image-synthesis"))
      .length;
  const most = scenario.orders * scenario.pipelines * MAX_CREATES * 2;
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
