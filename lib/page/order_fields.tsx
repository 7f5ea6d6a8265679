/** @jsxImportSource preact */
/// <reference lib="dom" />
/**
 * The fields of an order: one prompt with everything, or the sheet of all bad ones with what they share.
 * @module
 */
import { useParts } from "./context.ts";
import { numberText } from "./illustration.ts";
import type { OrderPanelState } from "./order.ts";
import { Shot } from "./shot.tsx";
import { setup, t } from "./words.ts";

interface FieldsProps {
  readonly order: OrderPanelState;
  readonly indices: readonly number[];
}

/** The fields. */
export function OrderFields({ order, indices }: FieldsProps) {
  const draft = order.draft.value;
  const [index = 0] = indices;
  if (draft === undefined) return null;
  const isOne = indices.length === 1;
  return (
    <>
      {isOne && (
        <>
          <Prompt order={order} index={index} id="field-prompt" rows={7} />
          <p class="field">
            <label for="field-negative">{t("negativePrompt")}</label>
            <textarea
              id="field-negative"
              rows={2}
              value={draft.negativePrompt}
              onInput={(event) => order.change({ negativePrompt: event.currentTarget.value })}
            />
          </p>
        </>
      )}
      {!isOne && (
        <p class="field">
          <label for="field-phrase">{t("phrase")}</label>
          <textarea
            id="field-phrase"
            rows={2}
            value={draft.phrase}
            onInput={(event) => order.change({ phrase: event.currentTarget.value })}
          />
        </p>
      )}
      <Settings order={order} hasSeed={isOne} />
      {!isOne && <Prompts order={order} indices={indices} />}
    </>
  );
}

function Prompt(
  { order, index, id, rows, label }: {
    readonly order: OrderPanelState;
    readonly index: number;
    readonly id: string;
    readonly rows: number;
    readonly label?: string;
  },
) {
  const draft = order.draft.value;
  const prompt = draft?.prompts[index] ?? "";
  const limit = setup().models.find((each) => each.id === draft?.model)?.maxPromptChars ?? 0;
  const chars = [...prompt].length;
  return (
    <p class="field">
      <label for={id}>{label ?? t("prompt")}</label>
      <textarea
        id={id}
        rows={rows}
        required
        value={prompt}
        onInput={(event) => order.changePrompt(index, event.currentTarget.value)}
      />
      <output class={chars > limit ? "facts is-over" : "facts"} for={id}>
        {t("chars", { chars, limit })}
      </output>
    </p>
  );
}

function Settings(
  { order, hasSeed }: { readonly order: OrderPanelState; readonly hasSeed: boolean },
) {
  const draft = order.draft.value;
  if (draft === undefined) return null;
  const { models, sizes, maxPictures } = setup();
  const counts = Array.from({ length: maxPictures }, (_, at) => at + 1);
  return (
    <>
      <div class="fields">
        <p class="field">
          <label for="field-model">{t("model")}</label>
          <select
            id="field-model"
            value={draft.model}
            onChange={(event) => order.change({ model: event.currentTarget.value })}
          >
            {[true, false].map((isRecommended) => (
              <optgroup
                key={String(isRecommended)}
                label={t(isRecommended ? "recommended" : "others")}
              >
                {models.filter((model) => model.isRecommended === isRecommended).map((
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
          <datalist id="sizes">
            {Object.entries(sizes).map(([ratio, size]) => (
              <option key={ratio} value={size}>{ratio}</option>
            ))}
          </datalist>
        </p>
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
      <p class="check">
        <input
          id="field-extend"
          type="checkbox"
          checked={draft.promptExtend}
          onChange={(event) => order.change({ promptExtend: event.currentTarget.checked })}
        />
        <label for="field-extend">{t("extend")}</label>
      </p>
    </>
  );
}

/** Every prompt of the sheet, each with the picture that will not do. */
function Prompts({ order, indices }: FieldsProps) {
  const { review } = useParts();
  return (
    <ul class="sheet-prompts">
      {indices.map((index) => {
        const illustration = review.byIndex.value.get(index);
        const name = `${numberText(index)} ${illustration?.title ?? ""}`;
        return (
          <li key={index}>
            <span class="thumb">
              <Shot url={illustration?.chosen?.url} />
            </span>
            <Prompt
              order={order}
              index={index}
              id={`field-prompt-${index}`}
              rows={3}
              label={name}
            />
            <button
              type="button"
              class="quiet icon"
              aria-label={`${t("leaveOut")}: ${name}`}
              title={t("leaveOut")}
              onClick={() => order.leaveOut(index)}
            >
              ✕
            </button>
          </li>
        );
      })}
    </ul>
  );
}
