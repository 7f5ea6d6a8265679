/**
 * Which sizes a model takes, and which of them suits a film best.
 * @module
 */

/** Width and height in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** What sizes a model takes, in pixels. */
export type SizeRule =
  | {
    /** The area and the ratio decide, no limit for one side. */
    readonly kind: "area";
    readonly minPixels: number;
    readonly maxPixels: number;
    /** The largest area of a picture made from words alone, where that is more. */
    readonly wordsOnlyMaxPixels?: number;
    /** Below this area newer documents no longer promise the size; the service decides. */
    readonly advisedMinPixels: number;
    /** Longest side : shortest side. */
    readonly maxRatio: number;
  }
  | {
    /** Each side has its limits. */
    readonly kind: "side";
    readonly minSide: number;
    readonly maxSide: number;
  };

/** What is wrong with a size; `below_advice` may still be accepted by the service. */
export type SizeFault = "side" | "area" | "ratio" | "below_advice";

/** The largest area under a rule, in pixels. */
export function maxPixelsOf(rule: SizeRule, hasReferences: boolean): number {
  if (rule.kind === "side") return rule.maxSide ** 2;
  return hasReferences ? rule.maxPixels : rule.wordsOnlyMaxPixels ?? rule.maxPixels;
}

/** Holds a size against a rule; undefined when nothing is wrong with it. */
export function sizeFault(
  { width, height }: Size,
  rule: SizeRule,
  hasReferences: boolean,
): SizeFault | undefined {
  const shortest = Math.min(width, height);
  const longest = Math.max(width, height);
  if (rule.kind === "side") {
    return shortest >= rule.minSide && longest <= rule.maxSide ? undefined : "side";
  }
  const pixels = width * height;
  if (pixels < rule.minPixels || pixels > maxPixelsOf(rule, hasReferences)) return "area";
  if (longest > rule.maxRatio * shortest) return "ratio";
  return pixels < rule.advisedMinPixels ? "below_advice" : undefined;
}

/** Sides of pictures are rounded: a hundredth is not seen. */
const RATIO_TOLERANCE = 0.01;

/** Whether one size only has to be scaled to become the other. */
export function isSameRatio(one: Size, other: Size): boolean {
  return Math.abs(ratioOf(one) / ratioOf(other) - 1) <= RATIO_TOLERANCE;
}

/** Sides that are tried: multiples of this are taken by every model as they are. */
const SIDE_STEP = 16;
const MAX_SIDE = 4096;

/** A ratio that is off is seen in every frame, an area that is off only costs sharpness. */
const RATIO_WEIGHT = 25;

/** What is looked at to find a size for a film. */
export interface FitRequest {
  readonly rule: SizeRule;
  /** Sizes the newest documents name for the model. */
  readonly recommended: readonly Size[];
  /** The film's own size. */
  readonly film: Size;
  readonly hasReferences: boolean;
}

/**
 * The legal size nearest to the film's in ratio and area. A size that the documents recommend is
 * preferred when it has the film's ratio; then the film's own size; then whatever comes nearest.
 */
export function fitSize({ rule, recommended, film, hasReferences }: FitRequest): Size {
  const near = recommended.filter((size) =>
    isSameRatio(size, film) && isPromised(size, rule, hasReferences)
  );
  if (near.length > 0) return nearest(near, film);
  if (isPromised(film, rule, hasReferences)) return { width: film.width, height: film.height };
  return nearest(legalSizes(rule, hasReferences), film);
}

function isPromised(size: Size, rule: SizeRule, hasReferences: boolean): boolean {
  return sizeFault(size, rule, hasReferences) === undefined;
}

function* legalSizes(rule: SizeRule, hasReferences: boolean): Generator<Size> {
  for (let width = SIDE_STEP; width <= MAX_SIDE; width += SIDE_STEP) {
    for (let height = SIDE_STEP; height <= MAX_SIDE; height += SIDE_STEP) {
      if (isPromised({ width, height }, rule, hasReferences)) yield { width, height };
    }
  }
}

function nearest(sizes: Iterable<Size>, film: Size): Size {
  let best: Size = film;
  let bestDistance = Infinity;
  for (const size of sizes) {
    const distance = distanceOf(size, film);
    if (distance >= bestDistance) continue;
    best = size;
    bestDistance = distance;
  }
  return best;
}

function distanceOf(size: Size, film: Size): number {
  const ratio = Math.abs(Math.log(ratioOf(size) / ratioOf(film)));
  const area = Math.abs(Math.log((size.width * size.height) / (film.width * film.height)));
  return RATIO_WEIGHT * ratio + area;
}

function ratioOf({ width, height }: Size): number {
  return width / height;
}
