/** @jsxImportSource preact */
/// <reference lib="dom" />
/**
 * The window of the close look: the whole file, moved and enlarged together with what it is compared with.
 * @module
 */
import { useLayoutEffect, useRef } from "preact/hooks";
import { IconButton, PrimaryButton, QuietButton } from "./buttons.tsx";
import { hearLookKeys } from "./close_look_keys.ts";
import { useParts } from "./context.ts";
import { Dialog } from "./dialog.tsx";
import { factsOf, pictureTitle } from "./facts.ts";
import { type Illustration, numberText, type Picture } from "./illustration.ts";
import { Lens } from "./lens.ts";
import { Shot } from "./shot.tsx";
import { t } from "./words.ts";

/** The window, as long as there is a picture to look at. */
export function CloseLookWindow() {
  const parts = useParts();
  const { review, look } = parts;
  const illustration = review.current();
  const picture = review.picked();
  const { stage, lens } = useLens();
  if (illustration === undefined || picture === undefined) return null;
  const other = look.otherOf(illustration);
  const title = `${numberText(illustration.index)} ${illustration.title ?? ""} · ${
    pictureTitle(picture)
  }`;
  const shown = `is-${look.mode.value}${look.isFlicking.value ? " is-flicking" : ""}`;
  return (
    <Dialog
      name={`zoom ${shown}`}
      label={title}
      onClose={() => look.close()}
      onKeyDown={(event) => hearLookKeys(event, parts, lens.current)}
      onKeyUp={(event) => {
        if (event.code === "KeyF") look.isFlicking.value = false;
      }}
    >
      <header>
        <div>
          <h2>{title}</h2>
          <p class="facts">{factsOf(picture).join(" · ")}</p>
        </div>
        <Tools illustration={illustration} picture={picture} lens={() => lens.current} />
      </header>
      <div
        ref={stage}
        class={`stage ${shown}`}
        tabIndex={0}
        data-first
        role="group"
        aria-label={title}
      >
        {(look.mode.value !== "single" || look.isFlicking.value) && (
          <Pane picture={other} side="other" />
        )}
        <Pane picture={picture} side="picked" />
      </div>
      <Thumbs illustration={illustration} picture={picture} other={other} />
    </Dialog>
  );
}

/** The lens over the stage, laid anew each time the window is drawn. */
function useLens() {
  const stage = useRef<HTMLDivElement>(null);
  const lens = useRef<Lens | undefined>(undefined);
  useLayoutEffect(() => {
    if (stage.current !== null) lens.current = new Lens(stage.current);
  }, []);
  useLayoutEffect(() => lens.current?.apply());
  return { stage, lens };
}

function Pane(
  { picture, side }: {
    readonly picture: Picture | undefined;
    readonly side: "picked" | "other";
  },
) {
  const isActive = useParts().look.side.value === side;
  const name = picture === undefined ? t("noOriginal") : pictureTitle(picture);
  return (
    <figure class={`pane is-${side}${isActive ? " is-active" : ""}`}>
      <div class="sheet">
        <Shot url={picture?.url} alt={name} isWhole />
      </div>
      <figcaption>{picture?.number} {name}</figcaption>
    </figure>
  );
}

function Tools(
  { illustration, picture, lens }: {
    readonly illustration: Illustration;
    readonly picture: Picture;
    readonly lens: () => Lens | undefined;
  },
) {
  const { look, doing } = useParts();
  const sign = (text: string, word: string, onClick: () => void) => (
    <IconButton name={t(word)} title={t(word)} onClick={onClick}>
      {text}
    </IconButton>
  );
  const isChosen = picture.id === illustration.chosen?.id;
  return (
    <div class="zoom-buttons" role="toolbar" aria-label={t("tools")}>
      {sign("←", "previousPicture", () => look.step(-1))}
      {sign("→", "nextPicture", () => look.step(1))}
      <Comparisons isPossible={look.otherOf(illustration)?.id !== picture.id} />
      {sign("+", "enlarge", () => lens()?.enlarge(1.4))}
      {sign("−", "reduce", () => lens()?.enlarge(1 / 1.4))}
      {sign("1:1", "pixels", () => lens()?.toPixels())}
      {doing !== undefined && (
        <PrimaryButton
          data-key="C"
          disabled={isChosen && picture.number !== 0}
          onClick={() => doing.decider.choose(illustration, picture)}
        >
          {isChosen ? t("inPlace") : t("choose")}
        </PrimaryButton>
      )}
      <QuietButton data-key="Esc" onClick={() => look.close()}>
        {t("close")}
      </QuietButton>
    </div>
  );
}

/** The ways to compare; with nothing to compare they can be seen, and not pressed. */
function Comparisons({ isPossible }: { readonly isPossible: boolean }) {
  const { look } = useParts();
  const hold = (isOn: boolean) => () => look.isFlicking.value = isOn;
  const mode = (name: "beside" | "difference", key: string) => (
    <QuietButton
      data-key={key}
      disabled={!isPossible}
      aria-pressed={look.mode.value === name}
      onClick={() => look.toggle(name)}
    >
      {t(name)}
    </QuietButton>
  );
  return (
    <>
      <QuietButton
        data-key="F"
        disabled={!isPossible}
        title={t("flickerHint")}
        onPointerDown={hold(true)}
        onPointerUp={hold(false)}
        onPointerLeave={hold(false)}
        onPointerCancel={hold(false)}
        onBlur={hold(false)}
      >
        {t("flicker")}
      </QuietButton>
      {mode("beside", "S")}
      {mode("difference", "D")}
    </>
  );
}

function Thumbs(
  { illustration, picture, other }: {
    readonly illustration: Illustration;
    readonly picture: Picture;
    readonly other: Picture | undefined;
  },
) {
  const { look } = useParts();
  return (
    <ul class="thumbs" aria-label={t("pictures")}>
      {illustration.pictures.map((each) => (
        <li key={each.number}>
          <button
            type="button"
            class={`${each.id === picture.id ? "is-picked" : ""}${
              each.id === other?.id && look.mode.value !== "single" ? " is-other" : ""
            }`}
            aria-pressed={each.id === picture.id}
            aria-label={`${each.number} ${pictureTitle(each)}`}
            onClick={() => look.show(each)}
          >
            <Shot url={each.url} />
            <kbd aria-hidden="true">{each.number}</kbd>
          </button>
        </li>
      ))}
    </ul>
  );
}
