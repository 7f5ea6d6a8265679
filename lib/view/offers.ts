/**
 * What the order form offers: models with what each takes, and sizes.
 * @module
 */
import type { PageModel } from "../page/state.ts";
import { formatMoney } from "../text/money.ts";
import { MODELS, PICTURES_RANGE, referenceRuleOf } from "../wan/models.ts";
import { formatSize, offerOf, RATIO_SIZES } from "../wan/order.ts";
import { amountOf } from "../wan/price.ts";
import { regionOf } from "../wan/regions.ts";
import type { ServiceSettings } from "../wan/service_settings.ts";
import { MAX_TEXT_CHARS } from "./order_form.ts";

/** The models the form offers, with their prices where the orders go. */
export function offeredModels(service: ServiceSettings): PageModel[] {
  const region = service.isRehearsal ? "singapore" : regionOf(service.baseUrl);
  const ids = MODELS.map(({ id }) => id);
  const isOther = MODELS.every(({ id, regions }) =>
    id !== service.model && Object.values(regions).every(({ name }) => name !== service.model)
  );
  return [...(isOther ? [service.model] : []), ...ids].map((id) => {
    const { model, price } = offerOf(id, region, service.rules.prices);
    return {
      id,
      title: model?.title ?? id,
      isRecommended: model?.isRecommended ?? false,
      price: price === undefined || service.isRehearsal
        ? undefined
        : formatMoney(amountOf(price.pictureMicros), price.currency),
      maxPromptChars: model?.maxPromptChars ?? MAX_TEXT_CHARS,
      maxPictures: model?.maxPictures ?? PICTURES_RANGE.max,
      references: takenReferences(id),
      takesNegativePrompt: model?.parameters.includes("negative_prompt") ?? true,
      takesPromptExtend: model?.parameters.includes("prompt_extend") ?? true,
    };
  });
}

function takenReferences(id: string): PageModel["references"] {
  const rule = referenceRuleOf(id);
  return rule === undefined ? undefined : { min: rule.min, max: rule.max };
}

/** The recommended sizes as the form shows them. */
export function offeredSizes(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(RATIO_SIZES).map(([ratio, size]) => [ratio, formatSize(size)]),
  );
}
