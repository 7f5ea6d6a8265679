/**
 * What a tool is, apart from the protocol library.
 * @module
 */
import { z } from "zod";
import type { AnswerLine } from "../text/data_frame.ts";
import type { ServerContext } from "./server_context.ts";

/** A picture of an answer. Links are none: some assistants refuse an answer with one. */
export interface Block {
  readonly type: "image";
  /** Base64. */
  readonly data: string;
  readonly mimeType: "image/jpeg";
}

/** What a tool gives back. */
export interface Answer<T> {
  /**
   * For programs; its schema is the tool's output. Some assistants read only this, some only
   * {@link lines}: each tells everything.
   */
  readonly structured: T;
  /** The same for reading: each entry is one line, whatever it holds. */
  readonly lines: readonly AnswerLine[];
  readonly blocks?: readonly Block[];
  /** For an app beside the chat alone; models do not see it. */
  readonly meta?: Record<string, unknown>;
  /** Nothing of what was asked for came out. */
  readonly isError?: boolean;
}

/** One of several things to choose from. */
export interface ChoiceOption {
  readonly value: string;
  /** For the person. */
  readonly title: string;
}

/** How a question to the person ended. */
export type Consent =
  /** Yes. */
  | "accept"
  /** No, whoever said it: some clients answer without showing the question. */
  | "decline"
  | "cancel"
  /** The client cannot ask, or must not be asked. */
  | "not_asked";

/** One call of a tool. */
export interface ToolCall {
  readonly context: ServerContext;
  /** Aborted when the call was cancelled or its client is gone. */
  readonly signal: AbortSignal;
  /** Whether it was cancelled on purpose; a client that is gone cancels nothing. */
  wasCancelled(): Promise<boolean>;
  /** Tells progress, if the client wants to hear it; the time that has passed goes with it. */
  progress(totalSeconds: number, message: string): void;
  /** Asks the person at the client. @throws {InputError} `question_failed` */
  ask(message: string): Promise<Consent>;
  /**
   * Lets the person at the client choose one of several.
   * @returns the value; undefined: nothing was chosen, or the client cannot ask
   * @throws {InputError} `question_failed`
   */
  choose(message: string, options: readonly ChoiceOption[]): Promise<string | undefined>;
  /** Tells the client something outside of any answer. */
  log(message: string): void;
}

/** Honest hints about what a tool does. */
export interface ToolHints {
  readonly readOnlyHint: boolean;
  /** Replaces or removes something, even if it can be taken back. */
  readonly destructiveHint: boolean;
  readonly idempotentHint: boolean;
  /** Talks to the picture service. */
  readonly openWorldHint: boolean;
}

/** Hints of tools that only look. */
export const LOOKING_HINTS: ToolHints = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
};

/** A tool as the server offers it. */
export interface Tool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly hints: ToolHints;
  readonly input: z.ZodObject;
  /**
   * Undefined for a tool that shows a picture: beside structured content some assistants drop the
   * picture, others the text.
   */
  readonly output: z.ZodObject | undefined;
  /** Of the tool's description. */
  readonly meta?: Record<string, unknown>;
  /** @param args as the input schema gave them */
  run(
    args: Record<string, unknown>,
    call: ToolCall,
  ): Promise<Answer<Record<string, unknown> | undefined>>;
}

/** A tool whose arguments and answer follow its schemas. */
export interface ToolPlan<I extends z.ZodObject, O extends z.ZodObject>
  extends Omit<Tool, "input" | "output" | "run"> {
  readonly input: I;
  readonly output: O;
  readonly run: (args: z.output<I>, call: ToolCall) => Promise<Answer<z.input<O>>>;
}

/** Makes a tool; its answers are checked against its own schema. */
export function defineTool<I extends z.ZodObject, O extends z.ZodObject>(
  plan: ToolPlan<I, O>,
): Tool {
  return {
    ...plan,
    run: async (args, call) => {
      const { structured, ...rest } = await plan.run(args as z.output<I>, call);
      return { ...rest, structured: plan.output.parse(structured) };
    },
  };
}

/** A tool that shows a picture. */
export interface ViewPlan<I extends z.ZodObject> extends Omit<Tool, "input" | "output" | "run"> {
  readonly input: I;
  readonly run: (args: z.output<I>, call: ToolCall) => Promise<Omit<Answer<never>, "structured">>;
}

/** Makes a tool that answers with a picture and text, without structured content. */
export function defineView<I extends z.ZodObject>(plan: ViewPlan<I>): Tool {
  return {
    ...plan,
    output: undefined,
    run: async (args, call) => ({
      ...await plan.run(args as z.output<I>, call),
      structured: undefined,
    }),
  };
}

/** The argument that names a pipeline. */
export const pipelineArgument = z.string().min(1).max(1_000)
  .describe("Name from list_pipelines or path");

/** The argument that names one illustration. */
export const indexArgument = z.int().min(0).describe("Illustration number");
