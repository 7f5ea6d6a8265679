/**
 * From an error or a finding to what a person reads: what happened, the service's own words, what to
 * do.
 * @module
 */
import type {
  CeilingCode,
  Code,
  FindingCode,
  InputCode,
  OrderEndCode,
  PictureCode,
  StorageCode,
  TransportCode,
} from "../error_codes.ts";
import {
  type Facts,
  type Finding,
  GeneratorError,
  reasonOf,
  ServiceError,
  UnexpectedError,
} from "../errors.ts";
import type { Failure, OrderRow, PictureFailure } from "../pipeline/journal_rows.ts";
import type { Obstacle } from "../run/obstacles.ts";
import { REHEARSAL } from "../wan/regions.ts";
import { CHOOSE_ERROR_TEXTS, CHOOSE_FINDING_TEXTS } from "./choose_texts.ts";
import { DOCTOR_FOLDER_TEXTS } from "./doctor_folder_texts.ts";
import { DOCTOR_TEXTS } from "./doctor_texts.ts";
import { ERROR_TEXTS } from "./error_texts.ts";
import { FINDING_TEXTS } from "./finding_texts.ts";
import { FRAME_TEXTS } from "./frame_texts.ts";
import { JOURNAL_ERROR_TEXTS, JOURNAL_FINDING_TEXTS } from "./journal_texts.ts";
import {
  type Advice,
  type AdviceTable,
  type Both,
  entryOf,
  type Lang,
  resumeCommand,
} from "./lang.ts";
import { MODEL_ERROR_TEXTS } from "./model_error_texts.ts";
import { MCP_SETTINGS_TEXTS } from "./mcp_settings_texts.ts";
import { NETWORK_TEXTS } from "./network_texts.ts";
import { PICTURE_TEXTS } from "./picture_texts.ts";
import { FIT_FINDING_TEXTS, REFERENCE_ERROR_TEXTS } from "./reference_texts.ts";
import { REVIEW_ERROR_TEXTS } from "./review_texts.ts";
import { SETTINGS_ERROR_TEXTS } from "./settings_texts.ts";
import { SPENDING_ERROR_TEXTS } from "./spending_texts.ts";
import { refusalLine, refusalRemedy } from "./service_texts.ts";

/** What the network, the service's tasks or its pictures can do to a request. */
const ON_THE_WAY_TEXTS = {
  ...NETWORK_TEXTS,
  ...PICTURE_TEXTS,
} satisfies Record<TransportCode | PictureCode | OrderEndCode, Both<Advice>>;

const ERROR_AND_FINDING_TEXTS = {
  ...ERROR_TEXTS,
  ...SETTINGS_ERROR_TEXTS,
  ...JOURNAL_ERROR_TEXTS,
  ...CHOOSE_ERROR_TEXTS,
  ...MODEL_ERROR_TEXTS,
  ...REFERENCE_ERROR_TEXTS,
  ...MCP_SETTINGS_TEXTS,
  ...REVIEW_ERROR_TEXTS,
  ...SPENDING_ERROR_TEXTS,
  ...FINDING_TEXTS,
  ...FIT_FINDING_TEXTS,
  ...CHOOSE_FINDING_TEXTS,
  ...FRAME_TEXTS,
  ...JOURNAL_FINDING_TEXTS,
  ...DOCTOR_TEXTS,
  ...DOCTOR_FOLDER_TEXTS,
} satisfies Record<InputCode | StorageCode | CeilingCode | FindingCode | "stopped", Both<Advice>>;

const ALL_TEXTS = closed({ ...ERROR_AND_FINDING_TEXTS, ...ON_THE_WAY_TEXTS });

/** A sentence for a name that nothing has does not compile. */
function closed<T extends AdviceTable>(
  table: Exclude<keyof T, Code> extends never ? T : never,
): AdviceTable {
  return table;
}

/** An error as people read it. */
export interface Explanation {
  /** What happened, the documented first line where there is one. */
  readonly line: string;
  /** The service's code, message and request id. */
  readonly details: readonly string[];
  readonly remedy: string | undefined;
}

/** What was being done when something failed. */
export interface Occasion {
  /** The service's task, if it was about one. */
  readonly taskId?: string | undefined;
  /** Nothing is said of payment. @default false */
  readonly isRehearsal?: boolean | undefined;
}

/** The occasion of all that happens to an order. */
export function orderOccasion({ taskId, service }: Pick<OrderRow, "taskId" | "service">): Occasion {
  return { taskId, isRehearsal: service === REHEARSAL };
}

/** Explains anything thrown; a bug of ours is named as one, without a stack trace. */
export function explain(error: unknown, lang: Lang, occasion: Occasion = {}): Explanation {
  const { isRehearsal = false } = occasion;
  if (error instanceof ServiceError) {
    const { status, serviceCode: code, serviceMessage: message, requestId, taskId } = error;
    return explainFailure({ status, code, message, requestId }, lang, { taskId, isRehearsal });
  }
  if (error instanceof UnexpectedError) return explainBug(error.cause, lang, isRehearsal);
  if (!(error instanceof GeneratorError)) return explainBug(error, lang, isRehearsal);
  const text = fromTable(ALL_TEXTS, error.code, { ...error.facts, isRehearsal }, lang);
  return { ...text, line: text.line.startsWith("❌") ? text.line : `❌ ${text.line}`, details: [] };
}

/**
 * Explains a failure as the journal remembers it. A connection that ended an order there was one of
 * its create.
 */
export function explainFailure(
  failure: Failure | PictureFailure,
  lang: Lang,
  { taskId, isRehearsal = false }: Occasion = {},
): Explanation {
  const facts = { status: undefined, requestId: undefined, ...failure };
  const { code, message, requestId } = facts;
  if (entryOf(ON_THE_WAY_TEXTS, code) !== undefined) {
    const { status } = facts;
    const cause = { purpose: "create", reason: message, status, taskId, requestId, isRehearsal };
    return { ...fromTable(ON_THE_WAY_TEXTS, code, cause, lang), details: [] };
  }
  const details = [
    ...(code === "" ? [] : [`code: ${code}`]),
    ...(message === "" ? [] : [`message: ${message}`]),
    ...(requestId === undefined ? [] : [`request_id: ${requestId}`]),
    ...(taskId === undefined ? [] : [`task_id: ${taskId}`]),
  ];
  return { line: refusalLine(facts, lang), details, remedy: refusalRemedy(facts, lang) };
}

/** Explains one of the things that stood in an order's way. */
export function explainObstacle(
  cause: Obstacle["cause"],
  lang: Lang,
  occasion: Occasion,
): Explanation {
  return cause instanceof GeneratorError
    ? explain(cause, lang, occasion)
    : explainFailure(cause, lang, occasion);
}

/** The sentence of a finding and what to do about it. */
export function explainFinding({ code, facts }: Finding, lang: Lang): Explanation {
  return { ...fromTable(ALL_TEXTS, code, facts, lang), details: [] };
}

/** All lines of an explanation, the remedy last. */
export function explanationLines({ line, details, remedy }: Explanation, lang: Lang): string[] {
  const head = lang === "ru" ? "Решение" : "What to do";
  return [
    line,
    ...details.map((each) => `   ${each}`),
    ...(remedy === undefined ? [] : [`   ${head}: ${remedy}`]),
  ];
}

function fromTable(
  table: AdviceTable,
  code: string,
  facts: Facts,
  lang: Lang,
): Omit<Explanation, "details"> {
  const entry = entryOf(table, code)?.[lang];
  if (entry === undefined) return { line: `${code} ${JSON.stringify(facts)}`, remedy: undefined };
  return { line: entry.line(facts), remedy: entry.remedy?.(facts) };
}

function explainBug(error: unknown, lang: Lang, isRehearsal: boolean): Explanation {
  if (error instanceof Error && error.name === "NotCapable") return explainDenial(error, lang);
  const line = lang === "ru"
    ? `❌ Непредвиденная ошибка программы: ${reasonOf(error)}`
    : `❌ Unexpected error in the program: ${reasonOf(error)}`;
  const resume = resumeCommand(isRehearsal);
  const remedy = lang === "ru"
    ? `${
      isRehearsal ? "Заказанное" : "Оплаченное"
    } не потеряно: его заберёт команда ${resume}. Сообщите об ошибке авторам.`
    : `Nothing ${
      isRehearsal ? "ordered" : "paid for"
    } is lost: \`${resume}\` fetches it. Please report this to the authors.`;
  return { line, details: [], remedy };
}

/** Deno was not given a permission; its own words name the flag. */
function explainDenial({ message }: Error, lang: Lang): Explanation {
  const isRussian = lang === "ru";
  return {
    line: isRussian ? `❌ Deno не дал доступа: ${message}` : `❌ Deno denied access: ${message}`,
    details: [],
    remedy: isRussian
      ? "Разрешения для каждой команды: docs/permissions.ru.md."
      : "The permissions of each command: docs/permissions.md.",
  };
}
