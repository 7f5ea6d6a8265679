/// <reference lib="dom" />
/**
 * The overlay that names the keys.
 * @module
 */
import { h } from "./element.ts";
import { t } from "./words.ts";

/** Keys with the word that says what they do, in the order they are needed. */
const KEYS: readonly (readonly [string, string])[] = [
  ["J ↓", "keyNext"],
  ["K ↑", "keyPrevious"],
  ["← →", "keyPictures"],
  ["1 … 9", "keyPick"],
  ["0", "keyOriginal"],
  ["F", "keyFlicker"],
  ["Z Enter", "keyZoom"],
  ["S", "keyBeside"],
  ["+ − X", "keyScale"],
  ["C", "keyChoose"],
  ["Shift C", "keyChooseWithPrompt"],
  ["U", "keyUndo"],
  ["R", "keyRegenerate"],
  ["L", "keyLang"],
  ["?", "keyHelp"],
  ["Esc", "keyClose"],
];

/** Opens the overlay. */
export function openHelp(): void {
  const dialog = h(
    "dialog",
    { class: "help", "aria-labelledby": "help-title" },
    h("header", {}, h("h2", { id: "help-title" }, t("keys"))),
    h(
      "dl",
      { class: "dialog-body" },
      ...KEYS.flatMap(([keys, word]) => [
        h("dt", {}, ...keys.split(" ").map((key) => h("kbd", {}, key))),
        h("dd", {}, t(word)),
      ]),
    ),
    h("p", { class: "dialog-body facts" }, t("keysAnyLayout")),
    h(
      "footer",
      {},
      h("button", { type: "button", class: "primary", onclick: () => dialog.close() }, t("close")),
    ),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
