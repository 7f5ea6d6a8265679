/** @jsxImportSource preact */
/// <reference lib="dom" />
/**
 * One picture with its number, what is its own, and what can be done with it.
 * @module
 */
import { QuietButton } from "./buttons.tsx";
import { useParts } from "./context.ts";
import { factsOf, pictureTitle, type RowFacts, shortTitle } from "./facts.ts";
import { hasOtherPrompt, type Illustration, numberText, type Picture } from "./illustration.ts";
import { Shot } from "./shot.tsx";
import { t } from "./words.ts";

/** Who goes on at once does not need the files themselves, and they would keep the next ones waiting. */
const LOOKED_AT_MS = 350;

/** Where a card stands. */
export interface CardProps {
  readonly illustration: Illustration;
  readonly picture: Picture;
  readonly facts: RowFacts;
  readonly isPicked: boolean;
  /** Width by height of the frame. */
  readonly ratio: number;
  /** Shows the file itself, not only a preview. */
  readonly isWhole: boolean;
  readonly isLazy?: boolean;
  /** The original shows in this frame, as long as it is held. */
  readonly over: Picture | undefined;
}

/** A picture's card. */
export function Card(props: CardProps) {
  const { illustration, picture, facts, isPicked, ratio, isWhole, isLazy = false, over } = props;
  const { review, look } = useParts();
  const isChosen = picture.id === illustration.chosen?.id;
  const pick = () => review.go(illustration.index, picture.id);
  return (
    <li
      class={`card${isPicked ? " is-picked" : ""}${isChosen ? " is-chosen" : ""}`}
      data-id={picture.id}
      data-number={picture.number}
    >
      <button
        type="button"
        class={over === undefined ? "frame" : "frame is-flicking"}
        style={{ aspectRatio: String(ratio) }}
        aria-label={frameLabel(illustration, picture)}
        onFocus={pick}
        onClick={() => {
          pick();
          look.open();
        }}
      >
        <Shot url={picture.url} isWhole={isWhole} wholeAfterMs={LOOKED_AT_MS} isLazy={isLazy} />
        {over !== undefined && (
          <span class="over">
            <Shot url={over.url} isWhole={isWhole} />
          </span>
        )}
      </button>
      <div class="caption">
        <kbd aria-hidden="true">{picture.number}</kbd>
        <strong title={pictureTitle(picture)}>{shortTitle(picture)}</strong>
        {isChosen && <span class="in-place">{t("inPlace")}</span>}
        <span class="own facts">{facts.own(picture).join(" · ")}</span>
        <CardButtons illustration={illustration} picture={picture} isChosen={isChosen} />
      </div>
      <Making illustration={illustration} picture={picture} />
    </li>
  );
}

/** All that a card shows, for ears. */
function frameLabel({ index, title, chosen }: Illustration, picture: Picture): string {
  const facts = [picture.id === chosen?.id ? t("inPlace") : "", ...factsOf(picture)];
  return t("frameLabel", {
    number: numberText(index),
    title: title ?? "",
    picture: `${pictureTitle(picture)} (${picture.number})`,
    facts: facts.filter((each) => each !== "").join(", "),
  });
}

function CardButtons(
  { illustration, picture, isChosen }: {
    readonly illustration: Illustration;
    readonly picture: Picture;
    readonly isChosen: boolean;
  },
) {
  const { doing } = useParts();
  if (doing === undefined || (isChosen && picture.number !== 0)) return null;
  const isKept = isChosen && illustration.decision?.kind === "keep";
  if (isKept) return null;
  const { decider } = doing;
  const word = t(picture.number === 0 ? isChosen ? "keep" : "putBack" : "choose");
  const name = pictureTitle(picture);
  return (
    <span class="card-buttons">
      <button
        type="button"
        class={picture.number === 0 ? "quiet" : "primary"}
        aria-label={picture.kind === "candidate" ? `${word} ${picture.id}` : `${word}: ${name}`}
        onClick={() => decider.choose(illustration, picture)}
      >
        {word}
      </button>
    </span>
  );
}

/** The prompt a picture was made from, where it is another than the recorded one. */
function Making(
  { picture, illustration }: { readonly picture: Picture; readonly illustration: Illustration },
) {
  const { doing } = useParts();
  const isOther = hasOtherPrompt(picture, illustration);
  const isRewritten = picture.actualPrompt !== undefined &&
    picture.actualPrompt !== picture.prompt;
  if (!isOther && !isRewritten) return null;
  return (
    <details class="making">
      <summary>{t(isOther ? "otherPrompt" : "rewrittenPrompt")}</summary>
      {isOther && (
        <p>
          <b>{t("prompt")}:</b> {picture.prompt}
        </p>
      )}
      {isOther && (picture.negativePrompt ?? "") !== "" && (
        <p>
          <b>{t("negativePrompt")}:</b> {picture.negativePrompt}
        </p>
      )}
      {isRewritten && (
        <p>
          <b>{t("rewrittenPrompt")}:</b> {picture.actualPrompt}
        </p>
      )}
      {isOther && doing !== undefined && picture.id !== illustration.chosen?.id && (
        <QuietButton
          aria-label={`${t("chooseWithPrompt")}: ${pictureTitle(picture)}`}
          onClick={() => doing.decider.choose(illustration, picture, true)}
        >
          {t("chooseWithPrompt")}
        </QuietButton>
      )}
    </details>
  );
}
