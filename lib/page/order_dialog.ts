/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * Regenerating: a form with what was used before, then the price, and only then the order.
 * @module
 */
import type { OrderForm, OrderQuote } from "./state.ts";
import { tell } from "./announce.ts";
import { order, quote, Refused } from "./client.ts";
import { h } from "./element.ts";
import { OrderFields } from "./order_fields.ts";
import { type Illustration, numberText, type Picture } from "./view.ts";
import { count, t } from "./words.ts";

/** The dialog of an order; one for the whole page. */
export class OrderDialog {
  readonly #dialog: HTMLDialogElement;
  readonly #onOrdered: (index: number) => void;

  /** @param onOrdered told when an order was sent off */
  constructor(onOrdered: (index: number) => void) {
    this.#onOrdered = onOrdered;
    this.#dialog = h("dialog", { class: "order", "aria-labelledby": "order-title" });
    document.body.append(this.#dialog);
  }

  /** Opens the form; `from` is the candidate whose settings it begins with. */
  open(illustration: Illustration, from: Picture | undefined): void {
    const fields = new OrderFields(illustration, from);
    this.#showForm(illustration, fields, []);
    this.#dialog.showModal();
    fields.focus();
  }

  #showForm(illustration: Illustration, fields: OrderFields, lines: readonly string[]): void {
    const form = h(
      "form",
      {
        onsubmit: (event: Event) => {
          event.preventDefault();
          void this.#ask(illustration, fields);
        },
      },
      this.#head(illustration, t("regenerateTitle")),
      h("div", { class: "dialog-body" }, ...this.#trouble(lines), ...fields.elements),
      h(
        "footer",
        {},
        h(
          "button",
          { type: "button", class: "quiet", onclick: () => this.#close(fields) },
          t("cancel"),
        ),
        h("button", { type: "submit", class: "primary" }, t("showPrice")),
      ),
    );
    this.#dialog.replaceChildren(form);
  }

  #head({ index, title }: Illustration, text: string): HTMLElement {
    return h(
      "header",
      {},
      h("h2", { id: "order-title" }, text),
      h("p", { class: "facts" }, `${numberText(index)} ${title ?? ""}`),
    );
  }

  #trouble(lines: readonly string[]): HTMLElement[] {
    if (lines.length === 0) return [];
    return [
      h(
        "div",
        { class: "notice bad", role: "alert" },
        h("div", {}, ...lines.map((line) => h("p", {}, line))),
      ),
    ];
  }

  async #ask(illustration: Illustration, fields: OrderFields): Promise<void> {
    const form = fields.read();
    this.#busy(true);
    try {
      const offered = await quote(form);
      if (offered.problems.length > 0) this.#showForm(illustration, fields, offered.problems);
      else this.#showPrice(illustration, fields, form, offered);
    } catch (error) {
      const lines = error instanceof Refused ? error.lines : [t("gone")];
      this.#showForm(illustration, fields, lines);
    }
  }

  #showPrice(
    illustration: Illustration,
    fields: OrderFields,
    form: OrderForm,
    offered: OrderQuote,
  ): void {
    const confirm = h("button", {
      type: "button",
      class: "primary",
      onclick: () => void this.#send(illustration, fields, form, offered),
    }, t(offered.pictures === 0 ? "waitForIt" : "confirm"));
    // Not the button: an Enter too many must not pay.
    const price = h("p", { class: "price", tabindex: -1 }, offered.price);
    const rows: readonly (readonly [string, string])[] = [
      [t("model"), form.model],
      [t("size"), form.size.replace("*", "×")],
      [t("howMany"), String(form.n)],
      [t("seed"), form.seed === null ? t("random") : String(form.seed)],
    ];
    this.#dialog.replaceChildren(h(
      "div",
      { class: "confirm" },
      this.#head(illustration, t("confirmTitle")),
      h(
        "div",
        { class: "dialog-body" },
        price,
        offered.pictures === 0
          ? h("p", {}, t("underWay"))
          : h("p", { class: "facts" }, count("pictures", offered.pictures)),
        ...offered.warnings.map((line) => h("div", { class: "notice warn" }, h("p", {}, line))),
        h("dl", {}, ...rows.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)])),
        h("p", { class: "quoted" }, form.prompt),
      ),
      h(
        "footer",
        {},
        h("button", {
          type: "button",
          class: "quiet",
          onclick: () => {
            this.#showForm(illustration, fields, []);
            fields.focus();
          },
        }, t("back")),
        confirm,
      ),
    ));
    price.focus();
  }

  async #send(
    illustration: Illustration,
    fields: OrderFields,
    form: OrderForm,
    offered: OrderQuote,
  ): Promise<void> {
    this.#busy(true);
    try {
      const changed = await order(form, offered.confirmation);
      if (changed !== undefined) {
        this.#showPrice(illustration, fields, form, changed);
        tell([t("priceChanged")], { kind: "bad" });
        return;
      }
      this.#close(fields);
      tell([t("ordered", { number: numberText(form.index) })]);
      this.#onOrdered(form.index);
    } catch (error) {
      this.#showForm(illustration, fields, error instanceof Refused ? error.lines : [t("gone")]);
    }
  }

  #busy(isBusy: boolean): void {
    for (const button of this.#dialog.querySelectorAll("button")) button.disabled = isBusy;
  }

  #close(fields: OrderFields): void {
    fields.forget();
    this.#dialog.close();
  }
}
