/// <reference lib="dom" />
/**
 * The fields of an order. What was typed survives a reload of the page.
 * @module
 */
import type { OrderForm } from "./state.ts";
import { h } from "./element.ts";
import { type Illustration, type Picture, ratioOf } from "./view.ts";
import { setup, t } from "./words.ts";

/** The fields with their values. */
export class OrderFields {
  readonly #index: number;
  readonly #prompt = h("textarea", { id: "field-prompt", rows: 6, required: true });
  readonly #negative = h("textarea", { id: "field-negative", rows: 2 });
  readonly #model = h("select", { id: "field-model" });
  readonly #size = h("input", {
    id: "field-size",
    list: "sizes",
    required: true,
    autocomplete: "off",
  });
  readonly #n = h("select", { id: "field-n" });
  readonly #seed = h("input", {
    id: "field-seed",
    inputmode: "numeric",
    pattern: "[0-9]*",
    autocomplete: "off",
  });
  readonly #extend = h("input", { id: "field-extend", type: "checkbox" });
  readonly #left = h("output", { class: "facts", for: "field-prompt" });

  constructor(illustration: Illustration, from: Picture | undefined) {
    this.#index = illustration.index;
    this.#seed.placeholder = t("random");
    for (const isRecommended of [true, false]) {
      const models = setup.models.filter((model) => model.isRecommended === isRecommended);
      this.#model.append(h(
        "optgroup",
        { label: t(isRecommended ? "recommended" : "others") },
        ...models.map(({ id, price }) =>
          h("option", { value: id }, price === undefined ? id : `${id} · ${price}`)
        ),
      ));
    }
    for (let n = 1; n <= setup.maxPictures; n++) {
      this.#n.append(h("option", { value: n }, String(n)));
    }
    this.#fill(this.#kept() ?? firstValues(illustration, from));
    for (
      const field of [this.#prompt, this.#negative, this.#model, this.#size, this.#n, this.#seed]
    ) {
      field.addEventListener("input", () => this.#changed());
    }
    this.#extend.addEventListener("change", () => this.#changed());
    this.#countChars();
  }

  /** What the form shows. */
  get elements(): HTMLElement[] {
    const label = (field: HTMLElement, text: string, ...more: HTMLElement[]) =>
      h("p", { class: "field" }, h("label", { for: field.id }, text), field, ...more);
    return [
      label(this.#prompt, t("prompt"), this.#left),
      label(this.#negative, t("negativePrompt")),
      h(
        "div",
        { class: "fields" },
        label(this.#model, t("model")),
        label(
          this.#size,
          t("size"),
          h(
            "datalist",
            { id: "sizes" },
            ...Object.entries(setup.sizes).map(([ratio, size]) =>
              h("option", { value: size }, ratio)
            ),
          ),
        ),
        label(this.#n, t("howMany")),
        label(this.#seed, t("seed")),
      ),
      h("p", { class: "check" }, this.#extend, h("label", { for: "field-extend" }, t("extend"))),
    ];
  }

  /** Brings the writing mark to the prompt. */
  focus(): void {
    this.#prompt.focus();
    this.#prompt.setSelectionRange(this.#prompt.value.length, this.#prompt.value.length);
  }

  /** The order as it stands in the fields. */
  read(): OrderForm {
    const seed = this.#seed.value.trim();
    return {
      index: this.#index,
      model: this.#model.value,
      size: this.#size.value.trim().replace(/\s*[x×х]\s*/i, "*"),
      n: Number(this.#n.value),
      seed: /^\d+$/.test(seed) ? Math.min(Number(seed), setup.maxSeed) : null,
      prompt: this.#prompt.value,
      negativePrompt: this.#negative.value,
      promptExtend: this.#extend.checked,
    };
  }

  /** What was typed need not be kept any more. */
  forget(): void {
    sessionStorage.removeItem(this.#key);
  }

  get #key(): string {
    return `order-${this.#index}`;
  }

  #kept(): OrderForm | undefined {
    const text = sessionStorage.getItem(this.#key);
    return text === null ? undefined : JSON.parse(text) as OrderForm;
  }

  #fill(form: OrderForm): void {
    this.#prompt.value = form.prompt;
    this.#negative.value = form.negativePrompt;
    this.#model.value = form.model;
    if (this.#model.value === "") this.#model.value = setup.defaultModel;
    this.#size.value = form.size;
    this.#n.value = String(form.n);
    this.#seed.value = form.seed === null ? "" : String(form.seed);
    this.#extend.checked = form.promptExtend;
  }

  #changed(): void {
    sessionStorage.setItem(this.#key, JSON.stringify(this.read()));
    this.#countChars();
  }

  #countChars(): void {
    const limit = setup.models.find(({ id }) => id === this.#model.value)?.maxPromptChars ?? 0;
    const chars = [...this.#prompt.value].length;
    this.#left.textContent = t("chars", { chars, limit });
    this.#left.classList.toggle("is-over", chars > limit);
  }
}

/** A candidate's own settings, or the illustration's prompt with the size nearest to its picture. */
function firstValues(illustration: Illustration, from: Picture | undefined): OrderForm {
  const isKnown = setup.models.some(({ id }) => id === from?.model);
  return {
    index: illustration.index,
    model: from?.model !== undefined && isKnown ? from.model : setup.defaultModel,
    size: from?.size ?? nearestSize(ratioOf(illustration)),
    n: 1,
    seed: null,
    prompt: from?.prompt ?? illustration.prompt ?? "",
    negativePrompt: from === undefined
      ? illustration.negativePrompt ?? ""
      : from.negativePrompt ?? "",
    promptExtend: from?.promptExtend ?? false,
  };
}

function nearestSize(ratio: number): string {
  const far = (size: string) => {
    const [width, height] = size.split("*").map(Number);
    return Math.abs(Math.log((width ?? 1) / (height ?? 1) / ratio));
  };
  return Object.values(setup.sizes).sort((a, b) => far(a) - far(b))[0] ?? "1280*720";
}
