/**
 * Sentences of the command `emulator`.
 * @module
 */
import type { Both } from "./lang.ts";

/** Said when it serves, beside its address. */
export const EMULATOR_RUNNING_TEXT: Both<string> = {
  ru: "Учебный сервис запущен; подойдёт любой ключ. Остановить: Ctrl-C.",
  en: "The rehearsal service is running; any key works. Stop it with Ctrl-C.",
};
