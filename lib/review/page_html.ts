/**
 * The page's document. Everything on it is drawn by the script from the server's state.
 * @module
 */
import type { PageSetup } from "./page_state.ts";

/** Text as it may stand in HTML, attributes included. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
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

/** The document with what the page knows from the start, so that it can draw at once. */
export function pageHtml(
  setup: PageSetup,
  { json: state, version }: { readonly json: string; readonly version: string },
): string {
  const words = setup.words[setup.lang];
  // In a script element only "<" could end the data early.
  const inert = (json: string) => json.replaceAll("<", "\\u003c");
  return `<!doctype html>
<html lang="${setup.lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${escapeHtml(words["title"] ?? "")}</title>
<link rel="icon" href="${escapeHtml(ICON)}">
<link rel="stylesheet" href="/page.css">
<script type="application/json" id="setup">${inert(JSON.stringify(setup))}</script>
<script type="application/json" id="state" data-version="${version}">${inert(state)}</script>
<script type="module" src="/page.js"></script>
</head>
<body><div id="app"></div></body>
</html>
`;
}
