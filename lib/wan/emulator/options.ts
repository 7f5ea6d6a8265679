/**
 * What the rehearsal service can be asked to be, and what it shows of itself.
 * @module
 */
import type { Fault } from "./fault_kinds.ts";

/** Regions whose model names the emulator can be limited to. */
export type EmulatedRegion = "singapore" | "beijing";

/** How the emulator behaves; everything has a default. */
export interface EmulatorOptions {
  /** Epoch milliseconds; states, limits and expiry follow it. @default {Date.now} */
  readonly clock?: { now(): number } | undefined;
  /** Shortest and longest run of a task; the choice follows the request. @default {[2000, 4000]} */
  readonly durationMs?: readonly [min: number, max: number] | undefined;
  /** Creates a second and tasks at once, per model. @default {"documented"} the catalogue's */
  readonly limits?:
    | "documented"
    | {
      /** Creates a second. */
      readonly perSecond: number;
      /** Running tasks. */
      readonly concurrent: number;
    }
    | undefined;
  /** The only key that is accepted; otherwise any that is not empty. */
  readonly apiKey?: string | undefined;
  /** Whose model names exist; otherwise those of both. */
  readonly region?: EmulatedRegion | undefined;
  /** How an unknown model is refused: 400 as measured, 404 as documented. @default {400} */
  readonly unknownModel?: 400 | 404 | undefined;
  /** Fails wan2.5 tasks below 1280*1280 pixels, save the officially recommended sizes. */
  readonly strictSizes?: boolean | undefined;
  /** What becomes of creates beyond the tasks at once. @default {"pending"} */
  readonly overflow?: "pending" | "refuse" | undefined;
  /** Query, list and cancel together; beyond it they get 429. @default {20} */
  readonly maxQueriesPerSecond?: number | undefined;
  /** Things that shall go wrong, first come first served. */
  readonly faults?: readonly Fault[] | undefined;
  /** A file that keeps the tasks over a restart; emulators that run at once may share it. */
  readonly stateFile?: string | undefined;
  /** A JSON state file of older versions, whose tasks a new {@link stateFile} begins with. */
  readonly olderStateFile?: string | undefined;
  /** What the pictures are like. */
  readonly picture?: {
    /** Incompressible bytes added to every picture. @default {0} */
    readonly noiseBytes?: number | undefined;
    /**
     * Draws one picture of each size for all tasks, so that under load the drawing is not what is
     * measured; the files still differ, by their comment. @default {false}
     */
    readonly drawnOnce?: boolean | undefined;
  } | undefined;
  /** Requests that the log keeps, the newest. @default {10_000} */
  readonly maxLogEntries?: number | undefined;
  /** Compresses JSON answers for clients that accept it. @default {false} */
  readonly gzip?: boolean | undefined;
}

/** One request that came in. */
export interface LogEntry {
  /** Epoch milliseconds. */
  readonly atMs: number;
  /** Which listener. */
  readonly host: "api" | "pictures";
  /** As sent. */
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** 0 when no answer was given (yet). */
  readonly status: number;
  /** Whether a key was sent; its value is never kept. */
  readonly hasAuthorization: boolean;
  /** When the request was about one. */
  readonly taskId?: string;
  /** When the request was about a task, or named it. */
  readonly model?: string;
  /** The request as it came; creates only. */
  readonly bodyText?: string;
}

/** One task as the emulator sees it now. */
export interface TaskView {
  /** The service's id. */
  readonly taskId: string;
  /** What a query would tell, or `UNKNOWN` after 24 hours. */
  readonly status: string;
  /** As sent. */
  readonly model: string;
  /** As far as the model reads it. */
  readonly prompt: string;
  /** Number of pictures asked for. */
  readonly n: number;
  /** As sent: width, asterisk, height. */
  readonly size: string;
  /** Pictures that cost money so far. */
  readonly billed: number;
  /** Epoch milliseconds, as all times here. */
  readonly createdAtMs: number;
  /** Undefined while it is pending, or when it was canceled. */
  readonly startedAtMs: number | undefined;
  /** Undefined until it has ended. */
  readonly endedAtMs: number | undefined;
}

/** A running emulator; whoever started it closes it. */
export interface RunningEmulator {
  /** `http://127.0.0.1:PORT/api/v1` */
  readonly baseUrl: string;
  /** `http://127.0.0.1:PORT`, another port: what is sent there is seen apart. */
  readonly pictureOrigin: string;
  /** The last requests, oldest first. */
  readonly log: readonly LogEntry[];
  /** Adds to what shall go wrong. @throws {InputError} `faults_invalid` */
  addFaults(faults: readonly Fault[]): void;
  /** Forgets what has not gone wrong yet. */
  clearFaults(): void;
  /** All tasks, oldest first. */
  tasks(): readonly TaskView[];
  /** Ends both listeners and every connection. */
  close(): Promise<void>;
}
