/**
 * What the page's server answers. It runs the same use cases as the command line.
 * @module
 */
import { Hono } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { lstatSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { InputError, PictureError } from "../errors.ts";
import { sendMedia } from "./media.ts";
import { limitBody } from "../http/body_limit.ts";
import type { PageGuard } from "../http/page_guard.ts";
import { firstPictures, undecidedPictures } from "./first_view.ts";
import { pageHtml } from "./page_html.ts";
import type { PageLang, PageSetup } from "../page/state.ts";
import { explanationLines } from "../text/explain.ts";
import { explainOnPage } from "../text/page_advice.ts";
import { PreviewCache } from "./preview_cache.ts";
import { type PageActionParts, PageActions } from "../view/page_actions.ts";
import { isUnchanged } from "../view/snapshot_file.ts";

/** What the server is made of. */
export interface AppParts extends PageActionParts {
  readonly guard: PageGuard;
  readonly previews: PreviewCache;
  readonly setup: PageSetup;
}

/** Longest request: a sheet of some hundred long prompts. */
const MAX_BODY_BYTES = 1024 * 1024;

/** Pictures carry their version in the address. */
const PICTURE_CACHE = "private, max-age=86400, immutable";

const langSchema = z.enum(["ru", "en"]).catch("ru");
/** Builds the server's answers. */
export function buildApp(parts: AppParts): Hono {
  const app = new Hono();
  app.use(parts.guard.middleware());
  app.use(limitBody(MAX_BODY_BYTES, () => {
    throw new InputError("page_request_large", { maxKiB: MAX_BODY_BYTES / 1_024 });
  }));
  app.onError((thrown, c) => {
    const isNonsense = thrown instanceof z.ZodError || thrown instanceof SyntaxError;
    const error = isNonsense ? new InputError("page_request_invalid", {}, thrown) : thrown;
    const lang = langOf(c);
    const lines = explanationLines(explainOnPage(error, lang, parts.setup), lang);
    return c.json({ lines }, statusOf(error));
  });
  // What is wrong with the pipeline is told when the page asks for it.
  beginPreviews(parts).catch(() => undefined);
  addPage(app, parts);
  addPictures(app, parts);
  addMedia(app, parts);
  addActions(app, parts);
  return app;
}

function statusOf(error: unknown): ContentfulStatusCode {
  if (!(error instanceof InputError)) return 500;
  return error.code === "page_request_large" ? 413 : 400;
}

function langOf(c: { req: { query(name: string): string | undefined } }): PageLang {
  return langSchema.parse(c.req.query("lang"));
}

function addPage(app: Hono, { setup, snapshots }: AppParts): void {
  app.get("/", async (c) => {
    const lang = z.enum(["ru", "en"]).catch(setup.lang).parse(c.req.query("lang"));
    return c.html(pageHtml({ ...setup, lang }, await snapshots.take(lang)));
  });
  app.get("/api/state", async (c) => {
    const { json, version } = await snapshots.take(langOf(c));
    const headers = { etag: `"${version}"`, "cache-control": "private, no-cache" };
    if (c.req.header("if-none-match") === headers.etag) return c.body(null, 304, headers);
    return c.body(json, 200, { ...headers, "content-type": "application/json; charset=utf-8" });
  });
}

/** Begins with what the page asks for first, while the browser still opens. */
async function beginPreviews({ previews, snapshots, setup }: AppParts): Promise<void> {
  const { state, files } = await snapshots.take(setup.lang);
  for (const { fileId } of firstPictures(state)) {
    const file = files.get(fileId);
    // What cannot be shown small is told when the page asks for it.
    if (file !== undefined) previews.get(file).catch(() => undefined);
  }
  previews.prepare(undecidedPictures(state).flatMap((id) => files.get(id) ?? []));
}

function addPictures(app: Hono, { snapshots, previews, setup }: AppParts): void {
  app.get("/picture", async (c) => {
    const id = c.req.query("id") ?? "";
    const file = await snapshots.file(id, c.req.query("v") ?? "", setup.lang);
    if (file === undefined) return c.text("No such picture.", 404);
    const send = (bytes: Uint8Array, type: string) => {
      const cache = isUnchanged(file) ? PICTURE_CACHE : "no-store";
      return c.body(new Uint8Array(bytes), 200, { "content-type": type, "cache-control": cache });
    };
    const whole = async () => send(await readFile(file.path), "image/png");
    if (c.req.query("full") !== undefined) return await whole();
    try {
      const { bytes, type } = await previews.get(file, c.req.raw.signal);
      return send(bytes, type);
    } catch (error) {
      if (c.req.raw.signal.aborted) return c.body(null, 408);
      // Not a PNG, or a damaged one: the browser shows of it what it can.
      if (error instanceof PictureError) return await whole();
      throw error;
    }
  });
}

function addMedia(app: Hono, { snapshots, setup }: AppParts): void {
  app.get("/media", async (c) => {
    const file = await snapshots.file(c.req.query("id") ?? "", c.req.query("v") ?? "", setup.lang);
    const stat = file === undefined ? undefined : lstatSync(file.path, { throwIfNoEntry: false });
    if (file === undefined || !stat?.isFile()) return c.text("No such file.", 404);
    return sendMedia(c, file.path, stat.size);
  });
}

function addActions(app: Hono, parts: AppParts): void {
  const actions = new PageActions(parts);
  app.post(
    "/api/decide",
    async (c) => c.json(await actions.decide(await c.req.json(), langOf(c))),
  );
  app.post("/api/quote", async (c) => c.json(await actions.quote(await c.req.json(), langOf(c))));
  app.post("/api/order", async (c) => {
    const changed = await actions.order(await c.req.json(), langOf(c));
    return changed === undefined ? c.json({}, 202) : c.json(changed, 409);
  });
  app.post("/api/resume", async (c) => {
    await actions.resume(await c.req.json());
    return c.json({}, 202);
  });
  app.post("/api/dismiss", async (c) => {
    actions.dismiss(await c.req.json());
    return c.json({});
  });
}
