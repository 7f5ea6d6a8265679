/// <reference lib="dom" />
/**
 * Only what is near the window holds pictures, so that a long film needs no more memory than a short one.
 * @module
 */
import { type Signal, useSignal } from "@preact/signals";
import { type RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

/** How far beyond the window things are held ready. */
const MARGIN_PX = 1_000;

const told = new WeakMap<Element, (isNear: boolean, height: number) => void>();
const observers = new WeakMap<Element, IntersectionObserver>();

/** One for each box that scrolls: a margin counts only around the box it is given for. */
function observerOf(root: Element): IntersectionObserver {
  const known = observers.get(root);
  if (known !== undefined) return known;
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting, boundingClientRect } of entries) {
      told.get(target)?.(isIntersecting, boundingClientRect.height);
    }
  }, { root, rootMargin: `${MARGIN_PX}px` });
  observers.set(root, observer);
  return observer;
}

/** Whether an element is near the window. */
export interface Nearness {
  readonly ref: RefObject<HTMLElement | null>;
  readonly isNear: Signal<boolean>;
  /** Its height when it was near last; undefined: it never was. */
  readonly height: Signal<number | undefined>;
}

/** Watches an element; `isNearFirst` counts until the browser has said. */
export function useNear(isNearFirst: boolean): Nearness {
  const ref = useRef<HTMLElement>(null);
  const isNear = useSignal(isNearFirst);
  const height = useSignal<number | undefined>(undefined);
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return;
    told.set(element, (isNow, heightPx) => {
      if (isNear.peek() && !isNow && heightPx > 0) height.value = heightPx;
      isNear.value = isNow;
    });
    const observer = observerOf(element.closest("main, nav") ?? document.documentElement);
    observer.observe(element);
    return () => {
      told.delete(element);
      observer.unobserve(element);
    };
  }, []);
  return { ref, isNear, height };
}
