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
import type { Environment } from "../environment.ts";
import { planBudget } from "../run/budget.ts";
import type { RunPlan } from "../run/plan.ts";
import type { ServiceSettings } from "../wan/service_settings.ts";
import type { DecisionQueue } from "./decisions.ts";
import { sendMedia } from "./media.ts";
import { Confirmations } from "./confirmations.ts";
import { limitBody } from "../http/body_limit.ts";
import type { PageGuard } from "../http/page_guard.ts";
import type { Jobs } from "./jobs.ts";
import { orderFormsSchema, planForm, quoteOf } from "./order_form.ts";
import { firstPictures, undecidedPictures } from "./first_view.ts";
import { pageHtml } from "./page_html.ts";
import type { DecisionRequest, PageLang, PageSetup } from "../page/state.ts";
import { explain, explanationLines } from "../text/explain.ts";
import { PreviewCache } from "./preview_cache.ts";
import type { Snapshots } from "./snapshot.ts";
import { isUnchanged } from "./snapshot_file.ts";

/** What the server is made of. */
export interface AppParts {
  readonly guard: PageGuard;
  readonly jobs: Jobs;
  readonly snapshots: Snapshots;
  readonly previews: PreviewCache;
  readonly service: ServiceSettings;
  readonly queue: DecisionQueue;
  readonly setup: PageSetup;
  /** Where the user's ledger stands. */
  readonly env: Environment | undefined;
}

/** Longest request: a sheet of some hundred long prompts. */
const MAX_BODY_BYTES = 1024 * 1024;

/** Pictures carry their version in the address. */
const PICTURE_CACHE = "private, max-age=86400, immutable";

const langSchema = z.enum(["ru", "en"]).catch("ru");
const indexSchema = z.int().min(0);
const decisionSchema: z.ZodType<DecisionRequest> = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("accept"),
    index: indexSchema,
    candidate: z.string().regex(/^[cof]\d+$/),
    savePrompt: z.boolean(),
    setAsideClips: z.boolean(),
  }),
  z.strictObject({ kind: z.enum(["keep", "reject"]), index: indexSchema }),
  z.strictObject({ kind: z.literal("undo"), index: indexSchema, decision: z.int() }),
]);
const confirmedSchema = z.strictObject({ forms: orderFormsSchema, confirmation: z.string() });
const resumeSchema = z.strictObject({
  index: z.int().min(0),
  orderIds: z.array(z.int()).min(1).max(1_000),
});
const noticeSchema = z.strictObject({ id: z.int() });

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
    return c.json({ lines: explanationLines(explain(error, lang), lang) }, statusOf(error));
  });
  // What is wrong with the pipeline is told when the page asks for it.
  beginPreviews(parts).catch(() => undefined);
  addPage(app, parts);
  addPictures(app, parts);
  addMedia(app, parts);
  addDecisions(app, parts);
  addOrders(app, parts);
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

function addDecisions(app: Hono, { snapshots, queue }: AppParts): void {
  app.post("/api/decide", async (c) => {
    const request = decisionSchema.parse(await c.req.json());
    return c.json(await queue.decide(await snapshots.pipeline(), request, langOf(c)));
  });
}

function addOrders(app: Hono, { snapshots, service, jobs, env }: AppParts): void {
  const confirmations = new Confirmations();
  const quote = (plans: readonly RunPlan[], lang: PageLang) => {
    const budget = planBudget(plans, env ?? {}, Date.now());
    return quoteOf(plans, { confirmation: confirmations.issue(plans), budget }, lang);
  };
  app.post("/api/quote", async (c) => {
    const forms = orderFormsSchema.parse(await c.req.json());
    const pipeline = await snapshots.pipeline();
    const plans = forms.map((form) => planForm(pipeline, form, service));
    // A missing key is said before the price, not after the person agreed to it.
    await jobs.session();
    return c.json(quote(plans, langOf(c)));
  });
  app.post("/api/order", async (c) => {
    const { forms, confirmation } = confirmedSchema.parse(await c.req.json());
    const [session, pipeline] = [await jobs.session(), await snapshots.pipeline()];
    // Nothing is waited for from here on, so that of two equal requests one finds it used up.
    const plans = forms.map((form) => planForm(pipeline, form, service));
    const isAgreed = confirmations.redeem(confirmation, plans) &&
      plans.every(({ problems }) => problems.length === 0);
    if (!isAgreed) return c.json(quote(plans, langOf(c)), 409);
    for (const [at, plan] of plans.entries()) jobs.begin(session, plan, forms[at]?.index ?? 0);
    return c.json({}, 202);
  });
  app.post("/api/resume", async (c) => {
    const { index, orderIds } = resumeSchema.parse(await c.req.json());
    jobs.beginResume(await jobs.session(), await snapshots.pipeline(), orderIds, index);
    return c.json({}, 202);
  });
  app.post("/api/dismiss", async (c) => {
    jobs.dismiss(noticeSchema.parse(await c.req.json()).id);
    return c.json({});
  });
}
