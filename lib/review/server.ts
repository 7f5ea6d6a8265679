/**
 * The review page's server on this machine's own address.
 * @module
 */
import type { Environment } from "../environment.ts";
import type { Pipeline } from "../pipeline/folder.ts";
import { KeptPreviews } from "../pipeline/kept_previews.ts";
import type { ServiceAccess } from "../run/service_access.ts";
import type { ServiceSettings } from "../wan/service_settings.ts";
import { CONTENT_SECURITY_POLICY } from "./page_html.ts";
import { buildApp } from "./app.ts";
import { LocalServer } from "../http/local_server.ts";
import { PageGuard } from "../http/page_guard.ts";
import { NOT_ADMITTED_TEXT } from "../text/page_guard_texts.ts";
import { Jobs } from "../view/jobs.ts";
import type { DecisionRequest, PageLang } from "../page/state.ts";
import { pageSetup } from "../view/setup.ts";
import { PreviewCache } from "./preview_cache.ts";
import { Snapshots } from "../view/snapshot.ts";
import { DECISIONS, type Decisions } from "../view/decisions.ts";
import type { ReviewEvent } from "./event.ts";

/** What a review needs. */
export interface ReviewOptions {
  readonly pipeline: Pipeline;
  /** Where orders would go. */
  readonly service: ServiceSettings;
  /** Opens the service; called when something is ordered first. */
  readonly openService: () => Promise<ServiceAccess>;
  /** Where the user's ledger stands; without it nothing is told of what was spent. */
  readonly env?: Environment;
  /** The language the page begins with. */
  readonly lang: PageLang;
  /** What deciding does. @default {DECISIONS} */
  readonly decisions?: Decisions;
  /** Told what is decided and what becomes of orders. @default nobody is told */
  readonly onEvent?: (event: ReviewEvent) => void;
}

/** A running page. */
export interface RunningReview {
  /** With the secret; for people. */
  readonly address: string;
  /** Opens once; for the browser's command line. */
  readonly ticketAddress: string;
  /** Ends the server; regenerations in flight stay in the journal. */
  close(): Promise<void>;
}

/**
 * Starts the page on a free port of 127.0.0.1.
 * @throws {InputError | StorageError} when the pipeline cannot be read
 */
export async function startReview(options: ReviewOptions): Promise<RunningReview> {
  const { pipeline, service, lang, decisions = DECISIONS, onEvent = () => {} } = options;
  const guard = new PageGuard(CONTENT_SECURITY_POLICY, NOT_ADMITTED_TEXT);
  const jobs = new Jobs(options.openService, (event) => onEvent({ type: "run", event }));
  const { env } = options;
  const spending = env === undefined || service.isRehearsal
    ? undefined
    : { env, ceilings: service.rules.ceilings };
  const snapshots = new Snapshots(pipeline, jobs, spending);
  const previews = new PreviewCache(new KeptPreviews(pipeline.stateDir));
  // Whatever is wrong with the pipeline is said in the terminal, before a window opens.
  await snapshots.take(lang);
  const setup = pageSetup(service, lang);
  const onDecided = (request: DecisionRequest) => onEvent({ type: "decided", request });
  const shared = { jobs, snapshots, service, decisions, onDecided, env };
  const app = buildApp({ ...shared, guard, previews, setup });
  const server = await LocalServer.open(app.fetch);
  guard.listensOn(server);
  return {
    get address() {
      return guard.address;
    },
    get ticketAddress() {
      return guard.ticketAddress;
    },
    close: async () => {
      previews.close();
      await jobs.stop();
      await server.close();
    },
  };
}
