/// <reference lib="dom" />
/**
 * The pictures of what is chosen for next, made ready while one still looks: the next key finds them.
 * @module
 */
import { useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { useParts } from "./context.ts";
import type { Illustration } from "./illustration.ts";

/** Illustrations held ready. */
const AHEAD = 3;
/** Pictures of each. */
const MOST_PICTURES = 10;

/** Holds the next undecided ready for as long as the component stands. */
export function useAhead(): void {
  const { review } = useParts();
  const held = useRef(new Map<string, HTMLImageElement>());
  useSignalEffect(() => {
    const all = review.illustrations.value;
    const at = all.findIndex(({ index }) => index === review.place.value);
    const next = [...all.slice(at + 1), ...all.slice(0, Math.max(0, at))];
    const urls = next.filter(isOpen).slice(0, AHEAD).flatMap(({ pictures }) =>
      pictures.slice(0, MOST_PICTURES)
        .flatMap(({ url }) => review.data.pictureUrl(url, "preview") ?? [])
    );
    const before = held.current;
    held.current = new Map(urls.map((url) => [url, before.get(url) ?? load(url)]));
  });
  useEffect(() => () => held.current.clear(), []);
}

function isOpen({ standing }: Illustration): boolean {
  return standing === "undecided";
}

function load(url: string): HTMLImageElement {
  const image = new Image();
  image.src = url;
  // Unpacked now, not when it is seen; one that cannot be is told where it is shown.
  image.decode().catch(() => undefined);
  return image;
}
