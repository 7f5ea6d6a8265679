/**
 * Sentences about the runtime itself. This file imports nothing: it is read before it is sure that
 * the rest can run.
 * @module
 */

/** Said, instead of running, by a Node that lacks the built-in database. */
export const NODE_TOO_OLD = {
  ru: (version: string): string =>
    `❌ Нужен Node.js 22.5 или новее, Deno 2.9 или Bun 1.4. Сейчас это Node.js ${version}, в нём нет node:sqlite.`,
  en: (version: string): string =>
    `❌ This program needs Node.js 22.5 or newer, Deno 2.9 or Bun 1.4. This is Node.js ${version}, which has no node:sqlite.`,
} as const;
