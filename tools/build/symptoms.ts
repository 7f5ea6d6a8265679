/**
 * The first lines of errors as the program writes them, for the document that explains them.
 * @module
 */
import { ERROR_TEXTS } from "../../lib/text/error_texts.ts";
import { JOURNAL_ERROR_TEXTS } from "../../lib/text/journal_texts.ts";
import { type AdviceTable, entryOf, type Lang } from "../../lib/text/lang.ts";
import { NETWORK_TEXTS } from "../../lib/text/network_texts.ts";
import { PICTURE_TEXTS } from "../../lib/text/picture_texts.ts";
import { NODE_TOO_OLD } from "../../lib/text/runtime_texts.ts";
import { SETTINGS_ERROR_TEXTS } from "../../lib/text/settings_texts.ts";
import { refusalLine } from "../../lib/text/service_texts.ts";

const TEXTS: AdviceTable = {
  ...NETWORK_TEXTS,
  ...PICTURE_TEXTS,
  ...JOURNAL_ERROR_TEXTS,
  ...ERROR_TEXTS,
  ...SETTINGS_ERROR_TEXTS,
};

/**
 * The line that a mark in the document stands for: `service STATUS CODE`, `node VERSION`, or the code
 * of an error with its facts as JSON.
 * @throws {Error} when the program has no such line
 */
export function headingOf(mark: string, lang: Lang): string {
  const [code = "", rest = "", word = ""] = /^(\S+)\s*(\S*)\s*(.*)$/s.exec(mark)?.slice(1) ?? [];
  if (code === "service") {
    return refusalLine({ status: Number(rest), code: word, message: "" }, lang);
  }
  if (code === "node") return NODE_TOO_OLD[lang](rest);
  const advice = entryOf(TEXTS, code);
  if (advice === undefined) throw new Error(`no error is called ${code}`);
  const facts = mark.slice(code.length).trim();
  const line = advice[lang].line(facts === "" ? {} : JSON.parse(facts));
  return line.startsWith("❌") ? line : `❌ ${line}`;
}
