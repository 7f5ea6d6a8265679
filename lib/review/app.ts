/**
 * What the page's server answers. It runs the same use cases as the command line.
 * @module
 */
import { Hono } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { InputError, PictureError } from "../errors.ts";
import type { Environment } from "../environment.ts";
import { planBudget } from "../run/budget.ts";
import type { RunPlan } from "../run/plan.ts";
import type { ServiceSettings } from "../wan/service_settings.ts";
import { Choices } from "./choices.ts";
import { Confirmations } from "./confirmations.ts";
import { limitBody } from "../http/body_limit.ts";
import type { PageGuard } from "../http/page_guard.ts";
import type { Jobs } from "./jobs.ts";
import { orderFormSchema, planForm, quoteOf } from "./order_form.ts";
import { firstPictures } from "./first_view.ts";
import { pageHtml } from "./page_html.ts";
import type { PageLang, PageSetup } from "../page/state.ts";
import { PreviewCache } from "./preview_cache.ts";
import { isUnchanged, type Snapshots } from "./snapshot.ts";
import type { Messages } from "./messages.ts";

/** What the server is made of. */
export interface AppParts {
  readonly guard: PageGuard;
  readonly jobs: Jobs;
  readonly snapshots: Snapshots;
  readonly previews: PreviewCache;
  readonly service: ServiceSettings;
  readonly messages: Messages;
  readonly setup: PageSetup;
  /** Where the user's ledger stands. */
  readonly env: Environment | undefined;
}

/** Longest request; two prompts fit many times over. */
const MAX_BODY_BYTES = 256 * 1024;

/** Pictures carry their version in the address. */
const PICTURE_CACHE = "private, max-age=86400, immutable";

const langSchema = z.enum(["ru", "en"]).catch("ru");
const choiceSchema = z.strictObject({
  index: z.int().min(0),
  candidate: z.string().regex(/^[cof]\d+$/),
  savePrompt: z.boolean(),
  setAsideClips: z.boolean(),
});
const indexSchema = z.strictObject({ index: z.int().min(0) });
const confirmedSchema = z.strictObject({ form: orderFormSchema, confirmation: z.string() });
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
    const lines = parts.messages.error(error, langSchema.parse(c.req.query("lang")));
    return c.json({ lines }, statusOf(error));
  });
  // What is wrong with the pipeline is told when the page asks for it.
  beginPreviews(parts).catch(() => undefined);
  addPage(app, parts);
  addPictures(app, parts);
  addChoices(app, parts);
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

function addChoices(app: Hono, { snapshots, messages }: AppParts): void {
  const choices = new Choices(messages);
  app.post("/api/accept", async (c) => {
    const choice = choiceSchema.parse(await c.req.json());
    const lang = langOf(c);
    await snapshots.take(lang);
    return c.json(await choices.accept(snapshots.pipeline, choice, lang));
  });
  app.post("/api/undo", async (c) => {
    const { index } = indexSchema.parse(await c.req.json());
    const lang = langOf(c);
    await snapshots.take(lang);
    return c.json(await choices.undo(snapshots.pipeline, index));
  });
}

function addOrders(app: Hono, { snapshots, messages, service, jobs, env }: AppParts): void {
  const confirmations = new Confirmations();
  const quote = (plan: RunPlan, lang: PageLang) => {
    const budget = planBudget(plan, env ?? {}, Date.now());
    return quoteOf(plan, { confirmation: confirmations.issue(plan), budget }, messages, lang);
  };
  app.post("/api/quote", async (c) => {
    const form = orderFormSchema.parse(await c.req.json());
    const lang = langOf(c);
    await snapshots.take(lang);
    const plan = planForm(snapshots.pipeline, form, service);
    // A missing key is said before the price, not after the person agreed to it.
    await jobs.session();
    return c.json(quote(plan, lang));
  });
  app.post("/api/order", async (c) => {
    const { form, confirmation } = confirmedSchema.parse(await c.req.json());
    const lang = langOf(c);
    await snapshots.take(lang);
    const session = await jobs.session();
    // Nothing is waited for from here on, so that of two equal requests one finds it used up.
    const plan = planForm(snapshots.pipeline, form, service);
    const isAgreed = confirmations.redeem(confirmation, plan) && plan.problems.length === 0;
    if (!isAgreed) return c.json(quote(plan, lang), 409);
    jobs.begin(session, plan, form.index);
    return c.json({}, 202);
  });
  app.post("/api/resume", async (c) => {
    const { index, orderIds } = resumeSchema.parse(await c.req.json());
    jobs.beginResume(await jobs.session(), snapshots.pipeline, orderIds, index);
    return c.json({}, 202);
  });
  app.post("/api/dismiss", async (c) => {
    jobs.dismiss(noticeSchema.parse(await c.req.json()).id);
    return c.json({});
  });
}
