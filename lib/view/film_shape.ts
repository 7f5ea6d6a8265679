/**
 * The film's shape in the words of the page, with the size of every model that fits it.
 * @module
 */
import type { PageShape } from "../page/state.ts";
import { fittingSize, ratioText } from "../run/frame_fit.ts";
import { MODELS } from "../wan/models.ts";
import { formatSize, type Size } from "../wan/order.ts";

/** The latest shape: the film's size hardly ever changes, and finding sizes takes a while. */
let latest: PageShape | undefined;

/** The shape of a film of this size. */
export function shapeOf(film: Size): PageShape {
  const size = formatSize(film);
  if (latest?.size === size) return latest;
  const fits = MODELS.map((model) => {
    const fit = (hasReferences: boolean) => formatSize(fittingSize({ model }, film, hasReferences));
    const words = fit(false);
    return [model.id, [words, model.references === undefined ? words : fit(true)]] as const;
  });
  latest = { size, ratio: ratioText(film), fits: Object.fromEntries(fits) };
  return latest;
}
