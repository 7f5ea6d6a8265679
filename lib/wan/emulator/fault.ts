/**
 * Things that go wrong on request, read from a JSON file or given by a test.
 * @module
 */
import { z } from "zod";
import { InputError, reasonOf } from "../../errors.ts";

const count = z.number().int().min(0);
const waitMs = z.number().min(0).max(86_400_000);
const status = z.number().int().min(400).max(599);
const failure = z.strictObject({ code: z.string().min(1), message: z.string() });

const refuse = z.strictObject({
  kind: z.literal("refuse"),
  status,
  code: z.string(),
  message: z.string(),
  headers: z.record(z.string(), z.string()).optional(),
  envelope: z.enum(["native", "compatible"]).default("native"),
});
const html = z.strictObject({ kind: z.literal("html"), status: status.default(503) });
const garbage = z.strictObject({ kind: z.literal("garbage") });
const drop = z.strictObject({ kind: z.literal("drop") });
const dropAfter = z.strictObject({ kind: z.literal("drop-after") });
const hang = z.strictObject({ kind: z.literal("hang"), ms: waitMs.optional() });
const delay = z.strictObject({ kind: z.literal("delay"), ms: waitMs });
const anywhere = [refuse, html, garbage, drop, hang, delay] as const;

const pictureOnly = [
  z.strictObject({ kind: z.literal("expired") }),
  z.strictObject({ kind: z.literal("missing") }),
  z.strictObject({ kind: z.literal("cut"), bytes: count, withLength: z.boolean() }),
  z.strictObject({ kind: z.literal("stall"), bytes: count }),
  z.strictObject({ kind: z.literal("not-image") }),
  z.strictObject({ kind: z.literal("corrupt") }),
  z.strictObject({ kind: z.literal("jpeg") }),
] as const;

const taskEffect = z.discriminatedUnion("kind", [
  failure.extend({ kind: z.literal("fail") }),
  z.strictObject({
    kind: z.literal("partial"),
    places: z.record(z.string().regex(/^[1-4]$/), failure),
  }),
  z.strictObject({
    kind: z.literal("status"),
    status: z.enum(["UNKNOWN", "CANCELED", "CANCELLED", "SUSPENDED"]),
  }),
  z.strictObject({ kind: z.literal("unknown-at-first"), queries: count.min(1) }),
  z.strictObject({ kind: z.literal("duration"), ms: waitMs }),
  failure.extend({ kind: z.literal("fail-when-extended") }),
]);

const common = {
  times: count.optional(),
  skip: count.optional(),
  match: z.strictObject({
    prompt: z.string().optional(),
    model: z.string().optional(),
    place: count.min(1).optional(),
  }).optional(),
};

const fault = z.discriminatedUnion("on", [
  z.strictObject({
    on: z.literal("create"),
    ...common,
    do: z.discriminatedUnion("kind", [...anywhere, dropAfter]),
  }),
  z.strictObject({
    on: z.enum(["query", "list", "cancel"]),
    ...common,
    do: z.discriminatedUnion("kind", [...anywhere]),
  }),
  z.strictObject({
    on: z.literal("picture"),
    ...common,
    do: z.discriminatedUnion("kind", [...anywhere, ...pictureOnly]),
  }),
  z.strictObject({ on: z.literal("task"), ...common, do: taskEffect }),
]);

/**
 * One thing that shall go wrong: where (`on`), what (`do`), how often (`times`, default 1, 0 =
 * always), after how many that pass (`skip`, default 0), and for what (`match`: part of the prompt,
 * the model, the place of the picture).
 */
export type Fault = z.input<typeof fault>;

type ParsedFault = z.output<typeof fault>;
/** Where a fault can strike. */
export type FaultPlace = Fault["on"];
/** What a request can suffer. */
export type HttpEffect = Exclude<ParsedFault, { on: "task" }>["do"];
/** What a task can suffer; decided when it is created. */
export type TaskEffect = z.output<typeof taskEffect>;

/** What a fault's `match` is compared with. */
export interface FaultSubject {
  readonly prompt?: string | undefined;
  readonly model?: string | undefined;
  readonly place?: number | undefined;
  /** Whether the prompt is rewritten by the service. */
  readonly extended?: boolean | undefined;
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
  const parsed = z.array(fault).safeParse(value);
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

  /** What this request suffers: delays, then at most one effect of another kind. */
  takeHttp(on: Exclude<FaultPlace, "task">, subject: FaultSubject): readonly HttpEffect[] {
    return this.#take(on, subject, (effect) => effect.kind === "delay") as readonly HttpEffect[];
  }

  /** What a new task suffers: changes of its course, then at most one effect of its end. */
  takeTask(subject: FaultSubject): readonly TaskEffect[] {
    const isCourse = ({ kind }: { kind: string }) =>
      kind === "duration" || kind === "unknown-at-first";
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
  if (match?.prompt !== undefined && !subject.prompt?.includes(match.prompt)) return false;
  if (match?.model !== undefined && subject.model !== match.model) return false;
  return match?.place === undefined || subject.place === match.place;
}
