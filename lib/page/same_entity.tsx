/** @jsxImportSource preact */
/**
 * Does she look the same? All frames in which somebody is seen, side by side.
 * @module
 */
import { useParts } from "./context.ts";
import { numberText } from "./illustration.ts";
import { Shot } from "./shot.tsx";
import { count, t } from "./words.ts";

/** The frames of one entity. */
export function SameEntity({ id }: { readonly id: string }) {
  const { review, film } = useParts();
  const name = review.server.value.entities.find((each) => each.id === id)?.name ?? id;
  const shown = film.frames.value.map((frame, at) => ({ frame, at })).filter(({ frame }) =>
    review.byIndex.value.get(frame.number)?.entities.includes(id)
  );
  return (
    <section class="same" aria-labelledby="same-title">
      <h2 id="same-title">
        {name} <span class="facts">{count("frameCount", shown.length)}</span>
      </h2>
      <ol class="same-frames">
        {shown.map(({ frame, at }) => {
          const title = review.byIndex.value.get(frame.number)?.title ?? "";
          return (
            <li key={`${at} ${frame.url}`}>
              <button
                type="button"
                class="frame"
                aria-current={review.place.value === frame.number ? "true" : undefined}
                aria-label={t("goToFrame", { number: numberText(frame.number), title })}
                onClick={() => {
                  film.entity.value = undefined;
                  film.goTo(at);
                }}
              >
                <Shot url={frame.url} isWhole />
              </button>
              <p>
                <span class="number">{numberText(frame.number)}</span> {title}
              </p>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
