/** @jsxImportSource preact */
/// <reference lib="dom" />
/**
 * The film as it will be, in the full window, before anybody renders it.
 * @module
 */
import { useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { useParts } from "./context.ts";
import { FilmControls } from "./film_controls.tsx";
import type { ShownFrame } from "./film_player.ts";
import { numberText } from "./illustration.ts";
import { SameEntity } from "./same_entity.tsx";
import { t } from "./words.ts";

/** Frames held ready before they are seen, and behind for a step back. */
const AHEAD = 6;
const BEHIND = 1;

/** The mode `film`: it plays, or shows all frames with one person, place or thing side by side. */
export function Film() {
  const { review, film } = useParts();
  const sound = useRef<HTMLAudioElement>(null);
  const { audio } = review.server.value.film;
  const audioUrl = audio === undefined ? undefined : review.data.mediaUrl(audio.url);
  useLayoutEffect(() => {
    film.useSound(audioUrl === undefined ? undefined : sound.current ?? undefined);
    return () => film.useSound(undefined);
  }, [audioUrl]);
  useEffect(() => {
    const place = review.place.peek();
    if (place !== undefined) film.goToNumber(place);
  }, [film.frames.value.length > 0]);
  return (
    <main id="main" class="film" tabIndex={-1} aria-label={t("mode.film")}>
      {film.entity.value === undefined ? <Stage /> : <SameEntity id={film.entity.value} />}
      {audioUrl !== undefined && <audio ref={sound} src={audioUrl} preload="auto" />}
      <FilmControls />
    </main>
  );
}

/** The frame that is seen, with those before and after it ready behind. */
function Stage() {
  const { film } = useParts();
  const ready = useSignal<ReadonlySet<string>>(new Set());
  const shown = useRef(0);
  const frames = film.frames.value;
  const at = film.at.value;
  if (frames.length === 0) return <p class="nothing">{t("filmEmpty")}</p>;
  // Never a blank one: until its picture is there, the frame before stays.
  if (ready.value.has(frames[at]?.url ?? "") || Math.abs(shown.current - at) > BEHIND) {
    shown.current = at;
  }
  const first = Math.max(0, Math.min(at, shown.current) - BEHIND);
  return (
    <div
      class="film-stage"
      role="img"
      aria-label={t("frameOf", {
        n: at + 1,
        all: frames.length,
        number: numberText(frames[at]?.number ?? 0),
      })}
      onClick={() => film.toggle()}
    >
      {frames.slice(first, at + AHEAD + 1).map((frame, offset) => (
        <Frame
          // The same picture of the same place stays; a chosen one comes anew.
          key={`${first + offset} ${frame.url}`}
          frame={frame}
          isSeen={first + offset === shown.current}
          onReady={() => ready.value = new Set([...ready.peek(), frame.url])}
        />
      ))}
      <Caption />
    </div>
  );
}

function Frame(
  { frame, isSeen, onReady }: {
    readonly frame: ShownFrame;
    readonly isSeen: boolean;
    readonly onReady: () => void;
  },
) {
  const { review } = useParts();
  const clip = frame.clip === undefined ? undefined : review.data.mediaUrl(frame.clip);
  const preview = review.data.pictureUrl(frame.url, "preview");
  const whole = review.data.pictureUrl(frame.url, "whole");
  return (
    <div class={isSeen ? "film-frame is-seen" : "film-frame"}>
      {preview === undefined ? <span class="no-shot">{t("notExported")}</span> : (
        <img
          class="preview"
          src={preview}
          alt=""
          draggable={false}
          onLoad={onReady}
          onError={onReady}
        />
      )}
      {whole !== undefined && whole !== preview && (
        <img class="whole" src={whole} alt="" draggable={false} />
      )}
      {clip !== undefined && <Clip url={clip} isSeen={isSeen} />}
    </div>
  );
}

/** A clip wins over its picture. It runs from its beginning while its frame is seen. */
function Clip({ url, isSeen }: { readonly url: string; readonly isSeen: boolean }) {
  const { film } = useParts();
  const video = useRef<HTMLVideoElement>(null);
  useLayoutEffect(() => {
    if (video.current !== null && isSeen) video.current.currentTime = 0;
  }, [isSeen]);
  useSignalEffect(() => {
    const isRunning = film.isPlaying.value;
    const element = video.current;
    if (element === null) return;
    // One that cannot play, or may not yet, stands still: the film goes on by its own time.
    if (isSeen && isRunning) element.play().catch(() => undefined);
    else element.pause();
  });
  return <video ref={video} src={url} muted playsInline preload="auto" />;
}

/** The lines of the text under the frame. */
function Caption() {
  const { review } = useParts();
  const illustration = review.current();
  const text = illustration?.excerpt ?? illustration?.summary;
  if (text === undefined) return null;
  return <p class="film-text">{text}</p>;
}
