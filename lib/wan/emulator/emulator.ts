/**
 * A faithful local service for rehearsals and tests: real HTTP, real pictures, no key, no cost.
 * @module
 */
import { Hono } from "hono";
import { reasonOf } from "../../errors.ts";
import { LocalServer } from "../../http/local_server.ts";
import { type ApiParts, createApi } from "./api.ts";
import { Catalogue } from "./catalogue.ts";
import { createControls } from "./controls.ts";
import { FaultPlan } from "./fault.ts";
import { Gallery } from "./gallery.ts";
import { TaskStore } from "./task_store.ts";
import type { EmulatorOptions, RunningEmulator } from "./options.ts";
import { createPictureHost, type PictureHostParts } from "./picture_host.ts";
import { refuseKey } from "./refusals.ts";
import { Replies } from "./reply.ts";
import { type EmulatorContext, type EmulatorEnv, Traffic } from "./traffic.ts";

export { parseFaults } from "./fault.ts";
export { type Fault, FAULT_KINDS, ODDITIES, type Oddity } from "./fault_kinds.ts";
export type {
  EmulatedRegion,
  EmulatorOptions,
  LogEntry,
  RunningEmulator,
  TaskView,
} from "./options.ts";

/**
 * Starts the emulator on 127.0.0.1: one listener for the interface, one for the pictures.
 * @param options `port` is the interface's, 0 or absent = any free one
 * @throws {InputError} `port_unusable`, `faults_invalid`
 * @throws {StorageError} `emulator_state_unreadable`
 */
export async function startEmulator(
  options: EmulatorOptions & { readonly port?: number } = {},
): Promise<RunningEmulator> {
  const parts = buildParts(options);
  const { store, faults, traffic } = parts;
  const [pictures, api] = await listenTwice(parts, options.port ?? 0).catch((error) => {
    store.close();
    throw error;
  });
  return {
    baseUrl: `${api.origin}/api/v1`,
    pictureOrigin: pictures.origin,
    log: traffic.entries,
    addFaults: (added) => faults.add(added),
    clearFaults: () => faults.clear(),
    tasks: () => store.views(),
    close: async () => {
      await Promise.all([api.close(), pictures.close()]);
      store.close();
    },
  };
}

/** The listener of the pictures, then that of the interface. */
async function listenTwice(parts: Parts, port: number) {
  const pictures = await LocalServer.open(buildPictureApp(parts).fetch);
  try {
    const api = await LocalServer.open(buildApiApp(parts, pictures.origin).fetch, port);
    return [pictures, api] as const;
  } catch (error) {
    await pictures.close();
    throw error;
  }
}

interface Parts extends Omit<ApiParts, "pictureOrigin">, PictureHostParts {
  readonly traffic: Traffic;
}

function buildParts(options: EmulatorOptions): Parts {
  const now = () => options.clock?.now() ?? Date.now();
  const faults = new FaultPlan(options.faults);
  const catalogue = new Catalogue(options);
  return {
    options,
    now,
    faults,
    catalogue,
    store: new TaskStore(options, catalogue, faults),
    replies: new Replies(options.gzip ?? false),
    traffic: new Traffic(now, options.maxLogEntries),
    gallery: new Gallery(options.picture),
  };
}

function buildPictureApp(parts: Parts): Hono<EmulatorEnv> {
  const app = withLog(parts.traffic, "pictures");
  app.route("/", createPictureHost(parts));
  app.onError((error, c) => replyToError(error, c, parts.replies));
  return app;
}

function buildApiApp(parts: Parts, pictureOrigin: string): Hono<EmulatorEnv> {
  const { replies, catalogue, options } = parts;
  const service = withLog(parts.traffic, "api");
  service.route("/api/v1", createApi({ ...parts, pictureOrigin }));
  service.get(
    "/compatible-mode/v1/models",
    (c) => listModels(c, catalogue, replies, options.apiKey),
  );
  const app = new Hono<EmulatorEnv>({ strict: false });
  // Before the service: what comes after it is logged.
  app.route("/emulator", createControls(parts.traffic, parts.store, parts.faults));
  app.route("/", service);
  app.notFound((c) =>
    replies.refuse(c, { status: 404, code: "NotFound", message: "Request path not found." })
  );
  app.onError((error, c) => replyToError(error, c, replies));
  return app;
}

function replyToError(error: Error, c: EmulatorContext, replies: Replies): Response {
  return replies.refuse(c, { status: 500, code: "InternalError", message: reasonOf(error) });
}

function withLog(traffic: Traffic, host: "api" | "pictures"): Hono<EmulatorEnv> {
  const app = new Hono<EmulatorEnv>({ strict: false });
  app.use(traffic.middleware(host));
  return app;
}

/** The model list of the compatible interface: a free way to try a key. */
function listModels(
  c: EmulatorContext,
  catalogue: Catalogue,
  replies: Replies,
  apiKey: string | undefined,
): Response {
  if (refuseKey(c, apiKey)) {
    return replies.refuse(c, {
      status: 401,
      code: "invalid_api_key",
      message: "Incorrect API key provided. ",
      envelope: "compatible",
    });
  }
  const data = catalogue.names.map((id) => ({ id, object: "model", owned_by: "system" }));
  return replies.json(c, { object: "list", data }, "application/json");
}
