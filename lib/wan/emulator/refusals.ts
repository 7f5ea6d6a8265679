/**
 * Refusals before any task, with the service's own codes and messages.
 * @module
 */
import type { ModelStanding } from "./catalogue.ts";
import type { Refusal } from "./task_store.ts";
import type { Refused } from "./reply.ts";
import type { EmulatorContext } from "./traffic.ts";

/** The async header is missing. */
export const NO_SYNC: Refused = {
  status: 403,
  code: "AccessDenied",
  message: "current user api does not support synchronous calls.",
};
/** The model or the path works only synchronously. */
export const NO_ASYNC: Refused = {
  status: 403,
  code: "AccessDenied",
  message: "current user api does not support asynchronous calls",
};
/** The body cannot be parsed. */
export const NOT_JSON: Refused = {
  status: 400,
  code: "BadRequest.IllegalInput",
  message: "The input parameter requires json format.",
};
/** The body names no model. */
export const NO_MODEL: Refused = {
  status: 400,
  code: "BadRequest.EmptyModel",
  message: 'Required parameter "model" missing from request.',
};
/** The model is served on the other path. */
const WRONG_PATH: Refused = {
  status: 400,
  code: "InvalidParameter",
  message: "url error, please check url！",
};
/** The Qwen family takes no names of sizes (recorded). */
export const NOT_A_SIZE: Refused = {
  status: 400,
  code: "InvalidParameter",
  message: "Expected format: '<width>*<height>'",
};
/** Nobody knows the model: as measured (400) and as documented (404). */
const MODEL_UNKNOWN: Readonly<Record<400 | 404, Refused>> = {
  400: { status: 400, code: "InvalidParameter", message: "Model not exist." },
  404: { status: 404, code: "ModelNotFound", message: "Model can not be found." },
};
/** More requests a second than allowed. */
export const TOO_FAST: Refused = {
  status: 429,
  code: "Throttling.RateQuota",
  message: "Requests rate limit exceeded, please try again later.",
};
/** More tasks at once than allowed; the message is assumed. */
const TOO_MANY: Refused = {
  status: 429,
  code: "Throttling.Concurrency",
  message: "Requests throttling triggered, please try again later.",
};
/** Only pending tasks can be canceled. */
export const NOT_PENDING: Refused = {
  status: 400,
  code: "UnsupportedOperation",
  message: "Failed to cancel the task, please confirm if the task is in PENDING status.",
};
/** A filter of the task list makes no sense. */
export const BAD_FILTER: Refused = {
  status: 400,
  code: "InvalidParameter",
  message: "Required parameter(s) missing or invalid, please check the request parameters.",
};

/** Why a key is refused; undefined when it is accepted. */
export function refuseKey(c: EmulatorContext, apiKey: string | undefined): Refused | undefined {
  const header = c.req.header("authorization");
  const code = "InvalidApiKey";
  if (header === undefined) return { status: 401, code, message: "No API-key provided." };
  const given = /^Bearer\s+(\S.*)$/i.exec(header)?.[1]?.trim();
  const isAccepted = given !== undefined && (apiKey === undefined || given === apiKey);
  return isAccepted ? undefined : { status: 401, code, message: "Invalid API-key provided." };
}

/** What is said of a model that this path does not serve. */
export function refuseModel(standing: ModelStanding, unknownModel: 400 | 404): Refused {
  if (standing === "unknown") return MODEL_UNKNOWN[unknownModel];
  return standing === "synchronous" ? NO_ASYNC : WRONG_PATH;
}

/** What is said when the limits do not allow another task. */
export function refuseHaste(refusal: Refusal | undefined): Refused | undefined {
  if (refusal === undefined) return undefined;
  return refusal === "rate" ? TOO_FAST : TOO_MANY;
}
