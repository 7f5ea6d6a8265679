/** @jsxImportSource preact */
/// <reference lib="dom" />
/**
 * The settings of an order, which a sheet of several shares.
 * @module
 */
import { Check } from "./check.tsx";
import { useParts } from "./context.ts";
import { FIT, fittingSize, modelOf, type OrderDraft } from "./order_draft.ts";
import type { OrderPanelState } from "./order.ts";
import { setup, t } from "./words.ts";

interface SettingsProps {
  readonly order: OrderPanelState;
  readonly draft: OrderDraft;
}

/** Model, size, how many, seed, rewriting; what the model does not take is not offered. */
export function Settings(
  { order, draft, hasSeed }: SettingsProps & { readonly hasSeed: boolean },
) {
  return (
    <>
      <div class="fields">
        <ModelField order={order} draft={draft} />
        <SizeField order={order} draft={draft} />
        <CountField order={order} draft={draft} />
        {hasSeed && (
          <p class="field">
            <label for="field-seed">{t("seed")}</label>
            <input
              id="field-seed"
              inputMode="numeric"
              pattern="[0-9]*"
              autocomplete="off"
              placeholder={t("random")}
              value={draft.seed}
              onInput={(event) => order.change({ seed: event.currentTarget.value })}
            />
          </p>
        )}
      </div>
      {modelOf(draft.model)?.takesPromptExtend !== false && (
        <Check
          id="field-extend"
          label={t("extend")}
          isOn={draft.promptExtend}
          onChange={(promptExtend) => order.change({ promptExtend })}
        />
      )}
    </>
  );
}

/** How many pictures, up to what the model makes at once. */
function CountField({ order, draft }: SettingsProps) {
  const most = modelOf(draft.model)?.maxPictures ?? setup().maxPictures;
  const counts = Array.from({ length: most }, (_, at) => at + 1);
  return (
    <p class="field">
      <label for="field-n">{t("howMany")}</label>
      <select
        id="field-n"
        value={String(draft.n)}
        onChange={(event) => order.change({ n: Number(event.currentTarget.value) })}
      >
        {counts.map((n) => <option key={n} value={String(n)}>{n}</option>)}
      </select>
    </p>
  );
}

function ModelField({ order, draft }: SettingsProps) {
  const { models } = setup();
  return (
    <p class="field">
      <label for="field-model">{t("model")}</label>
      <select
        id="field-model"
        value={draft.model}
        onChange={(event) => order.changeModel(event.currentTarget.value)}
      >
        {[true, false].map((isRecommended) => (
          <optgroup key={String(isRecommended)} label={t(isRecommended ? "recommended" : "others")}>
            {models.filter((model) =>
              model.isRecommended === isRecommended
            ).map((
              { id, price },
            ) => (
              <option key={id} value={id}>
                {price === undefined ? id : `${id} · ${price}`}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
    </p>
  );
}

/** The size, with what fits the film below it. */
function SizeField({ order, draft }: SettingsProps) {
  const { review } = useParts();
  const { shape } = review.server.value.film;
  const fits = fittingSize(draft, shape);
  const isFit = draft.size.trim().toLowerCase() === FIT;
  return (
    <p class="field">
      <label for="field-size">{t("size")}</label>
      <input
        id="field-size"
        list="sizes"
        required
        autocomplete="off"
        value={draft.size}
        onInput={(event) => order.change({ size: event.currentTarget.value })}
      />
      {shape !== undefined && fits !== undefined && (
        <output class="facts size-fit" for="field-size">
          {t(isFit ? "fitSize" : "fitWouldBe", {
            size: fits.replace("*", "×"),
            ratio: shape.ratio,
          })}
        </output>
      )}
      <datalist id="sizes">
        <option value={FIT}>{t("fitOption")}</option>
        {Object.entries(setup().sizes).map(([ratio, size]) => (
          <option key={ratio} value={size}>{ratio}</option>
        ))}
      </datalist>
    </p>
  );
}
