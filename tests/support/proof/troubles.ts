/**
 * Everything known to go wrong between the program and the service, each under a name: what the
 * documents tell, what was recorded, and what clients of the service defend against.
 */
import type { Fault } from "../../../lib/wan/emulator/emulator.ts";

/** One thing that goes wrong in a trial. */
export interface Trouble {
  readonly name: TroubleName;
  /** 0 = always. */
  readonly times: number;
  /** After how many that pass. */
  readonly skip: number;
}

type Place = "create" | "query" | "list" | "picture" | "task";
type Effects = Readonly<Record<string, object>>;

const refuse = (status: number, code: string, message = "Said so.", headers = {}) => ({
  kind: "refuse",
  status,
  code,
  message,
  headers,
});
const after = (status: number, code: string) => ({
  ...refuse(status, code),
  kind: "refuse-after",
});

const FREE_QUOTA = "The free tier of the model has been exhausted.";

/** Refusals the documents name: nothing was made. */
const REFUSALS: Effects = {
  "400 InvalidParameter": refuse(400, "InvalidParameter"),
  "400 DataInspectionFailed": refuse(400, "DataInspectionFailed"),
  "400 Arrearage": refuse(400, "Arrearage"),
  "400 quota exhausted": refuse(400, "AllocationQuota.FreeTierOnly", FREE_QUOTA),
  "400 ServiceUnavailableError": refuse(400, "ServiceUnavailableError"),
  "401 InvalidApiKey": refuse(401, "InvalidApiKey"),
  "401 in the compatible envelope": {
    ...refuse(401, "invalid_api_key"),
    envelope: "compatible",
  },
  "403 AccessDenied.Unpurchased": refuse(403, "AccessDenied.Unpurchased"),
  "403 quota exhausted": refuse(403, "AllocationQuota.FreeTierOnly", FREE_QUOTA),
  "404 ModelNotFound": refuse(404, "ModelNotFound"),
  "429 Throttling": refuse(429, "Throttling"),
  "429 Throttling.RateQuota": refuse(429, "Throttling.RateQuota"),
  "429 Throttling.BurstRate": refuse(429, "Throttling.BurstRate"),
  "429 Throttling.Concurrency": refuse(429, "Throttling.Concurrency"),
  "429 quota of a minute": refuse(
    429,
    "Throttling.AllocationQuota",
    "Allocated quota exceeded, please increase your quota limit.",
  ),
  "429 quota exhausted": refuse(
    429,
    "Throttling.AllocationQuota",
    "Free allocated quota exceeded.",
  ),
  "429 for three weeks": refuse(429, "Throttling.AllocationQuota", "Reset later.", {
    "retry-after": "1849295",
  }),
  "429 CommodityNotPurchased": refuse(429, "CommodityNotPurchased"),
  "500 ModelServingError": refuse(500, "ModelServingError"),
  "503 ModelUnavailable": refuse(503, "ModelUnavailable"),
  "503 Throttling": refuse(503, "Throttling"),
  "200 with a code": { kind: "code-only", code: "InvalidParameter", message: "Said so." },
  "200 with a throttle": { kind: "code-only", code: "Throttling.RateQuota", message: "Slower." },
};

/** Answers that say nothing about what was made. */
const NO_ANSWERS: Effects = {
  "500 InternalError": refuse(500, "InternalError"),
  "500 SystemError": refuse(500, "SystemError"),
  "504 with a code": refuse(504, "RequestTimeOut"),
  "web page 403": { kind: "html", status: 403 },
  "web page 408": { kind: "html", status: 408 },
  "web page 429": { kind: "html", status: 429 },
  "web page 502": { kind: "html", status: 502 },
  "garbage": { kind: "garbage" },
  "dropped": { kind: "drop" },
  "hangs": { kind: "hang" },
  "gzip bomb": { kind: "bomb", bytes: 40_000_000 },
  "a byte a second": { kind: "trickle", everyMs: 20 },
  "late": { kind: "delay", ms: 40 },
  "wrong date": { kind: "date", offsetMs: 6 * 3_600_000 },
  "no date": { kind: "date", offsetMs: null },
};

const AFTERWARDS: Effects = {
  "500 InternalError afterwards": after(500, "InternalError"),
  "500 SystemError afterwards": after(500, "SystemError"),
  "504 afterwards": after(504, "RequestTimeOut"),
  "503 InternalError.Timeout afterwards": after(503, "InternalError.Timeout"),
  "web page 403 afterwards": { kind: "html-after", status: 403 },
  "web page 408 afterwards": { kind: "html-after", status: 408 },
  "web page 502 afterwards": { kind: "html-after", status: 502 },
  "garbage afterwards": { kind: "garbage-after" },
  "dropped afterwards": { kind: "drop-after" },
  "hangs afterwards": { kind: "hang-after" },
};

const PASSING_REFUSALS: Effects = {
  "429 Throttling": refuse(429, "Throttling"),
  "503 ModelUnavailable": refuse(503, "ModelUnavailable"),
  "200 with a code": { kind: "code-only", code: "InternalError", message: "Said so." },
};

const LISTS: Effects = {
  "no data": { kind: "no-data" },
  "ten seconds behind": { kind: "lag", ms: 10_000 },
};

const ODD_ENDS: Effects = {
  "metrics null": { kind: "odd", what: "metrics-null" },
  "count null": { kind: "odd", what: "count-null" },
  "results null": { kind: "odd", what: "results-null" },
  "results absent": { kind: "odd", what: "results-absent" },
  "results empty": { kind: "odd", what: "results-empty" },
  "message null": { kind: "odd", what: "message-null" },
  "failure empty": { kind: "odd", what: "failure-empty" },
  "code a number": { kind: "odd", what: "code-number" },
  "task id absent": { kind: "odd", what: "task-id-absent" },
  "results reversed": { kind: "odd", what: "reversed" },
  "results repeated": { kind: "odd", what: "repeated" },
  "signed anew": { kind: "odd", what: "signed-anew" },
  "address oss:": { kind: "address", address: "oss://bucket/picture.png" },
  "address ftp:": { kind: "address", address: "ftp://127.0.0.1/picture.png" },
  "address file:": { kind: "address", address: "file:///etc/hostname" },
  "address of words": { kind: "address", address: "no address at all" },
  "no address": { kind: "address", address: null },
};

const PICTURES: Effects = {
  "expired": { kind: "expired" },
  "missing": { kind: "missing" },
  "cut": { kind: "cut", bytes: 900, withLength: true },
  "cut without a length": { kind: "cut", bytes: 900, withLength: false },
  "stalls": { kind: "stall", bytes: 900 },
  "not an image": { kind: "not-image" },
  "corrupt": { kind: "corrupt" },
  "JPEG": { kind: "jpeg" },
  "tail": { kind: "trailing", bytes: 7 },
  "endless": { kind: "endless" },
};

const failure = { code: "InternalError.Timeout", message: "An internal timeout error." };

const TASKS: Effects = {
  "inspected": { kind: "fail", code: "DataInspectionFailed", message: "Inappropriate content." },
  "quota exhausted": { kind: "fail", code: "AllocationQuota.FreeTierOnly", message: FREE_QUOTA },
  "first place fails": { kind: "partial", places: { "1": failure } },
  "second place fails": { kind: "partial", places: { "2": failure } },
  "more pictures": { kind: "more", pictures: 2 },
  "ends unknown": { kind: "status", status: "UNKNOWN" },
  "ends CANCELED": { kind: "status", status: "CANCELED" },
  "ends SUSPENDED": { kind: "status", status: "SUSPENDED" },
  "unknown at first": { kind: "unknown-at-first", queries: 2 },
  "unknown for long": { kind: "unknown-at-first", queries: 7 },
  "half a minute": { kind: "duration", ms: 30_000 },
  "ten minutes": { kind: "duration", ms: 600_000 },
};

const TABLE: readonly (readonly [Place, Effects])[] = [
  ["create", REFUSALS],
  ["create", NO_ANSWERS],
  ["create", AFTERWARDS],
  ["query", PASSING_REFUSALS],
  ["query", NO_ANSWERS],
  ["query", ODD_ENDS],
  ["list", PASSING_REFUSALS],
  ["list", NO_ANSWERS],
  ["list", LISTS],
  ["picture", NO_ANSWERS],
  ["picture", PICTURES],
  ["task", TASKS],
];

type TroubleName = `${Place}: ${string}`;

const BY_NAME: ReadonlyMap<TroubleName, (times: number, skip: number) => Fault> = new Map(
  TABLE.flatMap(([on, effects]) =>
    Object.entries(effects).map(([name, effect]) => [
      `${on}: ${name}` as TroubleName,
      (times: number, skip: number) => ({ on, times, skip, do: effect }) as Fault,
    ])
  ),
);

/** Every trouble there is. */
export const TROUBLE_NAMES: readonly TroubleName[] = [...BY_NAME.keys()];

/** The trouble as the emulator takes it. */
export function faultOf({ name, times, skip }: Trouble): Fault {
  const make = BY_NAME.get(name);
  if (make === undefined) throw new RangeError(`no such trouble: ${name}`);
  return make(times, skip);
}
