/**
 * A real client of the protocol library in the test's own process, and the server as users start it.
 */
import assert from "node:assert/strict";
import { Client } from "@modelcontextprotocol/sdk/client";
// @ts-types="@modelcontextprotocol/sdk/client/stdio"
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
// @ts-types="@modelcontextprotocol/sdk/client/streamableHttp"
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
// @ts-types="@modelcontextprotocol/sdk/types"
import {
  type ElicitRequestFormParams,
  ElicitRequestSchema,
  type ElicitResult,
  LoggingMessageNotificationSchema,
} from "@modelcontextprotocol/sdk/types.js";
import { cleanEnv, scriptCommand, type Started, startProgram } from "./harness.ts";

/** An item of a `regenerate` or `wait` answer. */
export interface Item {
  readonly index: number;
  readonly status: string;
  readonly candidates: readonly { readonly id: string; readonly path: string }[];
  readonly task_id?: string;
  readonly error?: {
    readonly code: string;
    readonly message: string;
    readonly remedy?: string;
    readonly request_id?: string;
  };
  readonly errors?: readonly { readonly place?: number; readonly code: string }[];
  readonly billed?: number;
  readonly cost?: number;
}

/** What a tool answered. */
export interface Reply {
  readonly isError: boolean;
  /** All text blocks. */
  readonly text: string;
  /** What models read beside the text; undefined for a tool that shows a picture. */
  readonly structured: unknown;
  /** The same, or the facts of a picture that only an app sees. */
  // deno-lint-ignore no-explicit-any
  readonly data: any;
  /** Base64 of the picture, if there is one. */
  readonly image: string | undefined;
  /** Kinds of the blocks. */
  readonly types: readonly string[];
  /** Length of the whole answer as JSON. */
  readonly bytes: number;
}

/** How to start a server, and what its client can do. */
export interface SessionOptions {
  readonly root?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  readonly cwd?: string;
  /** The client shows pages inside its chat. */
  readonly hasApps?: boolean;
  /** Answers questions about prices; undefined: the client cannot be asked. */
  readonly answer?: (
    message: string,
    schema: ElicitRequestFormParams["requestedSchema"],
  ) => ElicitResult | Promise<ElicitResult>;
}

/** What a client says that shows pages inside its chat. */
const SHOWS_APPS = {
  extensions: { "io.modelcontextprotocol/ui": { mimeTypes: ["text/html;profile=mcp-app"] } },
};

/** How to call a tool. */
export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: number, message: string | undefined) => void;
}

/** A client with its server. */
export interface McpSession {
  readonly client: Client;
  /** Of the server; 0 over HTTP. */
  readonly pid: number;
  /** What the server told outside of answers. */
  readonly log: string[];
  call(tool: string, args?: Record<string, unknown>, options?: CallOptions): Promise<Reply>;
  close(): Promise<void>;
  /** Ends the session at the server; HTTP only. */
  leave(): Promise<void>;
}

/** Starts `mcp.ts` under this runtime and speaks to it over stdio. */
export async function overStdio(options: SessionOptions): Promise<McpSession> {
  const { command, args } = scriptCommand("mcp.ts");
  return await overCommand(
    [command, ...args, ...rootArgs(options), ...options.args ?? []],
    options,
  );
}

/** Starts a server by its command and speaks to it over stdio. */
export async function overCommand(
  [command = "", ...args]: readonly string[],
  options: Pick<SessionOptions, "env" | "cwd" | "answer" | "hasApps">,
): Promise<McpSession> {
  const transport = new StdioClientTransport({
    command,
    args: [...args],
    env: cleanEnv(options.env),
    cwd: options.cwd ?? "/",
    stderr: "ignore",
  });
  const session = await connect(transport, options);
  return { ...session, pid: transport.pid ?? 0 };
}

function rootArgs({ root }: SessionOptions): string[] {
  return root === undefined ? [] : ["--root", root];
}

/** A token that is long enough. */
export const TOKEN = "token-of-the-tests-0123456789";

/** A server that serves HTTP. */
export interface McpHttpServer {
  readonly url: string;
  readonly program: Started;
}

/** Starts `mcp.ts --http 0` under this runtime, gives it to `act`, ends it. */
export async function withMcpHttpServer(
  options: SessionOptions,
  act: (server: McpHttpServer) => Promise<void>,
): Promise<void> {
  const program = startProgram(
    [...rootArgs(options), "--http", "0", ...options.args ?? []],
    { script: "mcp.ts", env: { ALIBABA_MCP_TOKEN: TOKEN, ...options.env }, input: null },
  );
  try {
    const url = await program.seen(/http:\/\/127\.0\.0\.1:\d+\/mcp/);
    await act({ url, program });
  } finally {
    program.kill("SIGTERM");
    await program.finished;
  }
}

/** Connects to a server that serves HTTP. */
export async function overHttp(
  { url }: McpHttpServer,
  options: Pick<SessionOptions, "answer"> = {},
): Promise<McpSession> {
  const transport = new StreamableHTTPClientTransport(new URL(url), {
    requestInit: { headers: { Authorization: `Bearer ${TOKEN}` } },
  });
  return await connect(transport as Parameters<Client["connect"]>[0], options);
}

async function connect(
  transport: Parameters<Client["connect"]>[0],
  { answer, hasApps = false }: Pick<SessionOptions, "answer" | "hasApps">,
): Promise<McpSession> {
  const capabilities = {
    ...(answer === undefined ? {} : { elicitation: { form: {} } }),
    ...(hasApps ? SHOWS_APPS : {}),
  };
  const client = new Client({ name: "test", version: "1.0.0" }, { capabilities });
  const log: string[] = [];
  client.setNotificationHandler(LoggingMessageNotificationSchema, ({ params }) => {
    log.push(String(params.data));
  });
  if (answer !== undefined) {
    client.setRequestHandler(
      ElicitRequestSchema,
      ({ params }) => answer(params.message, (params as ElicitRequestFormParams).requestedSchema),
    );
  }
  await client.connect(transport);
  await client.listTools();
  return {
    client,
    pid: 0,
    log,
    call: async (name, args = {}, options = {}) => {
      const { signal, onProgress } = options;
      const result = await client.callTool({ name, arguments: args }, undefined, {
        timeout: 90_000,
        ...(signal === undefined ? {} : { signal }),
        ...(onProgress === undefined ? {} : {
          onprogress: ({ progress, message }) => onProgress(progress, message),
        }),
      });
      return replyOf(result);
    },
    close: () => client.close(),
    leave: async () => {
      assert.ok(transport instanceof StreamableHTTPClientTransport);
      await transport.terminateSession();
      await client.close();
    },
  };
}

interface RawBlock {
  readonly type: string;
  readonly text?: string;
  readonly data?: string;
}

function replyOf(result: Record<string, unknown>): Reply {
  const blocks = result["content"] as readonly RawBlock[];
  return {
    isError: result["isError"] === true,
    text: blocks.flatMap(({ text }) => text ?? []).join("\n"),
    structured: result["structuredContent"],
    data: result["structuredContent"] ??
      (result["_meta"] as Record<string, unknown> | undefined)?.["alibaba-image-generator/view"],
    image: blocks.find(({ type }) => type === "image")?.data,
    types: blocks.map(({ type }) => type),
    bytes: Buffer.byteLength(JSON.stringify(result)),
  };
}

/** The item of an illustration. */
export function itemOf({ data, text }: Reply, index: number): Item {
  const items = data?.illustrations as readonly Item[] | undefined;
  const found = items?.find((each) => each.index === index);
  assert.ok(found, `no item for ${index} in: ${text}`);
  return found;
}

/**
 * Repeats `look` until it is true; for what happens in another process.
 * @param what is waited for; a function says it as it stands when the wait is given up
 */
export async function eventually(
  look: () => boolean | Promise<boolean>,
  what: string | (() => string),
): Promise<void> {
  const until = Date.now() + 30_000;
  while (!await look()) {
    if (Date.now() >= until) {
      assert.fail(`never came: ${typeof what === "string" ? what : what()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
