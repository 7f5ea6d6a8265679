/** @jsxImportSource preact */
/// <reference lib="dom" />
/**
 * The review page in a browser window, with its own server behind it.
 * @module
 */
import { render } from "preact";
import { App } from "./app.tsx";
import { CloseLook } from "./close_look.ts";
import { Decider } from "./decide.ts";
import { FilmPlayer } from "./film_player.ts";
import { firstSetup, hideSecret, HTTP_DATA, HttpActions } from "./http_source.ts";
import { KeepUp } from "./keep_up.ts";
import { hearKeys } from "./keys.ts";
import { Memory, windowStorage } from "./memory.ts";
import { Messages } from "./messages.ts";
import { OrderPanelState } from "./order.ts";
import { Review } from "./review.ts";
import { beginWith, lang } from "./words.ts";

hideSecret();
beginWith(firstSetup());
const actions = new HttpActions(lang());
const review = new Review(actions.first, HTTP_DATA, new Messages(), new Memory(windowStorage()));
const keepUp = new KeepUp(review, actions);
const lookAgain = () => keepUp.lookAgain();
const parts = {
  review,
  look: new CloseLook(review),
  film: new FilmPlayer(review),
  doing: {
    decider: new Decider(review, actions, lookAgain),
    order: new OrderPanelState(review, actions, lookAgain),
    switchLang: actions.switchLang,
  },
};
render(<App parts={parts} />, document.getElementById("app") ?? document.body);
hearKeys(parts);
keepUp.start();
