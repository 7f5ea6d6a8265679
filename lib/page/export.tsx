/** @jsxImportSource preact */
/// <reference lib="dom" />
/**
 * The exported file: overview and film of what was packed into it, without a server behind it.
 * @module
 */
import { render } from "preact";
import { App } from "./app.tsx";
import { CloseLook } from "./close_look.ts";
import { FilmPlayer } from "./film_player.ts";
import { hearKeys } from "./keys.ts";
import { Memory } from "./memory.ts";
import { Messages } from "./messages.ts";
import { Review } from "./review.ts";
import type { ReviewData } from "./source.ts";
import type { PageSetup, PageState } from "./state.ts";
import { beginWith } from "./words.ts";

/** Pictures and sound, found by the address they have in the state. */
interface Packed {
  readonly data: readonly string[];
  readonly places: Readonly<Record<string, number>>;
}

function read<T>(id: string): T {
  return JSON.parse(document.getElementById(id)?.textContent ?? "") as T;
}

const packed = read<Packed>("packed");
const find = (url: string) => packed.data[packed.places[url] ?? -1];
const data: ReviewData = { pictureUrl: find, mediaUrl: find };
beginWith(read<PageSetup>("setup"));
const review = new Review(read<PageState>("state"), data, new Messages(), new Memory(undefined));
review.mode.value = "overview";
const parts = {
  review,
  look: new CloseLook(review),
  film: new FilmPlayer(review),
  doing: undefined,
};
render(<App parts={parts} />, document.getElementById("app") ?? document.body);
hearKeys(parts);
