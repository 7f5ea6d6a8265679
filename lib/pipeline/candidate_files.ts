/**
 * Which candidates of a number stand in `images/`, without listing ten thousand frames for each
 * picture that is saved: the documented names of the number are looked up one by one.
 * @module
 */
import { lstatSync } from "node:fs";
import { reading } from "./files.ts";
import { imageNamesIn } from "./frame_names.ts";
import { candidateIndex, candidateName } from "./names.ts";
import { imagePath } from "./paths.ts";

/** Twice what an order may ask for: some answers hold more pictures than that. */
const MAX_PLACES = 12;

/** Looks up the files of candidates in one `images/` folder. */
export class CandidateFiles {
  readonly #imagesDir: string;
  /** Names that no order of ours gives, by number, as they were when first asked for. */
  #odd: ReadonlyMap<number, readonly string[]> | undefined;

  constructor(imagesDir: string) {
    this.#imagesDir = imagesDir;
  }

  /**
   * The names of a number's candidates that stand there now. Of those with an undocumented name, like
   * `illustration_3_alibaba.png`, only what stood there at the first call is known.
   * @throws {StorageError} `read_failed`
   */
  of(illustration: number): string[] {
    this.#odd ??= this.#findOdd();
    const names = [...documentedNames(illustration), ...this.#odd.get(illustration) ?? []];
    return names.filter((name) => this.#stands(name));
  }

  #findOdd(): ReadonlyMap<number, readonly string[]> {
    const odd = new Map<number, string[]>();
    for (const name of imageNamesIn(this.#imagesDir)) {
      const index = candidateIndex(name);
      if (index === undefined || documentedNames(index).includes(name)) continue;
      odd.set(index, [...odd.get(index) ?? [], name]);
    }
    return odd;
  }

  #stands(name: string): boolean {
    const path = imagePath({ imagesDir: this.#imagesDir }, name);
    return reading(path, () => lstatSync(path, { throwIfNoEntry: false })) !== undefined;
  }
}

/** The names that our orders give to candidates of a number. */
export function documentedNames(index: number): string[] {
  const places = Array.from({ length: MAX_PLACES }, (_, at) => at + 1);
  return [candidateName(index, 1, 1), ...places.map((place) => candidateName(index, place, 2))];
}
