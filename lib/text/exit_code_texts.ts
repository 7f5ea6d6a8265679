/**
 * The table of exit codes.
 * @module
 */
import type { Both } from "./lang.ts";

/** The table of exit codes at the end of the help. */
export const EXIT_CODE_TEXTS: Both<string> = {
  ru: `Коды завершения:
  0    сделано всё, что просили
  1    ничего не сделано: ошибка или ответ «нет»
  2    неверные параметры или настройки; ничего не отправлено
  3    сделана часть
  4    оплаченное (в том числе раньше) ещё можно забрать командой resume
  130  остановлено Ctrl-C, 143 — SIGTERM, Ctrl-Break, закрытым терминалом;
       оплаченное заберёт resume
Если подходит несколько кодов, действует первый из ряда: 130 и 143, 4, 3, 1, 0.`,
  en: `Exit codes:
  0    everything asked for was made
  1    nothing was made: an error, or the answer was no
  2    wrong options or settings; nothing was sent
  3    only part of it was made
  4    something paid for, now or earlier, can still be fetched with \`resume\`
  130  stopped by Ctrl-C, 143 by SIGTERM, Ctrl-Break or a closed terminal;
       \`resume\` fetches what was paid for
If several apply, the first of these counts: 130 and 143, 4, 3, 1, 0.`,
};
