/** @jsxImportSource preact */
/// <reference lib="dom" />
/**
 * One illustration in the overview: its pictures side by side, at one scale, what they share said once.
 * @module
 */
import { useComputed } from "@preact/signals";
import { QuietButton } from "./buttons.tsx";
import { Card } from "./card.tsx";
import { useParts } from "./context.ts";
import { rowFacts } from "./facts.ts";
import { flicked } from "./flicker.ts";
import { type Illustration, numberText, originalOf, ratioOf } from "./illustration.ts";
import { useNear } from "./near.ts";
import { Chips, Notices, WorkCard } from "./status.tsx";
import { t } from "./words.ts";

/** A row. Far from the window it is a title with the room of the rest. */
export function Row(
  { illustration, isFirst }: { readonly illustration: Illustration; readonly isFirst: boolean },
) {
  const { review } = useParts();
  const { index, title } = illustration;
  const { ref, isNear, height } = useNear(isFirst);
  const isPicked = useComputed(() => review.place.value === index).value;
  const isFresh = useComputed(() => review.fresh.value.has(index)).value;
  const classes = [
    "row",
    isPicked ? "is-picked" : "",
    isFresh ? "is-new" : "",
    isNear.value ? "" : "is-far",
  ];
  const style = isNear.value || height.value === undefined
    ? {}
    : { minHeight: `${height.value}px` };
  return (
    <article
      ref={ref}
      id={`row-${index}`}
      data-index={index}
      class={classes.filter((each) => each !== "").join(" ")}
      style={style}
      aria-labelledby={`title-${index}`}
    >
      <header class="row-head">
        <h2 id={`title-${index}`}>
          <span class="number">{numberText(index)}</span> {title ?? t("untitled")}
        </h2>
        {isNear.value && <RowHead illustration={illustration} />}
      </header>
      {isNear.value && <RowBody illustration={illustration} isPicked={isPicked} />}
    </article>
  );
}

function RowHead({ illustration }: { readonly illustration: Illustration }) {
  const { doing } = useParts();
  const { index, decision } = illustration;
  return (
    <>
      <Chips illustration={illustration} />
      <span class="facts">{rowFacts(illustration).shared.join(" · ")}</span>
      {doing !== undefined && (
        <div class="row-buttons">
          {decision !== undefined && (
            <QuietButton onClick={() => doing.decider.undo(index)}>
              {t("undo")}
            </QuietButton>
          )}
          <QuietButton onClick={() => doing.order.open([illustration])}>
            {t("regenerate")}
          </QuietButton>
        </div>
      )}
    </>
  );
}

function RowTexts({ illustration }: { readonly illustration: Illustration }) {
  const { prompt, excerpt, summary } = illustration;
  return (
    <>
      {(excerpt ?? summary) !== undefined && <p class="excerpt">{excerpt ?? summary}</p>}
      {prompt !== undefined && (
        <details class="prompt">
          <summary>
            <span>{prompt}</span>
          </summary>
        </details>
      )}
    </>
  );
}

function RowBody(
  { illustration, isPicked }: { readonly illustration: Illustration; readonly isPicked: boolean },
) {
  const { review } = useParts();
  const { index, pictures, work } = illustration;
  const facts = rowFacts(illustration);
  const ratio = ratioOf(illustration);
  const pick = isPicked ? review.pick.value : undefined;
  const over = flicked.value?.index === index ? flicked.value.id : undefined;
  const cards = pictures.length + work.length + (originalOf(illustration) === undefined ? 1 : 0);
  return (
    <>
      <RowTexts illustration={illustration} />
      <Notices illustration={illustration} />
      <ul class="strip" style={{ "--cards": String(cards) }}>
        {originalOf(illustration) === undefined && (
          <li class="card">
            <div class="frame is-empty" style={{ aspectRatio: String(ratio) }}>
              <span>{t("noOriginal")}</span>
            </div>
          </li>
        )}
        {pictures.map((picture) => (
          <Card
            key={picture.number}
            illustration={illustration}
            picture={picture}
            facts={facts}
            isPicked={picture.id === pick}
            ratio={ratio}
            isWhole={false}
            over={over === picture.id ? originalOf(illustration) : undefined}
          />
        ))}
        {work.map((each) => <WorkCard key={each.key} index={index} work={each} ratio={ratio} />)}
      </ul>
    </>
  );
}
