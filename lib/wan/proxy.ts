/**
 * Proxies and certificates from the environment, the same under Deno, Bun, Node and in a binary:
 * HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY; SSL_CERT_FILE or NODE_EXTRA_CA_CERTS for an own CA.
 * @module
 */
import { readFileSync } from "node:fs";
import type { Agent } from "node:http";
import { rootCertificates } from "node:tls";
import { InputError, reasonOf } from "../errors.ts";

/** The environment as this module reads it. */
export type Environment = Readonly<Record<string, string | undefined>>;

const PROXY_NAMES = ["https_proxy", "http_proxy", "all_proxy"];
const CA_NAMES = ["SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS", "DENO_CERT"];

/** Whether any proxy is set at all; spares the loading of proxy code when none is. */
export function hasProxy(env: Environment): boolean {
  return PROXY_NAMES.some((name) => env[name] || env[name.toUpperCase()]);
}

/** The proxy a URL goes through by the environment's rules, or undefined for a direct connection. */
export async function proxyFor(url: string, env: Environment): Promise<string | undefined> {
  if (!hasProxy(env)) return undefined;
  const { getProxyForUrl } = await import("proxy-from-env");
  const proxy = getProxyForUrl(url);
  return proxy === "" ? undefined : proxy;
}

/**
 * An agent that tunnels through a proxy.
 * @throws {InputError} `proxy_invalid` when the proxy's address is not usable.
 */
export async function proxyAgent(proxy: string, keepAlive: boolean): Promise<Agent> {
  if (!URL.canParse(proxy) || !/^https?:$/.test(new URL(proxy).protocol)) {
    throw new InputError("proxy_invalid", { value: withoutCredentials(proxy) });
  }
  const { HttpsProxyAgent } = await import("https-proxy-agent");
  return new HttpsProxyAgent(proxy, { keepAlive });
}

/** A proxy's address without user name and password, for people to read. */
export function withoutCredentials(proxy: string): string {
  return proxy.replace(/\/\/[^/@]*@/, "//…@");
}

/** An extra authority file named by the environment. */
export interface ExtraAuthority {
  /** The variable that named it. */
  readonly name: string;
  readonly path: string;
}

/** The file of extra certificate authorities, if the environment names one. */
export function extraAuthority(env: Environment): ExtraAuthority | undefined {
  const name = CA_NAMES.find((each) => env[each]);
  const path = name === undefined ? undefined : env[name];
  return name === undefined || path === undefined ? undefined : { name, path };
}

/**
 * The authorities to trust: the runtime's own and those of the named file; undefined = the runtime's.
 * @throws {InputError} `ca_unreadable` when the named file cannot be read.
 */
export function trustedAuthorities(env: Environment): string[] | undefined {
  const extra = extraAuthority(env);
  if (extra === undefined) return undefined;
  try {
    return [...rootCertificates, readFileSync(extra.path, "utf8")];
  } catch (error) {
    throw new InputError(
      "ca_unreadable",
      { name: extra.name, path: extra.path, reason: reasonOf(error) },
      error,
    );
  }
}
