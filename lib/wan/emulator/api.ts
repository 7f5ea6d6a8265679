/**
 * The service's own interface below `/api/v1`.
 * @module
 */
import { Hono } from "hono";
import type { Catalogue } from "./catalogue.ts";
import {
  type CreateBody,
  isNamedSize,
  promptOf,
  readBody,
  withoutPictures,
} from "./create_body.ts";
import { answerAfter, disturb } from "./disturbance.ts";
import type { FaultPlan, FaultSubject } from "./fault.ts";
import type { HttpEffect } from "./fault_kinds.ts";
import { disfigure } from "./odd_answer.ts";
import type { TaskStore } from "./task_store.ts";
import type { EmulatorOptions } from "./options.ts";
import {
  BAD_FILTER,
  NO_ASYNC,
  NO_MODEL,
  NO_SYNC,
  NOT_A_SIZE,
  NOT_JSON,
  NOT_PENDING,
  refuseHaste,
  refuseKey,
  refuseModel,
  TOO_FAST,
} from "./refusals.ts";
import { PLAIN_JSON, QUERY_JSON, type Refused, type Replies } from "./reply.ts";
import { describeTask } from "./task_answer.ts";
import { describeList, readListQuery } from "./task_list.ts";
import type { EmulatorContext, EmulatorEnv } from "./traffic.ts";

/** What the interface works with. */
export interface ApiParts {
  readonly options: EmulatorOptions;
  readonly now: () => number;
  readonly catalogue: Catalogue;
  readonly store: TaskStore;
  readonly faults: FaultPlan;
  readonly replies: Replies;
  /** Where the addresses of pictures begin. */
  readonly pictureOrigin: string;
}

/** The paths that make pictures; the synchronous one makes none here. */
const CREATE_PATHS = {
  legacy: "/services/aigc/text2image/image-synthesis",
  synchronous: "/services/aigc/multimodal-generation/generation",
  asynchronous: "/services/aigc/image-generation/generation",
} as const;

type CreatePath = keyof typeof CREATE_PATHS;

/** Builds the interface; it is mounted at `/api/v1`. */
export function createApi(parts: ApiParts): Hono<EmulatorEnv> {
  const service = new Service(parts);
  const app = new Hono<EmulatorEnv>({ strict: false });
  for (const path of Object.keys(CREATE_PATHS) as CreatePath[]) {
    app.post(CREATE_PATHS[path], (c) => service.create(c, path));
  }
  app.get("/tasks", (c) => service.list(c));
  app.get("/tasks/:id", (c) => service.query(c, c.req.param("id")));
  app.post("/tasks/:id/cancel", (c) => service.cancel(c, c.req.param("id")));
  return app;
}

class Service {
  readonly #parts: ApiParts;
  #queriesAtMs: number[] = [];

  constructor(parts: ApiParts) {
    this.#parts = parts;
  }

  async create(c: EmulatorContext, path: CreatePath): Promise<Response> {
    const { replies, faults, store } = this.#parts;
    const bodyText = await c.req.text();
    const body = readBody(bodyText);
    Object.assign(c.var.entry, {
      bodyText: withoutPictures(bodyText),
      ...(body?.model ? { model: body.model } : {}),
    });
    const subject = { model: body?.model, prompt: body && promptOf(body) };
    const { response, special } = await disturb(c, faults.takeHttp("create", subject), replies);
    if (response) return response;
    const refused = this.#refuseCreate(c, path, body);
    if (refused) return replies.refuse(c, refused);
    const requestId = replies.newRequestId();
    const task = store.create(body ?? {}, body?.model ?? "", requestId);
    c.var.entry.taskId = task.id;
    const output = { task_status: "PENDING", task_id: task.id };
    return answerAfter(c, special, replies) ??
      replies.json(c, { output }, PLAIN_JSON, requestId);
  }

  /** The checks in the service's own order. */
  #refuseCreate(
    c: EmulatorContext,
    path: CreatePath,
    body: CreateBody | undefined,
  ): Refused | undefined {
    const { options, catalogue, store } = this.#parts;
    const isAsync = c.req.header("x-dashscope-async")?.toLowerCase() === "enable";
    const badKey = refuseKey(c, options.apiKey);
    if (badKey) return badKey;
    if (path === "synchronous") return isAsync ? NO_ASYNC : NO_SYNC;
    if (!isAsync) return NO_SYNC;
    if (body === undefined) return NOT_JSON;
    if (!body.model) return NO_MODEL;
    const protocol = path === "legacy" ? "text2image" : "messages";
    const standing = catalogue.standingOf(body.model, protocol);
    if (standing !== "served") return refuseModel(standing, options.unknownModel ?? 400);
    if (isNamedSize(body)) return NOT_A_SIZE;
    return refuseHaste(store.refusalFor(body.model));
  }

  query(c: EmulatorContext, id: string): Promise<Response> {
    const { replies, store, pictureOrigin } = this.#parts;
    return this.#answer(c, "query", this.#subjectOf(c, id), (special) => {
      const current = store.query(id);
      const unknown = { output: { task_id: id, task_status: "UNKNOWN" } };
      const body = current ? describeTask(current, pictureOrigin) : unknown;
      return replies.json(c, disfigure(body, special), QUERY_JSON);
    });
  }

  list(c: EmulatorContext): Promise<Response> {
    const { replies, store, now, options } = this.#parts;
    return this.#answer(c, "list", {}, (special) => {
      const query = readListQuery(new URL(c.req.url).searchParams, now());
      if (query === undefined) return replies.refuse(c, BAD_FILTER);
      const region = options.region ?? "singapore";
      const lagMs = special?.kind === "lag" ? special.ms : 0;
      const known = store.all().filter(({ task }) => task.createdAtMs <= now() - lagMs);
      const { data, ...frame } = describeList(known, query, now(), region);
      return replies.json(c, special?.kind === "no-data" ? frame : { ...frame, data }, QUERY_JSON);
    });
  }

  cancel(c: EmulatorContext, id: string): Promise<Response> {
    const { replies, store } = this.#parts;
    return this.#answer(
      c,
      "cancel",
      this.#subjectOf(c, id),
      () => store.cancel(id) ? replies.json(c, {}, QUERY_JSON) : replies.refuse(c, NOT_PENDING),
    );
  }

  #subjectOf(c: EmulatorContext, id: string): FaultSubject {
    const current = this.#parts.store.find(id);
    const asked = current?.task.asked;
    Object.assign(c.var.entry, { taskId: id, ...(asked ? { model: asked.model } : {}) });
    const hasEnded = current?.task.unknownQueries === 0 &&
      ["SUCCEEDED", "FAILED"].includes(current.status);
    return { model: asked?.model, prompt: asked?.prompt, hasEnded };
  }

  async #answer(
    c: EmulatorContext,
    on: "query" | "list" | "cancel",
    subject: FaultSubject,
    act: (special: HttpEffect | undefined) => Response,
  ): Promise<Response> {
    const { replies, faults, options } = this.#parts;
    const { response, special } = await disturb(c, faults.takeHttp(on, subject), replies);
    if (response) return response;
    const refused = refuseKey(c, options.apiKey) ?? this.#refuseQuery();
    return refused ? replies.refuse(c, refused) : act(special);
  }

  #refuseQuery(): Refused | undefined {
    const { now, options } = this.#parts;
    const nowMs = now();
    this.#queriesAtMs = this.#queriesAtMs.filter((atMs) => atMs > nowMs - 1_000);
    if (this.#queriesAtMs.length >= (options.maxQueriesPerSecond ?? 20)) return TOO_FAST;
    this.#queriesAtMs.push(nowMs);
    return undefined;
  }
}
