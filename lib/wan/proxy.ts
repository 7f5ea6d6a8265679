/**
 * Proxies and certificates from the environment, the same under Deno, Bun, Node and in a binary:
 * HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY; SSL_CERT_FILE or NODE_EXTRA_CA_CERTS for an own CA.
 * As with curl, names in lower case win and a proxy without a scheme is an http one.
 * @module
 */
import { readFileSync } from "node:fs";
import { rootCertificates } from "node:tls";
import type { Environment } from "../environment.ts";
import { InputError, reasonOf, systemCodeOf } from "../errors.ts";
import { isLoopback } from "./regions.ts";

const CA_NAMES = ["SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS", "DENO_CERT"];

/**
 * The proxy a URL goes through by the environment's rules, or undefined for a direct connection.
 * This machine itself is never reached through one: what is spoken to it is not encrypted, key
 * included, and to a proxy elsewhere "this machine" is the proxy's own.
 * @throws {InputError} `proxy_invalid` when the proxy's address is not usable
 */
export function proxyFor(url: string, env: Environment): URL | undefined {
  const { protocol, hostname, port } = new URL(url);
  if (isLoopback(hostname)) return undefined;
  const scheme = protocol.slice(0, -1);
  const address = variable(env, `${scheme}_proxy`) ?? variable(env, "all_proxy");
  if (address === undefined) return undefined;
  const host = hostname.replace(/^\[|\]$/g, "");
  const isExempt = isListed(host, port || (scheme === "https" ? "443" : "80"), env);
  return isExempt ? undefined : parseProxy(address);
}

function variable(env: Environment, name: string): string | undefined {
  return env[name]?.trim() || env[name.toUpperCase()]?.trim() || undefined;
}

/** A listed name stands for its subdomains as well, with or without a dot before it. */
function isListed(host: string, port: string, env: Environment): boolean {
  const entries = (variable(env, "no_proxy") ?? "").toLowerCase().split(/[\s,]+/);
  return entries.some((entry) => {
    if (entry === "*") return true;
    const [, inBrackets, bare, onlyPort] =
      /^(?:\[(.+)\]|([^:]+|.*:.*:.*?))(?::(\d+))?$/.exec(entry) ?? [];
    const name = inBrackets ?? bare;
    if (name === undefined || (onlyPort !== undefined && onlyPort !== port)) return false;
    const domain = name.replace(/^\*?\./, "");
    return host === domain || host.endsWith(`.${domain}`);
  });
}

function parseProxy(address: string): URL {
  const text = address.includes("://") ? address : `http://${address}`;
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return new URL(text);
  throw new InputError("proxy_invalid", { value: withoutCredentials(address) });
}

/** A proxy's address without user name and password, for people to read. */
function withoutCredentials(proxy: string): string {
  return proxy.replace(/^([^/]*\/\/)?.*@/, "$1…@");
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
 * Deno may keep its own list to itself (`--allow-sys`): then the named file stands alone, except that
 * Deno itself adds the one of NODE_EXTRA_CA_CERTS.
 * @throws {InputError} `ca_unreadable` when the named file cannot be read
 */
export function trustedAuthorities(env: Environment): string[] | undefined {
  const extra = extraAuthority(env);
  if (extra === undefined) return undefined;
  try {
    const named = readFileSync(extra.path, "utf8");
    const own = runtimeAuthorities();
    if (own !== undefined) return [...own, named];
    return extra.name === "NODE_EXTRA_CA_CERTS" ? undefined : [named];
  } catch (error) {
    const reason = systemCodeOf(error) ?? reasonOf(error);
    throw new InputError("ca_unreadable", { ...extra, reason }, error);
  }
}

function runtimeAuthorities(): readonly string[] | undefined {
  try {
    return [...rootCertificates];
  } catch {
    return undefined;
  }
}
