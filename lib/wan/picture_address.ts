/**
 * Addresses of finished pictures. Their query is signed anew with every answer; host and path are
 * what a picture can be known by.
 * @module
 */
import { createHash } from "node:crypto";

/**
 * What an address is known by in the journal: the SHA-256 of host and path, in hexadecimal, so that
 * no bearer secret is stored. Undefined: nothing can be fetched from there, because it is no address
 * or not an http(s) one.
 */
export function addressKeyOf(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, host, pathname } = new URL(url);
  if (protocol !== "https:" && protocol !== "http:") return undefined;
  return createHash("sha256").update(host + pathname).digest("hex");
}

/** The scheme of an address that cannot be used, e.g. `oss`; empty when it has none. */
export function schemeOf(url: string): string {
  return /^\s*([a-z][a-z0-9+.-]{0,20}):/i.exec(url)?.[1]?.toLowerCase() ?? "";
}
