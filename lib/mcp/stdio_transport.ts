/**
 * The server on stdin and stdout: one client, as long as it keeps stdin open.
 * @module
 */
import type { Writable } from "node:stream";
// @ts-types="@modelcontextprotocol/sdk/server/stdio"
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { onceEnded } from "../run/end_signals.ts";
import type { LazyServerContext } from "./lazy_server_context.ts";
import { makeServer } from "./server.ts";

/** Serves until the client closes stdin or a signal comes; then everything is stopped in good order. */
export async function serveStdio(context: LazyServerContext, stdout: Writable): Promise<void> {
  const server = makeServer(context);
  const gone = clientGone(stdout);
  await server.connect(new StdioServerTransport(process.stdin, stdout));
  await gone;
  // First the session: its calls must know that nobody cancelled them.
  await server.close();
  await context.close();
  await new Promise<void>((resolve) => stdout.end(() => resolve()));
}

function clientGone(stdout: Writable): Promise<void> {
  return new Promise((resolve) => {
    const done = () => resolve();
    process.stdin.once("end", done).once("close", done).once("error", done);
    stdout.on("error", done);
    process.stdout.on("error", done);
    onceEnded(done);
  });
}
