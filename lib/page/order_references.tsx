/** @jsxImportSource preact */
/// <reference lib="dom" />
/**
 * The pictures that go along with an order: which are named, and which are worth naming.
 * @module
 */
import { QuietButton } from "./buttons.tsx";
import { Check } from "./check.tsx";
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
  const { review } = useParts();
  const rule = modelOf(draft.model)?.references;
  if (rule === undefined) {
    const takers = setup().models.filter(({ references }) => references !== undefined);
    return takers.length === 0
      ? null
      : <p class="facts">{t("wordsAlone", { models: takers.map(({ id }) => id).join(", ") })}</p>;
  }
  const isOne = indices.length === 1;
  const names = splitNames(draft.references);
  const only = isOne ? review.byIndex.value.get(indices[0] ?? 0) : undefined;
  const images = imagesOf({ names, isEdit: isOne && draft.isEdit, only, max: rule.max });
  return (
    <fieldset class="references">
      <legend>{t("referencesLegend")}</legend>
      {isOne && (
        <Check
          id="field-edit"
          label={t("editFrame")}
          isOn={draft.isEdit}
          onChange={(isEdit) => order.change({ isEdit })}
        />
      )}
      <NamesField order={order} names={draft.references} sent={images.length} most={rule.max} />
      <Images images={images} only={only} />
      <Offers order={order} indices={indices} names={names} />
    </fieldset>
  );
}

/** The names as they are typed, with how many pictures they amount to. */
function NamesField(
  { order, names, sent, most }: {
    readonly order: OrderPanelState;
    readonly names: string;
    readonly sent: number;
    readonly most: number;
  },
) {
  return (
    <p class="field">
      <label for="field-references">{t("references")}</label>
      <input
        id="field-references"
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        placeholder={t("referencesHint")}
        value={names}
        onInput={(event) => order.change({ references: event.currentTarget.value })}
      />
      <output class={sent > most ? "facts is-over" : "facts"} for="field-references">
        {t("referencesOf", { n: sent, limit: most })}
      </output>
    </p>
  );
}

/** The frame as it stands, among the names of what goes along. */
const THIS_FRAME = "edit";

/**
 * What "image 1", "image 2" will be, by name.
 * @param only the one illustration that is ordered; of a sheet, each has its own frames alike
 */
function imagesOf({ names, isEdit, only, max }: {
  readonly names: readonly string[];
  readonly isEdit: boolean;
  readonly only: Illustration | undefined;
  readonly max: number;
}): string[] {
  const own = isEdit ? [THIS_FRAME] : [];
  const alike = (only?.alike ?? []).slice(0, max - own.length).map(String);
  const named = names.flatMap((name) => name === AUTO && only !== undefined ? alike : [name]);
  return [...new Set([...own, ...named])];
}

function Images(
  { images, only }: {
    readonly images: readonly string[];
    readonly only: Illustration | undefined;
  },
) {
  const { review } = useParts();
  const byIndex = review.byIndex.value;
  if (images.length === 0) return null;
  return (
    <ol class="images" aria-label={t("imagesSent")}>
      {images.map((name, at) => (
        <li key={name}>
          <span class="thumb">
            <Shot
              url={(name === THIS_FRAME ? only?.chosen : pictureNamed(name, byIndex))?.url}
            />
          </span>
          <span class="facts">
            <b>image {at + 1}</b> {name === THIS_FRAME ? t("editedFrame") : referenceTitle(name)}
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
      <QuietButton
        aria-pressed={names.includes(AUTO)}
        title={t("autoHint")}
        onClick={() => toggle(AUTO)}
      >
        {only === undefined || only.alike.length === 0
          ? t("auto")
          : t("autoIs", { numbers: only.alike.map(numberText).join(", ") })}
      </QuietButton>
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
