/**
 * Things that shall go wrong, read from a JSON file or given by a test, and when each strikes.
 * @module
 */
import { z } from "zod";
import { InputError, reasonOf } from "../../errors.ts";
import {
  type Fault,
  type FaultPlace,
  faultSchema,
  type HttpEffect,
  type ParsedFault,
  type TaskEffect,
} from "./fault_kinds.ts";

/** What a fault's `match` is compared with. */
export interface FaultSubject {
  readonly prompt?: string | undefined;
  readonly model?: string | undefined;
  readonly place?: number | undefined;
  /** Whether the prompt is rewritten by the service. */
  readonly extended?: boolean | undefined;
  /** Whether the answer tells how a task ended. */
  readonly hasEnded?: boolean | undefined;
}

/**
 * Reads the text of a fault file: a JSON array of faults.
 * @throws {InputError} `faults_invalid`
 */
export function parseFaults(text: string): readonly Fault[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new InputError("faults_invalid", { reason: reasonOf(error) }, error);
  }
  return checkFaults(value);
}

function checkFaults(value: unknown): readonly ParsedFault[] {
  const parsed = z.array(faultSchema).safeParse(value);
  if (parsed.success) return parsed.data;
  throw new InputError("faults_invalid", { reason: z.prettifyError(parsed.error) }, parsed.error);
}

interface Waiting {
  readonly fault: ParsedFault;
  toSkip: number;
  /** Infinity = always. */
  left: number;
}

/** The faults still to come. */
export class FaultPlan {
  #waiting: Waiting[] = [];

  /** @throws {InputError} `faults_invalid` */
  constructor(faults: readonly Fault[] = []) {
    this.add(faults);
  }

  /** @throws {InputError} `faults_invalid`; then none was added. */
  add(faults: readonly Fault[]): void {
    const added = checkFaults(faults).map((fault) => ({
      fault,
      toSkip: fault.skip ?? 0,
      left: fault.times === 0 ? Infinity : fault.times ?? 1,
    }));
    this.#waiting.push(...added);
  }

  /** Forgets what was still to come. */
  clear(): void {
    this.#waiting = [];
  }

  /** What this request suffers: delays and wrong dates, then at most one effect of another kind. */
  takeHttp(on: Exclude<FaultPlace, "task">, subject: FaultSubject): readonly HttpEffect[] {
    const goesOn = ({ kind }: { kind: string }) => kind === "delay" || kind === "date";
    return this.#take(on, subject, goesOn) as readonly HttpEffect[];
  }

  /** What a new task suffers: changes of its course, then at most one effect of its end. */
  takeTask(subject: FaultSubject): readonly TaskEffect[] {
    const isCourse = ({ kind }: { kind: string }) =>
      kind === "duration" || kind === "unknown-at-first" || kind === "more";
    return this.#take("task", subject, isCourse) as readonly TaskEffect[];
  }

  #take(
    on: FaultPlace,
    subject: FaultSubject,
    goesOn: (effect: ParsedFault["do"]) => boolean,
  ): readonly ParsedFault["do"][] {
    const effects: ParsedFault["do"][] = [];
    for (const waiting of this.#waiting) {
      if (waiting.fault.on !== on || !isMet(waiting.fault, subject)) continue;
      if (waiting.toSkip > 0) {
        waiting.toSkip--;
        continue;
      }
      waiting.left--;
      effects.push(waiting.fault.do);
      if (!goesOn(waiting.fault.do)) break;
    }
    this.#waiting = this.#waiting.filter(({ left }) => left > 0);
    return effects;
  }
}

function isMet({ match, do: effect }: ParsedFault, subject: FaultSubject): boolean {
  if (effect.kind === "fail-when-extended" && subject.extended !== true) return false;
  const isOfTheEnd = effect.kind === "odd" || effect.kind === "address";
  if (isOfTheEnd && subject.hasEnded !== true) return false;
  if (match?.prompt !== undefined && !subject.prompt?.includes(match.prompt)) return false;
  if (match?.model !== undefined && subject.model !== match.model) return false;
  return match?.place === undefined || subject.place === match.place;
}
