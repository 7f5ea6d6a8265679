/** @jsxImportSource preact */
/// <reference lib="dom" />
/**
 * One illustration a screen: original and candidates as large as the window allows, the lines they are
 * drawn for above, the neighbours in the film below.
 * @module
 */
import { useLayoutEffect, useRef } from "preact/hooks";
import { useAhead } from "./ahead.ts";
import { QuietButton } from "./buttons.tsx";
import { Card } from "./card.tsx";
import { useParts } from "./context.ts";
import { rowFacts } from "./facts.ts";
import { FilmStrip } from "./film_strip.tsx";
import { useFit } from "./fit.ts";
import { flicked } from "./flicker.ts";
import { type Illustration, numberText, originalOf, ratioOf } from "./illustration.ts";
import { hearScrollRest } from "./scroll_rest.ts";
import { Chips, Notices, WorkCard } from "./status.tsx";
import { count, t } from "./words.ts";

/** The mode `choose`: the illustration one is at. */
export function Choose() {
  const illustration = useParts().review.current();
  useAhead();
  if (illustration === undefined) return null;
  return (
    <main id="main" class="choose" tabIndex={-1} aria-labelledby="scene-title">
      <Scene illustration={illustration} />
      <Survey key={illustration.index} illustration={illustration} />
      <FilmStrip />
    </main>
  );
}

function Scene({ illustration }: { readonly illustration: Illustration }) {
  const { review } = useParts();
  const { index, title, excerpt, summary } = illustration;
  const { shared } = rowFacts(illustration);
  return (
    <header class="scene">
      <div class="scene-head">
        <h2 id="scene-title">
          <span class="number">{numberText(index)}</span> {title ?? t("untitled")}
        </h2>
        <Chips illustration={illustration} />
        <span class="facts">{shared.join(" · ")}</span>
        <span class="facts left">{count("undecidedLeft", review.counts.value.undecided)}</span>
        <SceneButtons illustration={illustration} />
      </div>
      {(excerpt ?? summary) !== undefined && (
        <p class="lines">
          {excerpt !== undefined && <q>{excerpt}</q>}
          {summary !== undefined && <span class="summary">{summary}</span>}
        </p>
      )}
      {review.isPromptShown.value && <p class="whole-prompt">{illustration.prompt ?? ""}</p>}
      <Notices illustration={illustration} />
    </header>
  );
}

function SceneButtons({ illustration }: { readonly illustration: Illustration }) {
  const { review, doing } = useParts();
  const { index, decision } = illustration;
  return (
    <div class="row-buttons">
      <QuietButton
        aria-pressed={review.isPromptShown.value}
        onClick={() => review.isPromptShown.value = !review.isPromptShown.value}
      >
        {t("prompt")}
      </QuietButton>
      {doing !== undefined && decision !== undefined && (
        <QuietButton onClick={() => doing.decider.undo(index)}>{t("undo")}</QuietButton>
      )}
      {doing !== undefined && (
        <QuietButton onClick={() => doing.order.open([illustration])}>
          {t("regenerate")}
        </QuietButton>
      )}
    </div>
  );
}

function Survey({ illustration }: { readonly illustration: Illustration }) {
  const { review } = useParts();
  const { index, pictures, work } = illustration;
  const ratio = ratioOf(illustration);
  const cards = pictures.length + work.length;
  const { ref, columns, widthPx } = useFit(cards, ratio);
  const facts = rowFacts(illustration);
  const pick = review.pick.value;
  const swiped = useSwipes(pick, (id) => review.pick.value = id);
  return (
    <div class="survey" ref={ref}>
      <ul
        ref={swiped}
        class="shots"
        style={{ "--columns": String(columns), "--shot": `${widthPx}px` }}
      >
        {pictures.map((picture) => (
          <Card
            key={picture.number}
            illustration={illustration}
            picture={picture}
            facts={facts}
            isPicked={picture.id === pick}
            ratio={ratio}
            isWhole
            over={flicked.value?.id === picture.id && flicked.value.index === index
              ? originalOf(illustration)
              : undefined}
          />
        ))}
        {work.map((each) => <WorkCard key={each.key} index={index} work={each} ratio={ratio} />)}
      </ul>
      <div class="dots" aria-hidden="true">
        {pictures.map(({ id, number }) => (
          <span key={number} class={id === pick ? "is-picked" : ""} />
        ))}
      </div>
      {cards === 0 && <p class="nothing">{t("noPictures")}</p>}
    </div>
  );
}

/** In a narrow window one picture fills the width: swiping picks, picking swipes. */
function useSwipes(pick: string | undefined, onPick: (id: string) => void) {
  const list = useRef<HTMLUListElement>(null);
  useLayoutEffect(() => {
    const box = list.current;
    if (box === null || box.scrollWidth <= box.clientWidth + 1) return;
    const card = box.querySelector<HTMLElement>(`[data-id="${CSS.escape(pick ?? "")}"]`);
    if (card !== null) box.scrollTo({ left: card.offsetLeft - box.offsetLeft });
  }, [pick]);
  useLayoutEffect(() => {
    const box = list.current;
    if (box === null) return;
    return hearScrollRest(box, () => {
      if (box.scrollWidth <= box.clientWidth + 1) return;
      const at = Math.round(box.scrollLeft / box.clientWidth);
      const id = (box.children[at] as HTMLElement | undefined)?.dataset["id"];
      if (id !== undefined) onPick(id);
    });
  }, []);
  return list;
}
