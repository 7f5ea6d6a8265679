/**
 * From settings to a running server.
 * @module
 */
import { randomBytes } from "node:crypto";
import type { Writable } from "node:stream";
import { onceEnded, respectNohup } from "../run/end_signals.ts";
import { LazyServerContext } from "./lazy_server_context.ts";
import type { McpSettings } from "./settings.ts";

const TOKEN_BYTES = 24;

/**
 * Serves until the end: stdin closed, or a signal.
 * @param stdout the guarded way to stdout
 * @throws {InputError} `port_unusable`
 */
export async function serveMcp(settings: McpSettings, stdout: Writable): Promise<void> {
  respectNohup();
  const context = new LazyServerContext(settings);
  if (settings.httpPort === undefined) {
    const { serveStdio } = await import("./stdio_transport.ts");
    return await serveStdio(context, stdout);
  }
  const [{ serveHttp }, { makeServer }] = await Promise.all([
    import("./http_transport.ts"),
    import("./server.ts"),
  ]);
  const token = settings.httpToken ?? randomBytes(TOKEN_BYTES).toString("base64url");
  const endpoint = await serveHttp({
    port: settings.httpPort,
    token,
    makeServer: () => makeServer(context),
  });
  // Whoever reads the address may stop us at once.
  const ended = new Promise<void>((resolve) => onceEnded(resolve));
  process.stderr.write(`MCP: ${endpoint.url}\n`);
  if (settings.httpToken === undefined) {
    process.stderr.write(`Authorization: Bearer ${token}\n`);
  }
  await ended;
  await endpoint.close();
  await context.close();
}
