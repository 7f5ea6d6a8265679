/**
 * The service's regions and addresses. Source: Alibaba Cloud "Base URL overview" (2026-10-11) and
 * recorded traffic; keys, tasks and model names are per region.
 * @module
 */
import { InputError } from "../errors.ts";
import type { Currency } from "../money.ts";

/** How the journal names the built-in service. */
export const REHEARSAL = "rehearsal";

/** Regions with a known address. */
export const REGIONS = [
  "singapore",
  "beijing",
  "virginia",
  "frankfurt",
  "tokyo",
  "hongkong",
] as const;

/** One of {@link REGIONS}. */
export type Region = typeof REGIONS[number];

/** The address used when nothing is configured, as documented (Singapore). */
export const DEFAULT_BASE_URL = "https://dashscope-intl.aliyuncs.com/api/v1";

/** The path below which the native interface lives on every host. */
const NATIVE_PATH = "/api/v1";

/** Shared hosts, one a region; `doctor` asks them whose key it is. */
export const SHARED_HOSTS: Readonly<Record<string, Region>> = {
  "dashscope-intl.aliyuncs.com": "singapore",
  "dashscope.aliyuncs.com": "beijing",
  "dashscope-us.aliyuncs.com": "virginia",
  "cn-hongkong.dashscope.aliyuncs.com": "hongkong",
};

/** Region ids inside workspace hosts: `{WorkspaceId}.{id}.maas.aliyuncs.com`. */
const WORKSPACE_REGIONS: ReadonlyMap<string, Region> = new Map([
  ["ap-southeast-1", "singapore"],
  ["cn-beijing", "beijing"],
  ["us-east-1", "virginia"],
  ["cn-hongkong", "hongkong"],
  ["eu-central-1", "frankfurt"],
  ["ap-northeast-1", "tokyo"],
]);

const WORKSPACE_HOST_REGEXP = /^[a-z0-9-]+\.([a-z0-9-]+)\.maas\.aliyuncs\.com$/;

/** The region a base address belongs to, or undefined for an address of somebody's own. */
export function regionOf(baseUrl: string): Region | undefined {
  const host = new URL(baseUrl).hostname;
  const shared = Object.hasOwn(SHARED_HOSTS, host) ? SHARED_HOSTS[host] : undefined;
  if (shared !== undefined) return shared;
  const id = WORKSPACE_HOST_REGEXP.exec(host)?.[1];
  return id === undefined ? undefined : WORKSPACE_REGIONS.get(id);
}

/**
 * The currency bills of an address are made in, as the price pages of its region state it; undefined
 * where nobody said.
 */
export function currencyOf(baseUrl: string): Currency | undefined {
  return currencyOfRegion(regionOf(baseUrl));
}

/** The same for a region; undefined: an address of somebody's own. */
export function currencyOfRegion(region: Region | undefined): Currency | undefined {
  if (region === "beijing") return "CNY";
  return region === "singapore" || region === "virginia" || region === "frankfurt" ||
      region === "tokyo"
    ? "USD"
    : undefined;
}

/** A usable base address and whether it had to be corrected. */
export interface BaseUrl {
  /** Without a trailing slash; paths such as `/tasks/…` are appended. */
  readonly baseUrl: string;
  /** The address as configured, when a part of it belonged to another interface. */
  readonly correctedFrom: string | undefined;
}

/**
 * Reads a configured base address. The service's hosts are always used at `/api/v1`: addresses of
 * the OpenAI-compatible and Anthropic-compatible interfaces, and full method addresses, are common
 * mistakes and are corrected. Other hosts keep their path.
 * @param source where the value came from, for the error
 * @throws {InputError} `base_url_invalid` when it is no http(s) address, `base_url_insecure` when the
 * key would travel unencrypted to another machine.
 */
export function parseBaseUrl(text: string, source: string): BaseUrl {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username || url.password) {
    throw new InputError("base_url_invalid", { value: hideCredentials(text), source });
  }
  if (url.protocol === "http:" && !isLoopback(url.hostname)) {
    throw new InputError("base_url_insecure", { value: text, source });
  }
  const path = url.pathname.replace(/\/+$/, "");
  const native = nativePath(path, url.hostname.endsWith(".aliyuncs.com"));
  return {
    baseUrl: url.origin + native,
    correctedFrom: native === path && url.search === "" ? undefined : text,
  };
}

function nativePath(path: string, isAlibaba: boolean): string {
  if (isAlibaba) return NATIVE_PATH;
  const cut = path
    .replace(/\/compatible-mode\/v1(\/.*)?$/, NATIVE_PATH)
    .replace(/\/apps\/anthropic(\/.*)?$/, NATIVE_PATH)
    .replace(/\/api\/v1\/(services|tasks)(\/.*)?$/, NATIVE_PATH);
  return cut === "" ? NATIVE_PATH : cut;
}

function hideCredentials(text: string): string {
  return text.replace(/\/\/[^/@]*@/, "//…@");
}

/**
 * Whether a host name is one at which Model Studio answers: `dashscope*.aliyuncs.com`, a region before
 * it, or a workspace's `*.maas.aliyuncs.com`. Other names below `.aliyuncs.com` belong to customers.
 */
export function isServiceHost(hostname: string): boolean {
  return /^(?:[\w-]+\.)?dashscope(?:-\w+)?\.aliyuncs\.com$|\.maas\.aliyuncs\.com$/.test(hostname);
}

/** Whether a host name is this machine itself. */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
}
