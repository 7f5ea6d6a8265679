/// <reference lib="dom" />
/**
 * Saying what happened: to eyes at the foot of the window, to ears by a live region.
 * @module
 */
import { byId, h } from "./element.ts";
import { t } from "./words.ts";

/** How long a message stays. */
const STAY_MS = 9_000;

/** Something to press in a message. */
export interface MessageAction {
  readonly text: string;
  act(): void;
}

/** Makes the places where messages appear; they must be there before the first message. */
export function messagePlaces(): HTMLElement {
  // What lies outside a modal window is silent and cannot be pressed: the messages go along with it.
  document.addEventListener("close", () => document.body.append(byId("messages")), true);
  return h(
    "div",
    { id: "messages" },
    h("div", { id: "status", class: "unseen", role: "status", "aria-live": "polite" }),
    h("div", { id: "toasts" }),
  );
}

/** Tells ears alone. */
export function announce(text: string): void {
  moveIntoView();
  byId("status").textContent = text;
}

/** Tells eyes and ears. A failure stays until it is closed. */
export function tell(
  lines: readonly string[],
  { kind = "good", actions = [] }: {
    readonly kind?: "good" | "bad";
    readonly actions?: readonly MessageAction[];
  } = {},
): void {
  const toast = h(
    "div",
    { class: `toast ${kind}`, role: kind === "bad" ? "alert" : undefined },
    h("div", { class: "toast-text" }, ...lines.map((line) => h("p", {}, line))),
  );
  const close = () => toast.remove();
  for (const { text, act } of actions) {
    toast.append(h("button", {
      type: "button",
      class: "quiet",
      onclick: () => {
        close();
        act();
      },
    }, text));
  }
  toast.append(
    h(
      "button",
      { type: "button", class: "quiet icon", "aria-label": t("close"), onclick: close },
      "✕",
    ),
  );
  const toasts = byId("toasts");
  toasts.append(toast);
  while (toasts.children.length > 3) toasts.firstElementChild?.remove();
  moveIntoView();
  if (kind === "good") {
    announce(lines.join(" "));
    setTimeout(close, STAY_MS);
  }
}

function moveIntoView(): void {
  const place = document.querySelector("dialog[open]") ?? document.body;
  const messages = byId("messages");
  if (messages.parentElement !== place) place.append(messages);
}
