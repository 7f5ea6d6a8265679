/**
 * What it means that no connection was made.
 * @module
 */
import { reasonOf, systemCodeOf, TransportError } from "../errors.ts";

/** Codes of a certificate that was not accepted, as Node, Deno and Bun give them. */
const CERTIFICATE_REGEXP =
  /CERT|UNABLE_TO_(VERIFY|GET_ISSUER)|^ERR_TLS_|invalid peer certificate|UnknownIssuer/;

/** Whether the other side was reached and its certificate was not accepted. */
function isCertificateTrouble(error: Error): boolean {
  return CERTIFICATE_REGEXP.test(systemCodeOf(error) ?? "") ||
    CERTIFICATE_REGEXP.test(reasonOf(error));
}

/** Whether Deno denied the connection. */
export function isDenied(error: Error): boolean {
  return error.name === "NotCapable";
}

/** The error of a connection that was never made: the service has surely not seen the request. */
export function connectionError(error: Error, host: string): TransportError {
  const reason = systemCodeOf(error) ?? reasonOf(error);
  const code = isDenied(error)
    ? "connection_denied"
    : isCertificateTrouble(error)
    ? "certificate_refused"
    : "connection_failed";
  return new TransportError(code, "connect", { host, reason }, error);
}
