/**
 * Sentences of the command `emulator`.
 * @module
 */
import type { Both } from "./lang.ts";

/** Said when it serves, beside its address. */
export const EMULATOR_RUNNING_TEXT: Both<string> = {
  ru: "Учебный сервис работает; любой ключ подходит. Остановить: Ctrl-C.",
  en: "The rehearsal service is running; any key will do. Stop it with Ctrl-C.",
};
