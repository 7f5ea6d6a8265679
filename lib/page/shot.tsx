/** @jsxImportSource preact */
/// <reference lib="dom" />
/**
 * A picture in its frame: the small one at once, the file itself over it when that is wanted and there.
 * @module
 */
import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { useParts } from "./context.ts";
import { t } from "./words.ts";

/** What a shot shows. */
export interface ShotProps {
  /** As the state names it. */
  readonly url: string | undefined;
  /** For ears; empty where the words beside it say the same. */
  readonly alt?: string;
  /** Also the file itself. @default {false} */
  readonly isWhole?: boolean;
  /** How long the picture must stand before the file itself is asked for. @default {0} */
  readonly wholeAfterMs?: number;
  /** Asked for only when it comes near the window. @default {false} */
  readonly isLazy?: boolean;
}

/** The picture alone, filling the frame around it. */
export function Shot(
  { url, alt = "", isWhole = false, wholeAfterMs = 0, isLazy = false }: ShotProps,
) {
  const { review } = useParts();
  const isDue = useDue(wholeAfterMs);
  const broken = useSignal<string | undefined>(undefined);
  const whole = useSignal<string | undefined>(undefined);
  if (url !== undefined && review.data.bitmap !== undefined) {
    return <Drawn url={url} alt={alt} isWhole={isWhole && isDue.value} />;
  }
  const preview = url === undefined ? undefined : review.data.pictureUrl(url, "preview");
  const full = url === undefined || !isWhole || !isDue.value
    ? undefined
    : review.data.pictureUrl(url, "whole");
  if (preview === undefined) return <span class="no-shot">{t("notExported")}</span>;
  if (broken.value === url) return <span class="no-shot">{t("broken")}</span>;
  return (
    <>
      <img
        class="preview"
        src={preview}
        alt={alt}
        loading={isLazy ? "lazy" : "eager"}
        decoding="async"
        draggable={false}
        onError={() => broken.value = url}
      />
      {full !== undefined && full !== preview && (
        <img
          key={full}
          class={whole.value === full ? "whole is-there" : "whole"}
          src={full}
          alt=""
          decoding="async"
          draggable={false}
          onLoad={() => whole.value = full}
        />
      )}
    </>
  );
}

/** Becomes true after so long. */
function useDue(afterMs: number) {
  const isDue = useSignal(afterMs === 0);
  useEffect(() => {
    if (afterMs === 0) return;
    const timer = setTimeout(() => isDue.value = true, afterMs);
    return () => clearTimeout(timer);
  }, []);
  return isDue;
}

/** The picture drawn, not loaded: the small one, then over it the large one. */
function Drawn(
  { url, alt, isWhole }: {
    readonly url: string;
    readonly alt: string;
    readonly isWhole: boolean;
  },
) {
  const isBroken = useSignal(false);
  const preview = useDrawing(url, "preview", true, () => isBroken.value = true);
  const whole = useDrawing(url, "whole", isWhole, () => undefined);
  if (isBroken.value) return <span class="no-shot">{t("broken")}</span>;
  return (
    <>
      <canvas
        key={`preview ${url}`}
        class="preview"
        ref={preview.ref}
        {...(alt === "" ? { "aria-hidden": true } : { role: "img", "aria-label": alt })}
      />
      {isWhole && (
        <canvas
          key={`whole ${url}`}
          class={whole.isThere.value ? "whole is-there" : "whole"}
          ref={whole.ref}
          aria-hidden="true"
        />
      )}
    </>
  );
}

function useDrawing(
  url: string,
  size: "preview" | "whole",
  isWanted: boolean,
  onBroken: () => void,
) {
  const { review } = useParts();
  const ref = useRef<HTMLCanvasElement>(null);
  const isThere = useSignal(false);
  useEffect(() => {
    let isCurrent = true;
    isThere.value = false;
    if (!isWanted) return;
    review.data.bitmap?.(url, size).then((bitmap) => {
      const canvas = ref.current;
      if (!isCurrent || canvas === null) return;
      canvas.width = bitmap.width;
      canvas.height = bitmap.height;
      canvas.getContext("2d")?.drawImage(bitmap, 0, 0);
      isThere.value = true;
    }).catch(() => {
      if (isCurrent) onBroken();
    });
    return () => isCurrent = false;
  }, [url, isWanted]);
  return { ref, isThere };
}

/** Lays an element's own scroll so that a child of it is in the middle, without moving the page. */
export function useCentred(selector: string, key: unknown) {
  const list = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const box = list.current;
    const child = box?.querySelector<HTMLElement>(selector);
    if (box === null || child === null || child === undefined) return;
    const [outer, inner] = [box.getBoundingClientRect(), child.getBoundingClientRect()];
    if (box.scrollHeight > box.clientHeight) {
      const isSeen = inner.top >= outer.top && inner.bottom <= outer.bottom;
      if (!isSeen) box.scrollTop += (inner.top + inner.bottom - outer.top - outer.bottom) / 2;
    }
    if (box.scrollWidth > box.clientWidth) {
      box.scrollLeft += (inner.left + inner.right - outer.left - outer.right) / 2;
    }
  }, [key]);
  return list;
}
