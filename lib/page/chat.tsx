/** @jsxImportSource preact */
/// <reference lib="dom" />
/**
 * The page inside a chat: one illustration at a time with everything that can be decided about it.
 * @module
 */
import { useSignalEffect } from "@preact/signals";
import { render } from "preact";
import { IconButton, QuietButton } from "./buttons.tsx";
import { ChatLink, type HostContext } from "./chat_link.ts";
import { ChatSource } from "./chat_source.ts";
import { Choose } from "./choose.tsx";
import { CloseLook } from "./close_look.ts";
import { type PageParts, PartsProvider, useParts } from "./context.ts";
import { Decider } from "./decide.ts";
import { FilmPlayer } from "./film_player.ts";
import { Foot } from "./foot.tsx";
import { KeepUp } from "./keep_up.ts";
import { Memory } from "./memory.ts";
import { Messages } from "./messages.ts";
import { OrderPanel } from "./order_panel.tsx";
import { OrderPanelState } from "./order.ts";
import { Review } from "./review.ts";
import { Gone, Refused } from "./source.ts";
import type { PageLang } from "./state.ts";
import { beginWith, lang, setup, t } from "./words.ts";

/** High enough for a picture, its neighbours and the buttons. */
const HEIGHT_PX = 640;

/** Each look is a call through the assistant. */
const PAUSES_MS = { busy: 2_000, calm: 20_000, hidden: 60_000 } as const;

/** A picture that is pressed asks for the whole screen instead of a window of its own. */
class ChatLook extends CloseLook {
  readonly #link: ChatLink;

  constructor(review: Review, link: ChatLink) {
    super(review);
    this.#link = link;
  }

  override open(): void {
    this.#link.askForRoom();
  }
}

function ChatPage({ parts }: { readonly parts: PageParts }) {
  return (
    <PartsProvider value={parts}>
      <Inside />
    </PartsProvider>
  );
}

function Inside() {
  const { review, doing } = useParts();
  const isOrdering = doing?.order.indices.value !== undefined;
  return (
    <div class={`page is-choose is-chat${isOrdering ? " is-ordering" : ""}`}>
      <Bar />
      {review.banner.value !== undefined && (
        <div id="banner" role="alert">{review.banner.value}</div>
      )}
      <div class="body">
        <Choose />
        {isOrdering && <OrderPanel />}
      </div>
      <Foot />
    </div>
  );
}

function Bar() {
  const { review, doing } = useParts();
  const illustration = review.current();
  const next = () => {
    if (!review.goToNextUndecided()) review.messages.tell([t("allDecided")]);
  };
  return (
    <div class="chat-bar">
      <span class="chat-name">{review.server.value.pipeline}</span>
      {setup().isRehearsal && <span class="chip warn">{t("rehearsal")}</span>}
      <IconButton name={t("previous")} onClick={() => review.move(-1)}>
        ‹
      </IconButton>
      <IconButton name={t("next")} onClick={() => review.move(1)}>
        ›
      </IconButton>
      <QuietButton onClick={next}>{t("nextUndecided")}</QuietButton>
      {illustration !== undefined && doing !== undefined && (
        <QuietButton onClick={() => doing.decider.reject(illustration)}>
          {t("reject")}
        </QuietButton>
      )}
      <QuietButton lang={lang() === "ru" ? "en" : "ru"} onClick={() => doing?.switchLang()}>
        {lang() === "ru" ? "EN" : "RU"}
      </QuietButton>
    </div>
  );
}

const root = document.getElementById("app") ?? document.body;

function showContext({ theme }: HostContext): void {
  if (theme !== undefined) document.documentElement.dataset["theme"] = theme;
}

function langOf({ locale = navigator.language }: HostContext): PageLang {
  return /^ru\b/i.test(locale) ? "ru" : "en";
}

/** Nothing can be drawn: why is said in place of everything else. */
function showFailure(error: unknown): void {
  const lines = error instanceof Refused
    ? error.lines
    : [error instanceof Gone ? "The server is not responding." : String(error)];
  render(
    <div class="empty" role="alert">{lines.map((line) => <p key={line}>{line}</p>)}</div>,
    root,
  );
}

/** Draws the page for the call it stands beside. */
async function show(link: ChatLink, args: Record<string, unknown>, lang: PageLang): Promise<void> {
  const pipeline = String(args["pipeline"] ?? "");
  const source = new ChatSource(
    link,
    pipeline,
    lang,
    () => void begin(lang === "ru" ? "en" : "ru"),
  );
  const index = Number(args["index"]);
  source.place = Number.isInteger(index) && args["index"] !== undefined ? index : undefined;
  const memory = new Memory(undefined);
  const begin = async (wanted: PageLang): Promise<void> => {
    lang = wanted;
    const { setup, state } = await source.begin(wanted);
    beginWith(setup);
    document.documentElement.lang = wanted;
    const review = new Review(state, source, new Messages(), memory);
    if (source.place !== undefined) review.go(source.place);
    const keepUp = new KeepUp(review, source, PAUSES_MS);
    const lookAgain = () => keepUp.lookAgain();
    const parts: PageParts = {
      review,
      look: new ChatLook(review, link),
      film: new FilmPlayer(review),
      doing: {
        decider: new Decider(review, source, lookAgain),
        order: new OrderPanelState(review, source, lookAgain),
        switchLang: source.switchLang,
      },
    };
    render(null, root);
    render(
      <>
        <Place review={review} onPlace={(place) => source.place = place} />
        <ChatPage parts={parts} />
      </>,
      root,
    );
    keepUp.start();
  };
  await begin(lang);
}

/** Tells where one is whenever that changes. */
function Place(
  { review, onPlace }: { readonly review: Review; readonly onPlace: (index: number) => void },
) {
  useSignalEffect(() => {
    const index = review.place.value;
    if (index !== undefined) onPlace(index);
  });
  return null;
}

let context: HostContext = {};
let isOpen = false;
let waiting: Record<string, unknown> | undefined;

function showWhenOpen(args: Record<string, unknown>): void {
  waiting = args;
  if (isOpen) show(link, args, langOf(context)).catch(showFailure);
}

const link = new ChatLink(globalThis.parent, {
  onInput: showWhenOpen,
  onContext: (changed) => {
    context = { ...context, ...changed };
    showContext(context);
  },
  onTeardown: () => render(null, root),
});

link.open("alibaba-image-generator", "1").then((known) => {
  context = { ...known, ...context };
  showContext(context);
  isOpen = true;
  link.tellHeight(HEIGHT_PX);
  if (waiting !== undefined) showWhenOpen(waiting);
}, showFailure);
