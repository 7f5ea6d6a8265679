/** @jsxImportSource preact */
/// <reference lib="dom" />
/**
 * All illustrations below each other, with filters that add up.
 * @module
 */
import { useSignalEffect } from "@preact/signals";
import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { useParts } from "./context.ts";
import { IndexList } from "./index_list.tsx";
import type { Filter } from "./review.ts";
import { Row } from "./row.tsx";
import { keepPlace, rowInView, scrollToRow } from "./row_place.ts";
import { hearScrollRest } from "./scroll_rest.ts";
import { count, t } from "./words.ts";

const FILTERS: readonly Filter[] = [
  "all",
  "undecided",
  "decided",
  "rejected",
  "working",
  "failed",
  "bare",
];

/** Rows that are drawn whole before the browser says what is near. */
const FIRST_ROWS = 3;

/** The mode `overview`: the rows that the filter lets through. */
export function Overview() {
  const { review } = useParts();
  const main = useRef<HTMLElement>(null);
  const shown = review.shown.value;
  const place = review.place.peek();
  const at = Math.max(0, shown.findIndex(({ index }) => index === place));
  useLayoutEffect(() => main.current === null ? undefined : keepPlace(main.current, review), []);
  usePlaceInView(main);
  const go = (index: number) => {
    review.go(index);
    if (main.current !== null) scrollToRow(main.current, index, "start");
    main.current?.querySelector<HTMLElement>(`#row-${index} button`)?.focus({
      preventScroll: true,
    });
  };
  return (
    <>
      <IndexList onGo={go} />
      <main id="main" class="overview" ref={main} tabIndex={-1}>
        <Filters />
        <Leftovers />
        {shown.length === 0 && <p class="nothing">{t("emptyFilter")}</p>}
        {shown.map((illustration, row) => (
          <Row
            key={illustration.index}
            illustration={illustration}
            isFirst={row < FIRST_ROWS || Math.abs(row - at) < FIRST_ROWS}
          />
        ))}
      </main>
    </>
  );
}

/** Keys move the place, and the row comes along; after scrolling, the place comes along with the rows. */
function usePlaceInView(main: RefObject<HTMLElement | null>): void {
  const { review } = useParts();
  const seen = useRef(review.place.peek());
  useSignalEffect(() => {
    const index = review.place.value;
    // Where scrolling moved it, it is in view already.
    if (main.current === null || index === undefined || index === seen.current) return;
    seen.current = index;
    scrollToRow(main.current, index, "nearest");
  });
  useLayoutEffect(() => {
    const box = main.current;
    if (box === null) return;
    return hearScrollRest(box, () => {
      const index = rowInView(box, review.place.peek());
      if (index === undefined || index === review.place.peek()) return;
      seen.current = index;
      review.go(index);
    });
  }, []);
}

function Filters() {
  const { review } = useParts();
  const counts = review.counts.value;
  return (
    <div class="filters" role="group" aria-label={t("show")}>
      {FILTERS.filter((each) => each === "all" || counts[each] > 0 || review.filter.value === each)
        .map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={review.filter.value === each}
            onClick={() => {
              review.filter.value = each;
              const [first] = review.shown.peek();
              if (
                first !== undefined &&
                !review.shown.peek().some(({ index }) => index === review.place.peek())
              ) review.go(first.index);
              review.messages.announce(count("illustrations", review.shown.peek().length));
            }}
          >
            {t(`filter.${each}`)} <span class="count">{counts[each]}</span>
          </button>
        ))}
    </div>
  );
}

/** Said once of all: what is not decided yet stands beside its original, and the film would show it. */
function Leftovers() {
  const { review } = useParts();
  const open = review.illustrations.value.filter(({ frames, standing }) =>
    frames.length > 1 && standing !== "decided" && standing !== "rejected"
  );
  if (open.length === 0) return null;
  return <p class="leftovers facts">{count("leftovers", open.length)}</p>;
}
