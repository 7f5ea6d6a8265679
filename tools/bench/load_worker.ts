/**
 * One process that orders over many pipelines with limits far above the service's, to find out where
 * this program is the limit: `load_worker.ts PER_SECOND DIR…`. The use case is the one that command
 * line, page and assistant's server share; only its limiters are other ones.
 * @module
 */
import process from "node:process";
import { loadConfig } from "../../lib/config.ts";
import { LedgerHandle } from "../../lib/ledger/ledger_handle.ts";
import { SpendingLedger } from "../../lib/ledger/spending_ledger.ts";
import { TaskLedger } from "../../lib/ledger/task_ledger.ts";
import { openPipeline } from "../../lib/pipeline/folder.ts";
import { DEFAULT_WAIT_MS, type ModelLimits, Session } from "../../lib/run/context.ts";
import { CreatesInFlight } from "../../lib/run/creates_in_flight.ts";
import { startSweeping } from "../../lib/run/garbage.ts";
import { planRun } from "../../lib/run/plan.ts";
import { regenerate } from "../../lib/run/run.ts";
import { TaskWatch } from "../../lib/run/task_watch.ts";
import { WanClient } from "../../lib/wan/client.ts";
import { RateLimiter, Slots, systemClock } from "../../lib/wan/pacing.ts";
import { serviceSettings } from "../../lib/wan/service_settings.ts";
import { Transport } from "../../lib/wan/transport.ts";

/** Queries that an order needs at most, so that reads are never what is waited for. */
const READS_PER_ORDER = 4;

/** A session whose limits are the measurement's. */
class RaisedSession extends Session {
  override readonly reads: RateLimiter;
  readonly #perSecond: number;
  #limits: ModelLimits | undefined;

  constructor(perSecond: number, ...parts: ConstructorParameters<typeof Session>) {
    super(...parts);
    this.#perSecond = perSecond;
    this.reads = new RateLimiter(
      { count: READS_PER_ORDER * perSecond, windowMs: 1_000 },
      this.clock,
    );
  }

  /** One model is ordered from. */
  override limits(model: string): ModelLimits {
    return this.#limits ??= {
      creates: new RateLimiter({ count: this.#perSecond, windowMs: 1_000 }, this.clock),
      inFlight: new CreatesInFlight(),
      tasks: new Slots(this.#perSecond),
      watch: new TaskWatch(this, model),
    };
  }
}

const [perSecond, ...dirs] = process.argv.slice(2);
const env = { ...process.env };
const config = loadConfig(null, env);
const service = serviceSettings(config, { model: undefined, isRehearsal: false });
const transport = new Transport({});
transport.prepare(service.baseUrl);
const client = new WanClient({
  baseUrl: service.baseUrl,
  apiKey: config.apiKey?.value ?? "",
  transport,
});
const file = new LedgerHandle(env);
const session = new RaisedSession(Number(perSecond), client, {
  isRehearsal: false,
  clock: systemClock,
  ledger: new TaskLedger(service.baseUrl, file, () => systemClock.now()),
  spending: new SpendingLedger(file),
});
const endSweeping = startSweeping();
const reports = await Promise.all(dirs.map(async (dir) => {
  const plan = planRun(await openPipeline(dir), {
    indices: "all",
    model: service.model,
    size: { width: 1280, height: 720 },
    n: 1,
    seed: undefined,
    promptExtend: false,
    watermark: false,
    again: false,
  }, service);
  return await regenerate(session, plan, {
    command: "bench",
    waitMs: DEFAULT_WAIT_MS,
    stop: new AbortController().signal,
    onEvent: () => {},
  });
}));
endSweeping();
transport.close();
file.close();
process.stdout.write(`created: ${reports.reduce((sum, { saved }) => sum + saved, 0)}\n`);
