/**
 * The pictures of tasks, drawn when they are fetched.
 * @module
 */
import { paint } from "./painting.ts";
import { encodePng } from "../../image/png_writer.ts";
import { readSize, type StoredTask } from "./task.ts";

/** Pictures kept for a second fetch. */
const KEPT = 4;

/** Draws pictures and remembers the last few. */
export class Gallery {
  readonly #noiseBytes: number;
  readonly #kept = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();

  constructor(noiseBytes: number) {
    this.#noiseBytes = noiseBytes;
  }

  /** The whole file; the same task and place give the same bytes. */
  picture(task: StoredTask, place: number): Promise<Uint8Array<ArrayBuffer>> {
    const key = `${task.id}-${place}`;
    const kept = this.#kept.get(key);
    if (kept !== undefined) return kept;
    const drawn = draw(task, place, this.#noiseBytes);
    this.#kept.set(key, drawn);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest);
    return drawn;
  }
}

async function draw(
  { id, asked }: StoredTask,
  place: number,
  noiseBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const { width, height } = readSize(asked.size) ?? { width: 1024, height: 1024 };
  const shortId = id.slice(0, 8).toUpperCase();
  const rows = await paint({
    width,
    height,
    seed: `${id} ${place}`,
    lines: ["REHEARSAL", `PICTURE ${place} OF ${asked.n}`, `TASK ${shortId}`],
    pictures: asked.references,
    mark: asked.watermark ? "AI GENERATED" : undefined,
  });
  const comment = `Rehearsal picture ${place} of task ${id}`;
  return encodePng({ width, height, rows, comment, noiseBytes });
}
