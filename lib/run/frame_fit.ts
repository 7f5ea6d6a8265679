/**
 * Whether the pictures of an order will fit the film, and which size would.
 * @module
 */
import type { Finding } from "../errors.ts";
import type { FilmSize } from "../film/film_size.ts";
import { formatSize, type ModelOffer, type Order } from "../wan/order.ts";
import { fitSize, isSameRatio, type Size } from "../wan/size_rule.ts";

/** The size of a model that fits a film best; the film's own where nothing is known of the model. */
export function fittingSize(
  { model }: Pick<ModelOffer, "model">,
  film: Size,
  hasReferences: boolean,
): Size {
  if (model === undefined) return { width: film.width, height: film.height };
  const { size: rule, recommendedSizes: recommended } = model;
  return fitSize({ rule, recommended, film, hasReferences });
}

/**
 * What is wrong with the shape of an order: `frame_ratio_differs`, with the size that fits. A film
 * without a frame has no shape yet.
 */
export function frameFindings(order: Order, offer: ModelOffer, film: FilmSize): Finding[] {
  if (film.from === "none" || isSameRatio(order, film.size)) return [];
  const fits = formatSize(fittingSize(offer, film.size, order.references.length > 0));
  if (fits === formatSize(order)) return [];
  return [{
    code: "frame_ratio_differs",
    facts: {
      film: `${film.size.width}×${film.size.height}`,
      filmRatio: ratioText(film.size),
      from: film.name,
      size: formatSize(order),
      ratio: ratioText(order),
      fits,
    },
  }];
}

/** Ratios that have a name of their own, though sides of pictures are rounded. */
const NAMED_RATIOS = ["1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9"];

/** `16:9`, or with two decimals where the ratio has no name: `2.04:1`. */
export function ratioText(size: Size): string {
  const named = NAMED_RATIOS.find((each) => {
    const [width = 1, height = 1] = each.split(":").map(Number);
    return isSameRatio(size, { width, height });
  });
  if (named !== undefined) return named;
  const { width, height } = size;
  return width >= height ? `${(width / height).toFixed(2)}:1` : `1:${(height / width).toFixed(2)}`;
}
