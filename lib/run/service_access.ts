/**
 * From settings to a service that can be asked: the real one, or the built-in rehearsal.
 * @module
 */
import { type Config, requireKey } from "../config.ts";
import type { Environment } from "../environment.ts";
import { STATE_FOLDER } from "../pipeline/names.ts";
import { pathIn } from "../pipeline/paths.ts";
import { requireFolder } from "../pipeline/state_folder.ts";
import type { Destination } from "../wan/service_settings.ts";
import { LedgerHandle } from "../ledger/ledger_handle.ts";
import { SentLedger } from "../ledger/sent_ledger.ts";
import { SpendingLedger } from "../ledger/spending_ledger.ts";
import { TaskLedger } from "../ledger/task_ledger.ts";
import { Session } from "./context.ts";
import { WanClient } from "../wan/client.ts";
import { type Clock, systemClock } from "../wan/pacing.ts";
import { Transport } from "../wan/transport.ts";

/** Where the rehearsal remembers its tasks, so that a killed one can be resumed like a real one. */
const REHEARSAL_STATE = "rehearsal.db";

/** Where older versions remembered them. */
const OLDER_REHEARSAL_STATE = "rehearsal.json";

/** A service ready to be asked. */
export interface ServiceAccess {
  readonly session: Session;
  /** Ends connections and, in a rehearsal, the emulator. */
  close(): Promise<void>;
}

/** What {@link openService} needs besides the settings. */
export interface AccessOptions {
  readonly config: Config;
  readonly env: Environment;
  /** Rehearsals remember their tasks here. */
  readonly pipelineDir: string;
  /** Tasks at once, instead of the model's limit. */
  readonly maxOpenTasks?: number | undefined;
  readonly clock?: Clock;
}

/**
 * Opens the service: the configured one with the configured key, or the rehearsal.
 * @throws {InputError} `key_missing`, `proxy_invalid`, `ca_unreadable`
 */
export async function openService(
  { baseUrl, isRehearsal }: Destination,
  { config, env, pipelineDir, maxOpenTasks, clock = systemClock }: AccessOptions,
): Promise<ServiceAccess> {
  const apiKey = isRehearsal ? REHEARSAL_KEY : requireKey(config);
  const transport = new Transport(isRehearsal ? {} : env);
  transport.prepare(baseUrl);
  const emulator = isRehearsal ? await startRehearsal(pipelineDir) : undefined;
  const client = new WanClient({ baseUrl: emulator?.baseUrl ?? baseUrl, apiKey, transport });
  // A rehearsal's tasks are nobody else's, and the user's own account is none of its business.
  const file = isRehearsal ? undefined : new LedgerHandle(env);
  const ledger = file === undefined ? undefined : new TaskLedger(baseUrl, file, () => clock.now());
  const spending = file === undefined ? undefined : new SpendingLedger(file);
  const sent = file === undefined ? undefined : new SentLedger(file);
  return {
    session: new Session(client, { isRehearsal, clock, maxOpenTasks, ledger, spending, sent }),
    close: async () => {
      transport.close();
      file?.close();
      await emulator?.close();
    },
  };
}

/** The rehearsal takes any key; the user's own is not touched. */
const REHEARSAL_KEY = "rehearsal";

async function startRehearsal(pipelineDir: string) {
  const stateDir = pathIn(pipelineDir, STATE_FOLDER);
  requireFolder(stateDir);
  const { startEmulator } = await import("../wan/emulator/emulator.ts");
  return await startEmulator({
    stateFile: pathIn(stateDir, REHEARSAL_STATE),
    olderStateFile: pathIn(stateDir, OLDER_REHEARSAL_STATE),
  });
}
