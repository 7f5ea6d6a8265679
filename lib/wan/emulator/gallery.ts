/**
 * The pictures of tasks, drawn when they are fetched.
 * @module
 */
import { packRows, wrapPng } from "../../image/png_writer.ts";
import type { EmulatorOptions } from "./options.ts";
import { paint } from "./painting.ts";
import { readSize, type StoredTask } from "./task.ts";

/** Pictures kept for a second fetch. */
const KEPT = 4;

/** Draws pictures and remembers the last few. */
export class Gallery {
  readonly #noiseBytes: number;
  readonly #isDrawnOnce: boolean;
  readonly #kept = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();
  /** By size; only where every task has the same drawing. */
  readonly #drawings = new Map<string, Promise<Uint8Array>>();

  constructor({ noiseBytes = 0, drawnOnce = false }: EmulatorOptions["picture"] = {}) {
    this.#noiseBytes = noiseBytes;
    this.#isDrawnOnce = drawnOnce;
  }

  /** The whole file; the same task and place give the same bytes. */
  picture(task: StoredTask, place: number): Promise<Uint8Array<ArrayBuffer>> {
    const key = `${task.id}-${place}`;
    const kept = this.#kept.get(key);
    if (kept !== undefined) return kept;
    const made = this.#make(task, place);
    this.#kept.set(key, made);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest);
    return made;
  }

  async #make(task: StoredTask, place: number): Promise<Uint8Array<ArrayBuffer>> {
    const comment = `Rehearsal picture ${place} of task ${task.id}`;
    const packed = await (this.#isDrawnOnce ? this.#drawingFor(task) : draw(task, place));
    return wrapPng({ ...sizeOf(task), packed, comment, noiseBytes: this.#noiseBytes });
  }

  #drawingFor(task: StoredTask): Promise<Uint8Array> {
    const { size } = task.asked;
    const drawing = this.#drawings.get(size) ?? draw(task, 1);
    this.#drawings.set(size, drawing);
    return drawing;
  }
}

function sizeOf({ asked }: StoredTask) {
  return readSize(asked.size) ?? { width: 1024, height: 1024 };
}

async function draw(task: StoredTask, place: number): Promise<Uint8Array> {
  const { id, asked } = task;
  const { width, height } = sizeOf(task);
  const rows = await paint({
    width,
    height,
    seed: `${id} ${place}`,
    lines: [
      "REHEARSAL",
      `PICTURE ${place} OF ${asked.n}`,
      `TASK ${id.slice(0, 8).toUpperCase()}`,
    ],
    pictures: asked.references,
    mark: asked.watermark ? "AI GENERATED" : undefined,
  });
  return await packRows(rows, width);
}
