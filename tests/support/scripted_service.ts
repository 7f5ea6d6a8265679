/**
 * A service that answers what a test tells it to, for answers that no emulator gives: odd fields,
 * other orders, addresses that lead nowhere.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { cleanEnv, SECRET_KEY, solidPng } from "./harness.ts";
import { withHttpServer } from "./http_server.ts";

/** A query of a task, as a script is asked about it. */
export interface AskedQuery {
  /** Of the task, from 1 in the order of creates. */
  readonly task: number;
  /** Of this task's queries, from 1. */
  readonly query: number;
  readonly taskId: string;
  readonly prompt: string;
  /** Address of a picture of this service: `/grey/…` is a whole PNG of that grey. */
  address(path: string): string;
}

/** What the service says and gives. */
export interface Script {
  /** The body of the answer; a string is sent as it is, undefined: no answer ever. */
  readonly task: (asked: AskedQuery) => unknown;
  /** Answers for a picture's path; returns false for what it leaves to the default. */
  readonly picture?: (path: string, response: ServerResponse) => boolean;
}

/** The service while it runs. */
export interface ScriptedService {
  readonly baseUrl: string;
  /** Creates it accepted. */
  readonly creates: () => number;
  /** Queries of the task created as the n-th, from 1. */
  readonly queries: (task: number) => number;
  /** Paths of the pictures that were asked for. */
  readonly fetched: string[];
  /** Key and address, for a spawned program. */
  readonly env: Record<string, string>;
}

/** Runs a service while a test acts. */
export function withScript(
  script: Script,
  act: (service: ScriptedService) => Promise<void>,
): Promise<void> {
  const scripted = new Scripted(script);
  return withHttpServer(scripted.answer, async (origin) => {
    scripted.origin = origin;
    const baseUrl = `${origin}/api/v1`;
    await act({
      baseUrl,
      creates: () => scripted.prompts.length,
      queries: (task) => scripted.queries[task] ?? 0,
      fetched: scripted.fetched,
      env: { ...cleanEnv(), ALIBABA_API_KEY: SECRET_KEY, ALIBABA_BASE_URL: baseUrl },
    });
  });
}

class Scripted {
  /** Of the tasks, in the order of creates. */
  readonly prompts: string[] = [];
  /** By the task's number. */
  readonly queries: number[] = [];
  readonly fetched: string[] = [];
  origin = "";
  readonly #script: Script;

  constructor(script: Script) {
    this.#script = script;
  }

  readonly answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname } = new URL(request.url ?? "/", "http://here");
    if (pathname.startsWith("/pictures/")) {
      this.#sendPicture(pathname.slice("/pictures".length), response);
    } else if (request.method === "POST") {
      const body = JSON.parse(await text(request)) as { input: { prompt: string } };
      response.end(JSON.stringify(this.#create(body.input.prompt)));
    } else if (pathname.endsWith("/tasks/")) {
      response.end(JSON.stringify({ data: [], total: 0, total_page: 1 }));
    } else {
      const answer = this.#query(pathname.split("/").at(-1) ?? "");
      if (answer === undefined) return;
      response.end(typeof answer === "string" ? answer : JSON.stringify(answer));
    }
  };

  #sendPicture(path: string, response: ServerResponse): void {
    this.fetched.push(path);
    if (this.#script.picture?.(path, response) !== true) response.end(greyOf(path));
  }

  #create(prompt: string): unknown {
    const task = this.prompts.push(prompt);
    this.queries[task] = 0;
    return {
      output: { task_status: "PENDING", task_id: taskIdOf(task) },
      request_id: "create",
    };
  }

  #query(taskId: string): unknown {
    const task = Number(taskId.slice(-4));
    const query = this.queries[task] = (this.queries[task] ?? 0) + 1;
    const prompt = this.prompts[task - 1] ?? "";
    const address = (path: string) =>
      `${this.origin}/pictures${path}?Expires=1&Signature=s%2B${path.length}`;
    return this.#script.task({ task, query, taskId, prompt, address });
  }
}

/** The id of the task created as the n-th, from 1. */
function taskIdOf(task: number): string {
  return `9e2b6ef6-285d-4efa-8651-4dbda7d5${String(task).padStart(4, "0")}`;
}

/** A finished task with these results, as documented. */
export function finished(taskId: string, results: unknown, more: Record<string, unknown> = {}) {
  const made = Array.isArray(results) ? results.length : 0;
  return {
    request_id: "query",
    output: { task_id: taskId, task_status: "SUCCEEDED", results },
    usage: { image_count: made },
    ...more,
  };
}

/** The picture at `/grey/…`: one of the bytes that its path names. */
export function greyOf(path: string): Uint8Array {
  return solidPng(64, 36, Number(path.split("/")[2]));
}
