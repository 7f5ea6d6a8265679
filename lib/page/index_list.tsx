/** @jsxImportSource preact */
/// <reference lib="dom" />
/**
 * The list of all numbers with what the film shows of each; it follows the place.
 * @module
 */
import { useComputed } from "@preact/signals";
import { useParts } from "./context.ts";
import { type Illustration, numberText } from "./illustration.ts";
import { useNear } from "./near.ts";
import { Shot, useCentred } from "./shot.tsx";
import { count, t } from "./words.ts";

/** The list. */
export function IndexList({ onGo }: { readonly onGo: (index: number) => void }) {
  const { review } = useParts();
  const shown = review.shown.value;
  const list = useCentred("[aria-current]", review.place.value);
  return (
    <nav class="index" ref={list} aria-label={count("illustrations", shown.length)}>
      <ol>
        {shown.map((illustration, at) => (
          <IndexItem
            key={illustration.index}
            illustration={illustration}
            isFirst={at < 12}
            onGo={onGo}
          />
        ))}
      </ol>
    </nav>
  );
}

function IndexItem(
  { illustration, isFirst, onGo }: {
    readonly illustration: Illustration;
    readonly isFirst: boolean;
    readonly onGo: (index: number) => void;
  },
) {
  const { review } = useParts();
  const { index, title, standing, chosen } = illustration;
  const isCurrent = useComputed(() => review.place.value === index).value;
  const { ref, isNear } = useNear(isFirst);
  return (
    <li ref={ref as never}>
      <a
        href={`#row-${index}`}
        class={standing}
        aria-current={isCurrent ? "true" : undefined}
        onClick={(event) => {
          event.preventDefault();
          onGo(index);
        }}
      >
        <span class="thumb">
          {isNear.value && chosen !== undefined && <Shot url={chosen.url} isLazy />}
        </span>
        <span class="number">{numberText(index)}</span>
        <span class="index-title">{title ?? ""}</span>
        <Mark standing={standing} />
      </a>
    </li>
  );
}

/** The mark of where an illustration stands: a sign for eyes, a word for ears. */
export function Mark({ standing }: { readonly standing: Illustration["standing"] }) {
  if (standing === "bare") return null;
  const word = t(`filter.${standing}`);
  return (
    <>
      <span class={`mark ${standing}`} title={word} aria-hidden="true" />
      <span class="unseen">, {word}</span>
    </>
  );
}
