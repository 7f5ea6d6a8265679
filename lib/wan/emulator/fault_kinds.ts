/**
 * The kinds of faults: which there are, where each can strike and what it is told.
 * @module
 */
import { z } from "zod";

const count = z.number().int().min(0);
const waitMs = z.number().min(0).max(86_400_000);
const status = z.number().int().min(400).max(599);
const failure = z.strictObject({ code: z.string().min(1), message: z.string() });

const refusal = {
  status,
  code: z.string(),
  message: z.string(),
  headers: z.record(z.string(), z.string()).optional(),
  envelope: z.enum(["native", "compatible"]).default("native"),
};

const anywhere = [
  z.strictObject({ kind: z.literal("refuse"), ...refusal }),
  z.strictObject({ kind: z.literal("code-only"), code: z.string(), message: z.string() }),
  z.strictObject({ kind: z.literal("html"), status: status.default(503) }),
  z.strictObject({ kind: z.literal("garbage") }),
  z.strictObject({ kind: z.literal("bomb"), bytes: count.default(400_000_000) }),
  z.strictObject({ kind: z.literal("trickle"), everyMs: waitMs.min(1).default(1_000) }),
  z.strictObject({ kind: z.literal("drop") }),
  z.strictObject({ kind: z.literal("hang"), ms: waitMs.optional() }),
  z.strictObject({ kind: z.literal("delay"), ms: waitMs }),
  z.strictObject({ kind: z.literal("date"), offsetMs: z.number().int().nullable() }),
] as const;

const createOnly = [
  z.strictObject({ kind: z.literal("refuse-after"), ...refusal }),
  z.strictObject({ kind: z.literal("html-after"), status: status.default(503) }),
  z.strictObject({ kind: z.literal("garbage-after") }),
  z.strictObject({ kind: z.literal("drop-after") }),
  z.strictObject({ kind: z.literal("hang-after"), ms: waitMs.optional() }),
] as const;

const listOnly = [
  z.strictObject({ kind: z.literal("no-data") }),
  z.strictObject({ kind: z.literal("lag"), ms: waitMs }),
] as const;

/** Where a finished task's answer can be odd; described in docs/emulator.md. */
const oddity = z.enum([
  "metrics-null",
  "count-null",
  "results-null",
  "results-absent",
  "results-empty",
  "message-null",
  "failure-empty",
  "code-number",
  "task-id-absent",
  "reversed",
  "repeated",
  "signed-anew",
  "type-absent",
  "texts-between",
  "one-choice",
  "own-choices",
  "choice-null",
]);

const queryOnly = [
  z.strictObject({ kind: z.literal("odd"), what: oddity }),
  z.strictObject({
    kind: z.literal("address"),
    address: z.string().nullable(),
    place: count.min(1).default(1),
  }),
] as const;

const pictureOnly = [
  z.strictObject({ kind: z.literal("expired") }),
  z.strictObject({ kind: z.literal("missing") }),
  z.strictObject({ kind: z.literal("cut"), bytes: count, withLength: z.boolean() }),
  z.strictObject({ kind: z.literal("stall"), bytes: count }),
  z.strictObject({ kind: z.literal("not-image") }),
  z.strictObject({ kind: z.literal("corrupt") }),
  z.strictObject({ kind: z.literal("jpeg") }),
  z.strictObject({ kind: z.literal("trailing"), bytes: count.min(1) }),
  z.strictObject({ kind: z.literal("endless") }),
] as const;

const taskOnly = [
  failure.extend({ kind: z.literal("fail") }),
  z.strictObject({
    kind: z.literal("partial"),
    places: z.record(z.string().regex(/^[1-6]$/), failure),
  }),
  z.strictObject({ kind: z.literal("more"), pictures: count.min(1).max(4) }),
  z.strictObject({
    kind: z.literal("status"),
    status: z.enum(["UNKNOWN", "CANCELED", "CANCELLED", "SUSPENDED"]),
  }),
  z.strictObject({ kind: z.literal("unknown-at-first"), queries: count.min(1) }),
  z.strictObject({ kind: z.literal("duration"), ms: waitMs }),
  failure.extend({ kind: z.literal("fail-when-extended") }),
] as const;

const onTask = z.discriminatedUnion("kind", taskOnly);

const common = {
  times: count.optional(),
  skip: count.optional(),
  match: z.strictObject({
    prompt: z.string().optional(),
    model: z.string().optional(),
    place: count.min(1).optional(),
  }).optional(),
};

/** The shape of one fault. */
export const faultSchema = z.discriminatedUnion("on", [
  z.strictObject({
    on: z.literal("create"),
    ...common,
    do: z.discriminatedUnion("kind", [...anywhere, ...createOnly]),
  }),
  z.strictObject({
    on: z.literal("query"),
    ...common,
    do: z.discriminatedUnion("kind", [...anywhere, ...queryOnly]),
  }),
  z.strictObject({
    on: z.literal("list"),
    ...common,
    do: z.discriminatedUnion("kind", [...anywhere, ...listOnly]),
  }),
  z.strictObject({
    on: z.literal("cancel"),
    ...common,
    do: z.discriminatedUnion("kind", [...anywhere]),
  }),
  z.strictObject({
    on: z.literal("picture"),
    ...common,
    do: z.discriminatedUnion("kind", [...anywhere, ...pictureOnly]),
  }),
  z.strictObject({ on: z.literal("task"), ...common, do: onTask }),
]);

/**
 * One thing that shall go wrong: where (`on`), what (`do`), how often (`times`, default 1, 0 =
 * always), after how many that pass (`skip`, default 0), and for what (`match`: part of the prompt,
 * the model, the place of the picture).
 */
export type Fault = z.input<typeof faultSchema>;
/** A fault with its defaults filled in. */
export type ParsedFault = z.output<typeof faultSchema>;
/** Where a fault can strike. */
export type FaultPlace = Fault["on"];
/** What a request can suffer. */
export type HttpEffect = Exclude<ParsedFault, { on: "task" }>["do"];
/** What a task can suffer; decided when it is created. */
export type TaskEffect = z.output<typeof onTask>;
/** How the answer about a finished task can be odd. */
export type Oddity = z.output<typeof oddity>;

const kindsOf = (shapes: readonly { readonly shape: { readonly kind: { value: string } } }[]) =>
  shapes.map(({ shape }) => shape.kind.value);

/** Every kind by where it can strike; `any` stands for all but `task`. */
export const FAULT_KINDS: Readonly<Record<"any" | Exclude<FaultPlace, "cancel">, string[]>> = {
  any: kindsOf(anywhere),
  create: kindsOf(createOnly),
  query: kindsOf(queryOnly),
  list: kindsOf(listOnly),
  picture: kindsOf(pictureOnly),
  task: kindsOf(taskOnly),
};

/** Every way a finished task's answer can be odd. */
export const ODDITIES: readonly Oddity[] = oddity.options;
