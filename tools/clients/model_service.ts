/**
 * A stand-in for the model services of three assistants, on this machine: it asks for the calls of a
 * script and records what comes back.
 * @module
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Shown, Step } from "./script.ts";

/** The three ways of speaking. */
export type Dialect = "anthropic" | "openai" | "gemini";

/** A running stand-in. */
export interface ModelService {
  readonly url: string;
  /** What the model was shown after each call, in the order of the script. */
  readonly shown: readonly Shown[];
  /** Names of the tools the model was offered. */
  readonly offered: readonly string[];
  close(): void;
}

// deno-lint-ignore no-explicit-any
type Json = any;

const USAGE = { input_tokens: 1, output_tokens: 1 };

/** Starts the stand-in for a model's service; it speaks the script's lines and remembers what it was asked. */
export async function startModel(dialect: Dialect, steps: readonly Step[]): Promise<ModelService> {
  const shown: Shown[] = [];
  const offered = new Set<string>();
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const path = request.url ?? "";
      DIALECTS[dialect]({ path, body, response, steps, shown, offered });
    }).catch((error) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    shown,
    get offered() {
      return [...offered];
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<Json> {
  const pieces: Uint8Array[] = [];
  for await (const piece of request) pieces.push(piece);
  const text = Buffer.concat(pieces).toString("utf8");
  return text === "" ? {} : JSON.parse(text);
}

interface Turn {
  readonly path: string;
  readonly body: Json;
  readonly response: ServerResponse;
  readonly steps: readonly Step[];
  readonly shown: Shown[];
  readonly offered: Set<string>;
}

/** The results so far decide what comes next; a request without our tools is the assistant's own. */
function nextStep({ steps, shown, offered }: Turn, names: readonly string[], results: Shown[]) {
  const ours = names.filter((name) => name.includes("list_illustrations"));
  for (const name of names) offered.add(name);
  if (ours.length === 0) return undefined;
  shown.splice(0, shown.length, ...results);
  return steps[results.length];
}

function events(response: ServerResponse, all: readonly Json[], isNamed: boolean): void {
  response.writeHead(200, { "content-type": "text/event-stream" });
  for (const event of all) {
    if (isNamed) response.write(`event: ${event.type}\n`);
    response.write(`data: ${JSON.stringify(event)}\n\n`);
  }
  response.end();
}

function json(response: ServerResponse, value: Json): void {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value));
}

/** Texts and pictures anywhere in a value. */
function shownIn(value: Json): Shown {
  const texts: string[] = [];
  let pictures = 0;
  const visit = (each: Json): void => {
    if (typeof each === "string") texts.push(each);
    else if (Array.isArray(each)) { for (const one of each) visit(one); }
    else if (typeof each === "object" && each !== null) {
      const { type, inlineData } = each;
      if (type === "image" || type === "input_image" || inlineData !== undefined) pictures++;
      else for (const one of Object.values(each)) visit(one);
    }
  };
  visit(value);
  return { text: texts.join("\n"), pictures };
}

function anthropic(turn: Turn): void {
  const { body, response, path } = turn;
  if (!path.includes("/messages")) return json(response, {});
  if (path.includes("count_tokens")) return json(response, { input_tokens: 1 });
  const blocks = (body.messages ?? []).flatMap(({ content }: Json) =>
    Array.isArray(content) ? content : []
  );
  const results = blocks.filter(({ type }: Json) => type === "tool_result").map((
    { content }: Json,
  ) => shownIn(content));
  const step = nextStep(turn, (body.tools ?? []).map(({ name }: Json) => name), results);
  const block = step === undefined ? { type: "text", text: "" } : {
    type: "tool_use",
    id: `call_${results.length}`,
    name: `mcp__illustrations__${step.tool}`,
    input: {},
  };
  const delta = step === undefined
    ? { type: "text_delta", text: "Done." }
    : { type: "input_json_delta", partial_json: JSON.stringify(step.args) };
  const stop_reason = step === undefined ? "end_turn" : "tool_use";
  const message = {
    id: `msg_${results.length}`,
    type: "message",
    role: "assistant",
    model: body.model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: USAGE,
  };
  if (body.stream !== true) {
    const input = step?.args;
    const content = step === undefined ? [{ type: "text", text: "Done." }] : [{ ...block, input }];
    return json(response, { ...message, content, stop_reason });
  }
  events(response, [
    { type: "message_start", message },
    { type: "content_block_start", index: 0, content_block: block },
    { type: "content_block_delta", index: 0, delta },
    { type: "content_block_stop", index: 0 },
    { type: "message_delta", delta: { stop_reason, stop_sequence: null }, usage: USAGE },
    { type: "message_stop" },
  ], true);
}

function openai(turn: Turn): void {
  const { body, response, path } = turn;
  if (!path.includes("/responses")) return json(response, { data: [], models: [] });
  const results = (body.input ?? [])
    .filter(({ type }: Json) => type === "function_call_output")
    .map(({ output }: Json) => shownIn(output));
  const names = (body.tools ?? []).flatMap(({ name, tools = [] }: Json) => [
    name ?? "",
    ...tools.map((each: Json) => each.name ?? ""),
  ]);
  const step = nextStep(turn, names, results);
  const item = step === undefined
    ? {
      type: "message",
      id: "m",
      role: "assistant",
      content: [{ type: "output_text", text: "Done." }],
    }
    : {
      type: "function_call",
      id: `f${results.length}`,
      call_id: `call_${results.length}`,
      namespace: "mcp__illustrations",
      name: step.tool,
      arguments: JSON.stringify(step.args),
    };
  const id = `r${results.length}`;
  const usage = { ...USAGE, total_tokens: 2 };
  events(response, [
    { type: "response.created", response: { id } },
    { type: "response.output_item.done", output_index: 0, item },
    { type: "response.completed", response: { id, output: [], usage } },
  ], true);
}

function gemini(turn: Turn): void {
  const { body, response, path } = turn;
  if (path.includes("countTokens")) return json(response, { totalTokens: 1 });
  const contents: Json[] = body.contents ?? [];
  const results: Shown[] = [];
  for (const { parts = [] } of contents) {
    for (const part of parts) {
      if (part.functionResponse !== undefined) results.push(shownIn(part.functionResponse));
      else if (part.inlineData !== undefined && results.length > 0) {
        const last = results.pop() as Shown;
        results.push({ ...last, pictures: last.pictures + 1 });
      }
    }
  }
  const names = (body.tools ?? []).flatMap(({ functionDeclarations = [] }: Json) =>
    functionDeclarations.map(({ name }: Json) => name)
  );
  const step = nextStep(turn, names, results);
  const part = step === undefined
    ? { text: "Done." }
    : { functionCall: { name: `mcp_illustrations_${step.tool}`, args: step.args } };
  const answer = {
    candidates: [{ content: { role: "model", parts: [part] }, finishReason: "STOP", index: 0 }],
    usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 1, totalTokenCount: 2 },
    modelVersion: "stand-in",
  };
  if (path.includes("streamGenerateContent")) events(response, [answer], false);
  else json(response, answer);
}

const DIALECTS: Readonly<Record<Dialect, (turn: Turn) => void>> = { anthropic, openai, gemini };
