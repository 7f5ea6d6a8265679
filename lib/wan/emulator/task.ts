/**
 * A task as the emulator keeps it: what was asked, and how it will end.
 * @module
 */
import { z } from "zod";
import type { TaskEffect } from "./fault_kinds.ts";
import { keptPictureSchema } from "./sent_picture.ts";

const failure = z.object({ code: z.string(), message: z.string() });

const outcome = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("pictures"), places: z.array(failure.nullable()) }),
  z.object({ kind: z.literal("failed"), ...failure.shape }),
  z.object({ kind: z.literal("status"), status: z.string() }),
]);

const asked = z.object({
  model: z.string(),
  /** Cut to what the model reads. */
  prompt: z.string(),
  n: z.number(),
  size: z.string(),
  promptExtend: z.boolean(),
  watermark: z.boolean(),
  /** Pictures that came along, made small. */
  references: z.array(keptPictureSchema).default([]),
});

/** The shape of a task in the state file. */
export const storedTaskSchema = z.object({
  id: z.string(),
  /** Id of the request that made it. */
  requestId: z.string(),
  createdAtMs: z.number(),
  asked,
  outcome,
  durationMs: z.number(),
  /** Queries still to be answered with UNKNOWN. */
  unknownQueries: z.number(),
  canceledAtMs: z.number().nullable(),
});

/** All that is kept of a task; its state follows from this and the clock. */
export type StoredTask = z.infer<typeof storedTaskSchema>;
/** What was asked, with the service's defaults filled in. */
export type Asked = z.infer<typeof asked>;
/** How a task ends. A place that is null is a picture. */
export type Outcome = z.infer<typeof outcome>;
/** Code and message of something that failed inside a task. */
export type Failure = z.infer<typeof failure>;

/** Reads the service's spelling of a size. */
export function readSize(text: string): { width: number; height: number } | undefined {
  const match = /^(\d{1,5})\*(\d{1,5})$/.exec(text);
  return match === null ? undefined : { width: Number(match[1]), height: Number(match[2]) };
}

/** How the task ends, given what was asked and what was arranged. */
export function decideOutcome(
  asked: Pick<Asked, "n">,
  lateError: Failure | undefined,
  effects: readonly TaskEffect[],
): Outcome {
  if (lateError !== undefined) return { kind: "failed", ...lateError };
  const more = effects.find((effect) => effect.kind === "more")?.pictures ?? 0;
  const places: (Failure | null)[] = Array.from({ length: asked.n + more }, () => null);
  for (const effect of effects) {
    if (effect.kind === "status") return { kind: "status", status: effect.status };
    if (effect.kind === "fail" || effect.kind === "fail-when-extended") {
      return { kind: "failed", code: effect.code, message: effect.message };
    }
    if (effect.kind !== "partial") continue;
    for (const [place, failure] of Object.entries(effect.places)) {
      if (Number(place) <= places.length) places[Number(place) - 1] = failure;
    }
  }
  const first = places[0];
  const isAllFailed = places.every((place) => place !== null);
  return isAllFailed && first ? { kind: "failed", ...first } : { kind: "pictures", places };
}

/** Pictures that are billed once the task has ended. */
export function billedPictures({ outcome }: StoredTask): number {
  return outcome.kind === "pictures" ? outcome.places.filter((place) => place === null).length : 0;
}
