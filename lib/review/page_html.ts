/**
 * The page's document. Everything on it is drawn by the script from the server's state.
 * @module
 */
import { sha256Bytes } from "../digest.ts";
import { firstPictures } from "./first_view.ts";
import { PAGE_SCRIPT, PAGE_STYLE } from "./page_assets.ts";
import type { PageSetup, PageState } from "../page/state.ts";

/** Text as it may stand in HTML, attributes included. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

/** JSON as it may stand in a script element, where only "<" could end it early. */
export function inertJson(json: string): string {
  return json.replaceAll("<", "\\u003c");
}

/** A picture frame with a second one behind it. Drawn, so that nothing is loaded for it. */
const ICON = `data:image/svg+xml,${
  encodeURIComponent(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect x="9" y="3" width="20" ' +
      'height="20" rx="4" fill="#f0b58f"/><rect x="3" y="9" width="20" height="20" rx="4" ' +
      'fill="#c2512f"/><path d="m8 19 4 4 7-8" fill="none" stroke="#fff" stroke-width="3" ' +
      'stroke-linecap="round" stroke-linejoin="round"/></svg>',
  )
}`;

/** What the page is made of at its start. */
export interface PageStart {
  readonly state: PageState;
  /** The state as JSON. */
  readonly json: string;
  readonly version: string;
}

/**
 * The document, whole: style, script and what the page knows from the start, so that it can draw at
 * once and ask for nothing but pictures.
 */
export function pageHtml(setup: PageSetup, { state, json, version }: PageStart): string {
  const words = setup.words[setup.lang];
  const preloads = firstPictures(state).map(({ url }) =>
    `<link rel="preload" as="image" href="${escapeHtml(url)}">`
  );
  return `<!doctype html>
<html lang="${setup.lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${escapeHtml(words["title"] ?? "")}</title>
<link rel="icon" href="${escapeHtml(ICON)}">
${preloads.join("\n")}
<style>${PAGE_STYLE}</style>
<script type="application/json" id="setup">${inertJson(JSON.stringify(setup))}</script>
<script type="application/json" id="state" data-version="${version}">${inertJson(json)}</script>
<script type="module">${PAGE_SCRIPT}</script>
</head>
<body><div id="app"></div></body>
</html>
`;
}

/** How a content security policy names a script or style that stands in the page itself. */
export function policyHash(text: string): string {
  return `'sha256-${sha256Bytes(text).toString("base64")}'`;
}

/** Only the page's own style and script run, only what this server serves is loaded, nobody frames it. */
export const CONTENT_SECURITY_POLICY: string = [
  "default-src 'none'",
  `script-src ${policyHash(PAGE_SCRIPT)}`,
  `style-src ${policyHash(PAGE_STYLE)}`,
  "img-src 'self' data:",
  "media-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");
