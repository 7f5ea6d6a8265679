/**
 * What the page knows from the start: its words, and what may be ordered.
 * @module
 */
import type { PageLang, PageSetup } from "../page/state.ts";
import { REVIEW_WORDS } from "../text/review_words.ts";
import { VERSION } from "../version.ts";
import { PICTURES_RANGE, SEED_RANGE } from "../wan/models.ts";
import type { ServiceSettings } from "../wan/service_settings.ts";
import { offeredModels, offeredSizes } from "./offers.ts";

/** @param service where orders go */
export function pageSetup(service: ServiceSettings, lang: PageLang): PageSetup {
  return {
    lang,
    words: REVIEW_WORDS,
    isRehearsal: service.isRehearsal,
    models: offeredModels(service),
    defaultModel: service.model,
    sizes: offeredSizes(),
    maxPictures: PICTURES_RANGE.max,
    maxSeed: SEED_RANGE.max,
    version: VERSION,
  };
}
