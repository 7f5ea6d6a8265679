/**
 * Checks of the way to the service: proxy, certificates, whose key it is, the clock. Free.
 * @module
 */
import { type Check, check, checked } from "./check.ts";
import type { Config } from "../config.ts";
import type { Environment } from "../environment.ts";
import { lastFourOf } from "./settings.ts";
import { type Probe, probeAddress } from "../wan/probe.ts";
import { extraAuthority, proxyFor, trustedAuthorities } from "../wan/proxy.ts";
import { isLoopback, regionOf, SHARED_HOSTS } from "../wan/regions.ts";
import { Transport } from "../wan/transport.ts";

/** A clock this far off confuses the 24 hours in which pictures can be fetched. */
const MAX_CLOCK_SKEW_MS = 5 * 60_000;

const SERVICE_HOST_REGEXP = /\.aliyuncs\.com$/;

/** Regional addresses and the region of each. */
export type RegionalAddresses = Readonly<Record<string, string | undefined>>;

/** The shared address of every region. */
const REGIONAL_ADDRESSES: RegionalAddresses = Object.fromEntries(
  Object.entries(SHARED_HOSTS).map(([host, region]) => [`https://${host}/api/v1`, region]),
);

/** What the checks need. */
export interface ServiceCheckOptions {
  readonly config: Config;
  readonly baseUrl: string;
  readonly env: Environment;
  /** Whom to ask whose key it is. @default {REGIONAL_ADDRESSES}, see {@link checkService} */
  readonly regions: RegionalAddresses | undefined;
  readonly signal: AbortSignal | undefined;
}

/**
 * Asks the configured address. The regional ones are asked too when it is one of the service's, or
 * when it refuses the key; a key for an address on this machine is shown to nobody else.
 * @throws {StoppedError}
 */
export async function checkService(options: ServiceCheckOptions): Promise<Check[]> {
  const checks: Check[] = [];
  const transport = new Transport(options.env);
  try {
    if (!await checkWay(options, checks)) return checks;
    const own = await checked(
      "service",
      checks,
      () => probeAddress(transport, options.baseUrl, options.config.apiKey?.value, options.signal),
    );
    if (own === undefined) return checks;
    checks.push(ownCheck(own, options), ...clockChecks(own));
    checks.push(...await checkRegions(transport, options, own));
    return checks;
  } finally {
    transport.close();
  }
}

/** Proxy and certificates; false when nothing can be sent. */
async function checkWay(
  { baseUrl, env }: ServiceCheckOptions,
  checks: Check[],
): Promise<boolean> {
  const before = checks.length;
  await checked("service", checks, () => {
    const proxy = proxyFor(baseUrl, env);
    checks.push(
      proxy === undefined
        ? check("service", "right", "proxy_none")
        : check("service", "note", "proxy_used", { proxy: proxy.origin }),
    );
  });
  await checked("service", checks, () => {
    const extra = extraAuthority(env);
    trustedAuthorities(env);
    if (extra !== undefined) checks.push(check("service", "note", "authority_extra", { ...extra }));
  });
  return !checks.slice(before).some(({ status }) => status === "wrong");
}

function hostFacts({ baseUrl, status, serviceCode, message, reason }: Probe) {
  const { host } = new URL(baseUrl);
  return { host, region: regionOf(baseUrl), baseUrl, status, serviceCode, message, reason };
}

function ownCheck(probe: Probe, { config }: ServiceCheckOptions): Check {
  const facts = hostFacts(probe);
  switch (probe.verdict) {
    case "accepted":
      return check("service", "right", "host_accepts", facts);
    case "silent":
      return check("service", "wrong", "service_silent", facts);
    case "odd":
      return check("service", "wrong", "service_odd", facts);
    case "refused":
      return config.apiKey === undefined
        ? check("service", "right", "host_reachable", facts)
        : check("service", "wrong", "key_refused", {
          ...facts,
          lastFour: lastFourOf(config.apiKey.value),
        });
  }
}

function clockChecks({ clockAheadMs }: Probe): Check[] {
  if (clockAheadMs === undefined) return [];
  if (Math.abs(clockAheadMs) <= MAX_CLOCK_SKEW_MS) {
    return [check("service", "right", "clock_right")];
  }
  const facts = {
    minutes: Math.round(Math.abs(clockAheadMs) / 60_000),
    isAhead: clockAheadMs > 0,
  };
  return [check("service", "wrong", "clock_wrong", facts)];
}

async function checkRegions(
  transport: Transport,
  { config, baseUrl, regions, signal }: ServiceCheckOptions,
  own: Probe,
): Promise<Check[]> {
  const { apiKey } = config;
  const { hostname } = new URL(baseUrl);
  const isWanted = regions !== undefined || SERVICE_HOST_REGEXP.test(hostname) ||
    (own.verdict === "refused" && !isLoopback(hostname));
  if (apiKey === undefined || !isWanted) return [];
  const addresses = Object.entries(regions ?? REGIONAL_ADDRESSES)
    .filter(([address]) => address !== baseUrl);
  const probes = await Promise.all(addresses.map(async ([address, region]) => ({
    region,
    probe: await probeAddress(transport, address, apiKey.value, signal),
  })));
  const checks = probes.map(({ region, probe }) =>
    check("service", "note", `host_${VERDICT_WORDS[probe.verdict]}`, {
      ...hostFacts(probe),
      region,
    })
  );
  const home = probes.find(({ probe }) => probe.verdict === "accepted");
  if (own.verdict !== "refused" || home === undefined) return checks;
  const facts = {
    ...hostFacts(home.probe),
    region: home.region,
    lastFour: lastFourOf(apiKey.value),
  };
  return [...checks, check("service", "wrong", "key_other_region", facts)];
}

const VERDICT_WORDS = {
  accepted: "accepts",
  refused: "refuses",
  silent: "silent",
  odd: "odd",
} as const;
