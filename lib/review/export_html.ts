/**
 * The exported page: the rows of the review page without anything that needs a server.
 * @module
 */
import { VERSION } from "../version.ts";
import { exportedPictures } from "./export_pictures.ts";
import { EXPORT_SCRIPT, PAGE_STYLE } from "./page_assets.ts";
import { escapeHtml, policyHash } from "./page_html.ts";
import { fileId } from "./snapshot.ts";
import type { PageIllustration, PageLang, PagePicture, PageState } from "../page/state.ts";
import type { Messages } from "./messages.ts";

/** Tells an exported page from any other file. */
export const EXPORT_MARK = '<meta name="generator" content="alibaba-image-generator review';

/** What stands on an exported page. */
export interface ExportParts {
  readonly state: PageState;
  /** Data addresses by {@link fileId}. */
  readonly pictures: ReadonlyMap<string, string>;
  readonly messages: Messages;
  readonly lang: PageLang;
  readonly now: Date;
}

/** Only what differs from the live page. */
const EXTRA_STYLE = `
.body{display:block;max-width:1500px}
main{padding-bottom:64px}
.head{position:static}
.frame{cursor:pointer;touch-action:none;-webkit-user-select:none;user-select:none}
.strip.is-large{grid-template-columns:repeat(auto-fill,minmax(min(100%,560px),1fr))}
.row{content-visibility:visible}
`;

/** The whole document. */
export function exportHtml(parts: ExportParts): string {
  const { state, lang, now } = parts;
  const t = wordsOf(parts);
  const policy = `default-src 'none'; img-src data:; style-src 'unsafe-inline'; ` +
    `script-src ${policyHash(EXPORT_SCRIPT)}; base-uri 'none'; form-action 'none'`;
  const date = new Intl.DateTimeFormat(lang, { dateStyle: "long", timeStyle: "short" }).format(now);
  return `<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
${EXPORT_MARK} ${VERSION}">
<meta http-equiv="content-security-policy" content="${escapeHtml(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(`${state.pipeline} · ${t("title")}`)}</title>
<style>${PAGE_STYLE}${EXTRA_STYLE}</style>
</head>
<body>
<header class="head"><div class="name"><h1>${escapeHtml(state.pipeline)}</h1></div>
<p class="facts">${escapeHtml(date)} · ${escapeHtml(t("exportHint"))}</p></header>
<div class="body"><main>
${state.illustrations.map((each) => row(each, parts)).join("\n")}
</main></div>
<script>${EXPORT_SCRIPT}</script>
</body>
</html>
`;
}

/** Looks words up as the page's script does. */
function wordsOf({ messages, lang }: ExportParts) {
  return (key: string, values: Readonly<Record<string, string | number>> = {}) =>
    (messages.words[lang][key] ?? key)
      .replace(/\{(\w+)\}/g, (all, name: string) => String(values[name] ?? all));
}

function row(illustration: PageIllustration, parts: ExportParts): string {
  const { index, title, prompt, accepted } = illustration;
  const t = wordsOf(parts);
  const number = String(index).padStart(2, "0");
  const text = prompt === undefined ? undefined : parts.state.prompts[prompt];
  const cards = exportedPictures(illustration).map((each) => card(each, illustration, parts));
  return `<article class="row" aria-labelledby="t${index}">
<header class="row-head"><h2 id="t${index}"><span class="number">${number}</span> ${
    escapeHtml(title ?? t("untitled"))
  }</h2>${
    accepted === undefined
      ? ""
      : `<div class="chips"><span class="chip good">${
        escapeHtml(t("chosen", { id: accepted.id }))
      }</span></div>`
  }</header>
${
    text === undefined
      ? ""
      : `<details class="prompt"><summary><span>${escapeHtml(text)}</span></summary></details>`
  }
<ul class="strip" style="--cards:${Math.min(cards.length, 5)}">${cards.join("\n")}</ul>
</article>`;
}

function card(picture: PagePicture, illustration: PageIllustration, parts: ExportParts): string {
  const t = wordsOf(parts);
  const { index } = illustration;
  const isOriginal = picture.kind === "current";
  const name = nameOf(picture, t);
  const uri = parts.pictures.get(fileId(index, picture));
  const ratio = ratioOf(illustration);
  const image = uri === undefined
    ? `<span>${escapeHtml(t("notExported"))}</span>`
    : `<img src="${uri}" alt="${escapeHtml(`${index} ${illustration.title ?? ""}: ${name}`)}">`;
  const over = isOriginal ? "" : ` data-over="n${index}" title="${escapeHtml(t("flickerHint"))}"`;
  const tag = isOriginal || uri === undefined ? "div" : "button";
  return `<li class="card${isOriginal ? " is-original" : ""}"${
    isOriginal ? ` id="n${index}"` : ""
  }><${tag} class="frame${uri === undefined ? " is-empty" : ""}"${
    tag === "button" ? ' type="button"' : ""
  }${over} style="aspect-ratio:${ratio}">${image}</${tag}>
<div class="caption"><p class="caption-head"><strong>${escapeHtml(name)}</strong></p>
<p class="model">${escapeHtml(picture.model ?? "")}</p>
<p class="facts">${escapeHtml(factsOf(picture, parts).join(" · "))}</p>${
    otherPrompt(picture, illustration, parts)
  }</div></li>`;
}

function nameOf(picture: PagePicture, t: ReturnType<typeof wordsOf>): string {
  const keys = {
    current: "original",
    candidate: "candidate",
    original: "formerOriginal",
    found: "foundFile",
  } as const;
  if (picture.source !== undefined) return t("nowInPlace", { id: picture.source });
  return t(keys[picture.kind], { id: picture.id });
}

function factsOf(picture: PagePicture, parts: ExportParts): string[] {
  const { width, height, seed, price, date, isRehearsal } = picture;
  const t = wordsOf(parts);
  return [
    width === undefined || height === undefined ? "" : `${width}×${height}`,
    seed === undefined ? "" : t("seedFact", { seed }),
    isRehearsal ? t("rehearsalFact") : price ?? "",
    date === undefined
      ? ""
      : new Intl.DateTimeFormat(parts.lang, { dateStyle: "medium" }).format(new Date(date)),
  ].filter((each) => each !== "");
}

function otherPrompt(
  { prompt, kind }: PagePicture,
  illustration: PageIllustration,
  parts: ExportParts,
): string {
  if (kind !== "candidate" || prompt === undefined || prompt === illustration.prompt) return "";
  const t = wordsOf(parts);
  return `<details class="making"><summary>${escapeHtml(t("otherPrompt"))}</summary><p>${
    escapeHtml(parts.state.prompts[prompt] ?? "")
  }</p></details>`;
}

function ratioOf({ current, pictures }: PageIllustration): number {
  const known = [current, ...pictures].find((each) => each?.width !== undefined);
  return known?.width === undefined || known.height === undefined
    ? 16 / 9
    : known.width / known.height;
}
