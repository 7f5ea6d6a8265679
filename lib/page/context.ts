/**
 * What all components are given from outside.
 * @module
 */
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { CloseLook } from "./close_look.ts";
import type { Decider } from "./decide.ts";
import type { FilmPlayer } from "./film_player.ts";
import type { OrderPanelState } from "./order.ts";
import type { Review } from "./review.ts";

/** The page's parts. What can only look has neither decisions nor orders. */
export interface PageParts {
  readonly review: Review;
  readonly look: CloseLook;
  readonly film: FilmPlayer;
  /** Undefined in an exported file. */
  readonly doing: {
    readonly decider: Decider;
    readonly order: OrderPanelState;
    readonly switchLang: () => void;
  } | undefined;
}

const PartsContext = createContext<PageParts | undefined>(undefined);

/** Gives the parts to everything inside. */
export const PartsProvider = PartsContext.Provider;

/** The parts of the page this component stands in. */
export function useParts(): PageParts {
  const parts = useContext(PartsContext);
  if (parts === undefined) throw new Error("No page around this component");
  return parts;
}
