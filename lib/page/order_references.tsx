/** @jsxImportSource preact */
/// <reference lib="dom" />
/**
 * The pictures that go along with an order: which are named, and which are worth naming.
 * @module
 */
import { useParts } from "./context.ts";
import { type Illustration, numberText, type Picture } from "./illustration.ts";
import { modelOf, type OrderDraft } from "./order_draft.ts";
import type { OrderPanelState } from "./order.ts";
import { AUTO, pictureNamed, referenceTitle, splitNames, toggleName } from "./reference_names.ts";
import { Shot } from "./shot.tsx";
import { setup, t } from "./words.ts";

interface ReferencesProps {
  readonly order: OrderPanelState;
  readonly draft: OrderDraft;
  readonly indices: readonly number[];
}

/** Own candidates that are offered, the newest ones. */
const MAX_OWN = 3;

/** References, where the model takes any; else which models do. */
export function References({ order, draft, indices }: ReferencesProps) {
  const rule = modelOf(draft.model)?.references;
  if (rule === undefined) {
    const takers = setup().models.filter(({ references }) => references !== undefined);
    return takers.length === 0
      ? null
      : <p class="facts">{t("wordsAlone", { models: takers.map(({ id }) => id).join(", ") })}</p>;
  }
  const isOne = indices.length === 1;
  const names = splitNames(draft.references);
  const own = isOne && draft.isEdit ? 1 : 0;
  return (
    <fieldset class="references">
      <legend>{t("referencesLegend")}</legend>
      {isOne && (
        <p class="check">
          <input
            id="field-edit"
            type="checkbox"
            checked={draft.isEdit}
            onChange={(event) => order.change({ isEdit: event.currentTarget.checked })}
          />
          <label for="field-edit">{t("editFrame")}</label>
        </p>
      )}
      <p class="field">
        <label for="field-references">{t("references")}</label>
        <input
          id="field-references"
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          placeholder={t("referencesHint")}
          value={draft.references}
          onInput={(event) => order.change({ references: event.currentTarget.value })}
        />
        <output
          class={names.length + own > rule.max ? "facts is-over" : "facts"}
          for="field-references"
        >
          {t("referencesOf", { n: names.length + own, limit: rule.max })}
        </output>
      </p>
      <Images isEdit={own > 0} indices={indices} names={names} max={rule.max} />
      <Offers order={order} indices={indices} names={names} />
    </fieldset>
  );
}

/** What "image 1", "image 2" will be; of a sheet only what is the same for all. */
function Images(
  { isEdit, indices, names, max }: {
    readonly isEdit: boolean;
    readonly indices: readonly number[];
    readonly names: readonly string[];
    readonly max: number;
  },
) {
  const { review } = useParts();
  const byIndex = review.byIndex.value;
  const only = indices.length === 1 ? byIndex.get(indices[0] ?? 0) : undefined;
  if (only === undefined && names.includes(AUTO)) return null;
  const alike = (only?.alike ?? []).slice(0, max - (isEdit ? 1 : 0)).map(String);
  const sent = new Set(names.flatMap((name) => name === AUTO ? alike : [name]));
  const images = [
    ...(isEdit ? [{ title: t("editedFrame"), picture: only?.chosen }] : []),
    ...[...sent].map((name) => ({
      title: referenceTitle(name),
      picture: pictureNamed(name, byIndex),
    })),
  ];
  if (images.length === 0) return null;
  return (
    <ol class="images" aria-label={t("imagesSent")}>
      {images.map(({ title, picture }, at) => (
        <li key={title}>
          <span class="thumb">
            <Shot url={picture?.url} />
          </span>
          <span class="facts">
            <b>image {at + 1}</b> {title}
          </span>
        </li>
      ))}
    </ol>
  );
}

interface Offer {
  readonly name: string;
  readonly picture: Picture | undefined;
  readonly label: string;
}

/** What can be added or taken out with one press. */
function Offers(
  { order, indices, names }: Omit<ReferencesProps, "draft"> & {
    readonly names: readonly string[];
  },
) {
  const { review } = useParts();
  const illustrations = review.byIndex.value;
  const only = indices.length === 1 ? illustrations.get(indices[0] ?? 0) : undefined;
  const offers = only === undefined ? [] : offersFor(only, illustrations);
  const toggle = (name: string) =>
    order.change({ references: toggleName(order.draft.peek()?.references ?? "", name) });
  return (
    <div class="offers" role="group" aria-label={t("offers")}>
      <button
        type="button"
        class="quiet"
        aria-pressed={names.includes(AUTO)}
        title={t("autoHint")}
        onClick={() => toggle(AUTO)}
      >
        {only === undefined || only.alike.length === 0
          ? t("auto")
          : t("autoIs", { numbers: only.alike.map(numberText).join(", ") })}
      </button>
      {offers.map(({ name, picture, label }) => (
        <button
          key={name}
          type="button"
          class="quiet offer"
          aria-pressed={names.includes(name)}
          aria-label={label}
          title={label}
          onClick={() => toggle(name)}
        >
          <span class="thumb">
            <Shot url={picture?.url} />
          </span>
          <span aria-hidden="true">{/^\d/.test(name) ? numberText(Number(name)) : name}</span>
        </button>
      ))}
    </div>
  );
}

/** Frames with the same people and places, the neighbours in the film, the own newest candidates. */
function offersFor(
  { index, alike, pictures, chosen }: Illustration,
  illustrations: ReadonlyMap<number, Illustration>,
): Offer[] {
  const numbers = [...illustrations.keys()].sort((a, b) => a - b);
  const at = numbers.indexOf(index);
  const neighbours = [numbers[at - 1], numbers[at + 1]].filter((each) => each !== undefined);
  const frames = [...new Set([...alike, ...neighbours])].flatMap((each): Offer[] => {
    const illustration = illustrations.get(each);
    const title = `${t("referenceFrame", { number: numberText(each) })} ${
      illustration?.title ?? ""
    }`;
    return illustration?.chosen === undefined
      ? []
      : [{ name: String(each), picture: illustration.chosen, label: title.trim() }];
  });
  const own = pictures.filter(({ kind, id }) => kind === "candidate" && id !== chosen?.id)
    .slice(-MAX_OWN)
    .map((picture): Offer => ({
      name: picture.id,
      picture,
      label: t("candidate", { id: picture.id }),
    }));
  return [...frames, ...own];
}
