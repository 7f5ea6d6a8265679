/** @jsxImportSource preact */
/// <reference lib="dom" />
/**
 * The fields of an order: one prompt with everything, or the sheet of all bad ones with what they share.
 * @module
 */
import { IconButton } from "./buttons.tsx";
import { useParts } from "./context.ts";
import { numberText } from "./illustration.ts";
import type { OrderPanelState } from "./order.ts";
import { Shot } from "./shot.tsx";
import { References } from "./order_references.tsx";
import { Settings } from "./order_settings.tsx";
import { modelOf } from "./order_draft.ts";
import { t } from "./words.ts";

interface FieldsProps {
  readonly order: OrderPanelState;
  readonly indices: readonly number[];
}

/** The fields of what is ordered; which there are depends on the model, and on how many it is for. */
export function OrderFields({ order, indices }: FieldsProps) {
  const draft = order.draft.value;
  const [index = 0] = indices;
  if (draft === undefined) return null;
  const isOne = indices.length === 1;
  const model = modelOf(draft.model);
  const isEdit = isOne && draft.isEdit && model?.references !== undefined;
  return (
    <>
      {isEdit && (
        <TextField
          id="field-change"
          label={t("whatToChange")}
          rows={4}
          isRequired
          text={draft.change}
          onInput={(change) => order.change({ change })}
        />
      )}
      {isOne && !isEdit && <Prompt order={order} index={index} id="field-prompt" rows={7} />}
      {isOne && !isEdit && model?.takesNegativePrompt !== false && (
        <TextField
          id="field-negative"
          label={t("negativePrompt")}
          text={draft.negativePrompt}
          onInput={(negativePrompt) => order.change({ negativePrompt })}
        />
      )}
      {!isOne && (
        <TextField
          id="field-phrase"
          label={t("phrase")}
          text={draft.phrase}
          onInput={(phrase) => order.change({ phrase })}
        />
      )}
      <Settings order={order} draft={draft} hasSeed={isOne} />
      <References order={order} draft={draft} indices={indices} />
      {!isOne && <Prompts order={order} indices={indices} />}
    </>
  );
}

function TextField(
  { id, label, rows = 2, isRequired = false, text, onInput }: {
    readonly id: string;
    readonly label: string;
    readonly rows?: number;
    readonly isRequired?: boolean;
    readonly text: string;
    readonly onInput: (text: string) => void;
  },
) {
  return (
    <p class="field">
      <label for={id}>{label}</label>
      <textarea
        id={id}
        rows={rows}
        required={isRequired}
        value={text}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </p>
  );
}

/** A prompt, with how long it may be for the model. */
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
  const limit = modelOf(draft?.model)?.maxPromptChars ?? 0;
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
            <IconButton
              name={`${t("leaveOut")}: ${name}`}
              title={t("leaveOut")}
              onClick={() => order.leaveOut(index)}
            >
              ✕
            </IconButton>
          </li>
        );
      })}
    </ul>
  );
}
