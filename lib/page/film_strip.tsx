/** @jsxImportSource preact */
/// <reference lib="dom" />
/**
 * The neighbours in the film as they stand now: whether the lady is the lady of the frame before.
 * @module
 */
import { useParts } from "./context.ts";
import { numberText } from "./illustration.ts";
import { Mark } from "./index_list.tsx";
import { Shot, useCentred } from "./shot.tsx";
import { t } from "./words.ts";

/** Neighbours on each side. */
const REACH = 9;

/** The strip around the place. */
export function FilmStrip() {
  const { review } = useParts();
  const all = review.illustrations.value;
  const at = all.findIndex(({ index }) => index === review.place.value);
  const shown = all.slice(Math.max(0, at - REACH), at + REACH + 1);
  const list = useCentred("[aria-current]", review.place.value);
  return (
    <nav class="film-strip" ref={list} aria-label={t("neighbours")}>
      <ol>
        {shown.map(({ index, title, chosen, standing }) => (
          <li key={index}>
            <button
              type="button"
              class={`strip-frame ${standing}`}
              aria-current={index === review.place.value ? "true" : undefined}
              aria-label={`${numberText(index)} ${title ?? ""}, ${t(`filter.${standing}`)}`}
              onClick={() => review.go(index)}
            >
              <Shot url={chosen?.url} />
              <span class="strip-number">{numberText(index)}</span>
              <Mark standing={standing} />
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
