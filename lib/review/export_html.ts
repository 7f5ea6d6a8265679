/**
 * The exported page: overview and film of the review page, with everything they show inside.
 * @module
 */
import { VERSION } from "../version.ts";
import { EXPORT_SCRIPT, PAGE_STYLE } from "./page_assets.ts";
import { escapeHtml, inertJson, policyHash } from "./page_html.ts";
import type { PageSetup, PageState } from "../page/state.ts";
import { REVIEW_WORDS } from "../text/review_words.ts";
import type { Lang } from "../text/lang.ts";

/** Tells an exported page from any other file. */
export const EXPORT_MARK = '<meta name="generator" content="alibaba-image-generator review';

/** What stands on an exported page. */
export interface ExportParts {
  readonly state: PageState;
  /** Pictures and sound by the address they have in the state. */
  readonly data: readonly string[];
  readonly places: Readonly<Record<string, number>>;
  readonly lang: Lang;
  readonly now: Date;
}

/** The whole document. */
export function exportHtml({ state, data, places, lang, now }: ExportParts): string {
  const policy = `default-src 'none'; img-src data:; media-src data:; ` +
    `style-src ${policyHash(PAGE_STYLE)}; script-src ${policyHash(EXPORT_SCRIPT)}; ` +
    `base-uri 'none'; form-action 'none'`;
  const date = new Intl.DateTimeFormat(lang, { dateStyle: "long", timeStyle: "short" }).format(now);
  const block = (id: string, value: unknown) =>
    `<script type="application/json" id="${id}">${inertJson(JSON.stringify(value))}</script>`;
  return `<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
${EXPORT_MARK} ${VERSION}">
<meta http-equiv="content-security-policy" content="${escapeHtml(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="date" content="${escapeHtml(date)}">
<title>${escapeHtml(`${state.pipeline} · ${REVIEW_WORDS[lang]["title"] ?? ""}`)}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<div id="app"></div>
${block("setup", setupOf(lang))}
${block("state", state)}
${block("packed", { data, places })}
<script>${EXPORT_SCRIPT}</script>
</body>
</html>
`;
}

/** A page that only shows needs its words and nothing else. */
function setupOf(lang: Lang): PageSetup {
  return {
    lang,
    words: { ru: {}, en: {}, [lang]: REVIEW_WORDS[lang] },
    isRehearsal: false,
    models: [],
    defaultModel: "",
    sizes: {},
    maxPictures: 0,
    maxSeed: 0,
    version: VERSION,
  };
}
