/** @jsxImportSource preact */
/// <reference lib="dom" />
/**
 * What the film is steered with: playing, the place, which version, the cut, who is looked at.
 * @module
 */
import type { Signal } from "@preact/signals";
import { IconButton, QuietButton } from "./buttons.tsx";
import { useParts } from "./context.ts";
import type { FilmVersion } from "./film_player.ts";
import { numberText } from "./illustration.ts";
import { Chips } from "./status.tsx";
import { clockText, t } from "./words.ts";

const VERSIONS: readonly FilmVersion[] = ["standing", "original", "candidate"];

/** The controls below the stage. */
export function FilmControls() {
  const { review, film, doing } = useParts();
  const illustration = review.current();
  const end = film.starts.value.at(-1) ?? 0;
  const canReject = doing !== undefined && illustration !== undefined;
  return (
    <section class="film-controls" aria-label={t("tools")}>
      <Timeline />
      <div class="film-row">
        <PlayButtons />
        <span class="film-time">{clockText(film.seconds.value)} / {clockText(end)}</span>
        {illustration !== undefined && (
          <span class="film-title">
            <span class="number">{numberText(illustration.index)}</span> {illustration.title ?? ""}
          </span>
        )}
        {illustration !== undefined && <Chips illustration={illustration} />}
        <span class="film-room" />
        <Versions />
        <Entities />
        {canReject && illustration.decision?.kind !== "reject" && (
          <QuietButton onClick={() => doing.decider.reject(illustration)}>
            {t("reject")}
          </QuietButton>
        )}
        <Cut />
      </div>
    </section>
  );
}

function PlayButtons() {
  const { film } = useParts();
  return (
    <>
      <IconButton name={t("previousFrame")} onClick={() => film.step(-1)}>
        <Sign path="M11 3v10L4 8zM3 3h1.5v10H3z" />
      </IconButton>
      <button
        type="button"
        class="primary play"
        aria-label={t(film.isPlaying.value ? "pause" : "play")}
        onClick={() => film.toggle()}
      >
        <Sign path={film.isPlaying.value ? "M4 3h3v10H4zM9 3h3v10H9z" : "M5 3v10l8-5z"} />
      </button>
      <IconButton name={t("nextFrame")} onClick={() => film.step(1)}>
        <Sign path="M5 3v10l7-5zM11.5 3H13v10h-1.5z" />
      </IconButton>
    </>
  );
}

/** A drawn sign: not every font has those of a player. */
function Sign({ path }: { readonly path: string }) {
  return (
    <svg class="sign" viewBox="0 0 16 16" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}

/** The whole film as a line, each frame as long as its share. */
function Timeline() {
  const { film } = useParts();
  const end = film.starts.value.at(-1) ?? 0;
  return (
    <input
      type="range"
      class="timeline"
      aria-label={t("timeline")}
      aria-valuetext={`${clockText(film.seconds.value)} / ${clockText(end)}`}
      min={0}
      max={Math.max(0.01, end)}
      step={0.01}
      value={film.seconds.value}
      onInput={(event) => film.seek(Number(event.currentTarget.value))}
    />
  );
}

function Versions() {
  const { film, doing } = useParts();
  if (doing === undefined) return null;
  return (
    <div class="filters" role="group" aria-label={t("version")}>
      {VERSIONS.map((version) => (
        <button
          key={version}
          type="button"
          aria-pressed={film.version.value === version}
          onClick={() => film.version.value = version}
        >
          {t(`version.${version}`)}
        </button>
      ))}
    </div>
  );
}

/** Does she look the same? */
function Entities() {
  const { review, film } = useParts();
  const { entities } = review.server.value;
  if (entities.length === 0) return null;
  return (
    <label class="film-field">
      <span>{t("looksSame")}</span>
      <select
        value={film.entity.value ?? ""}
        onChange={(event) => {
          film.pause();
          film.entity.value = event.currentTarget.value || undefined;
        }}
      >
        <option value="">{t("wholeFilm")}</option>
        {entities.map(({ id, name }) => <option key={id} value={id}>{name}</option>)}
      </select>
    </label>
  );
}

/** With a sound its beginning and its ending, else how long each frame is seen. */
function Cut() {
  const { review, film } = useParts();
  const { audio } = review.server.value.film;
  const hasSound = film.audioSeconds.value !== undefined;
  const isHere = audio !== undefined && review.data.mediaUrl(audio.url) !== undefined;
  const said = audio === undefined
    ? t("noSound")
    : !isHere
    ? t("soundLeftOut")
    : !film.isSilent.value
    ? audio.name
    : t("soundUnplayable", audio);
  return (
    <details class="cut">
      <summary>{t("cut")}</summary>
      <div class="cut-fields">
        <p class="facts">{said}</p>
        <Seconds word="silence" value={film.silenceSeconds} />
        <Seconds word="ending" value={film.endingSeconds} />
        {!hasSound && <Seconds word="frameSeconds" value={film.frameSeconds} least={0.25} />}
      </div>
    </details>
  );
}

function Seconds(
  { word, value, least = 0 }: {
    readonly word: string;
    readonly value: Signal<number>;
    readonly least?: number;
  },
) {
  return (
    <label class="film-field">
      <span>{t(word)}</span>
      <input
        type="number"
        min={least}
        max={600}
        step={0.25}
        value={value.value}
        onChange={(event) => {
          const seconds = Number(event.currentTarget.value);
          if (seconds >= least && seconds <= 600) value.value = seconds;
        }}
      />
    </label>
  );
}
