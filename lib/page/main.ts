/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * The review page: draws the pipeline, hears the keys, keeps up with what happens.
 * @module
 */
import { messagePlaces } from "./announce.ts";
import { Board } from "./board.ts";
import { byId } from "./element.ts";
import { hearKeys } from "./keys.ts";
import { keepUp } from "./keep_up.ts";
import { hideSecret } from "./words.ts";

hideSecret();
document.body.append(messagePlaces());
const board = new Board(byId("app"));
hearKeys(board);
keepUp(board);
