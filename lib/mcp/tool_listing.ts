/**
 * The tools as `tools/list` shows them.
 * @module
 */
import { z } from "zod";
import type { Tool, ToolHints } from "./tool.ts";
import { APP_TOOLS } from "./app_tools.ts";
import { TOOLS } from "./tools.ts";

/**
 * All tools, described to a client.
 * @param hasApps whether the client shows pages: then also the tools that only a page calls
 */
export function listTools(hasApps = false) {
  return [...TOOLS, ...hasApps ? APP_TOOLS : []].map(describe);
}

function describe({ name, title, description, hints, input, output, meta }: Tool) {
  return {
    name,
    title,
    description,
    inputSchema: schemaOf(input, "input"),
    ...(output === undefined ? {} : { outputSchema: schemaOf(output, "output") }),
    annotations: hintsOf(hints),
    ...(meta === undefined ? {} : { _meta: meta }),
  };
}

/** The protocol gives the other two no meaning for a tool that only looks. */
function hintsOf(hints: ToolHints): Partial<ToolHints> {
  const { readOnlyHint, openWorldHint } = hints;
  return readOnlyHint ? { readOnlyHint, openWorldHint } : hints;
}

/** No bound that anybody meets. */
const HUGE = 999_999_999;

/** Bounds of texts and lists, which the server checks itself. */
const CHECKED_HERE = ["minLength", "maxLength", "minItems", "pattern"] as const;

const isEmpty = (fields?: object) => fields !== undefined && Object.keys(fields).length === 0;

interface ObjectSchema {
  [key: string]: unknown;
  type: "object";
}

/** JSON Schema without what every client assumes anyway: the list is read into each conversation. */
function schemaOf(shape: z.ZodObject, io: "input" | "output"): ObjectSchema {
  const { $schema: _, ...schema } = z.toJSONSchema(shape, {
    io,
    override: ({ jsonSchema }) => {
      // What a client checks, its model is told without our remedy: only bounds that say something.
      if ((jsonSchema.maximum ?? 0) >= HUGE) {
        delete jsonSchema.maximum;
        delete jsonSchema.minimum;
      }
      for (const name of CHECKED_HERE) delete jsonSchema[name];
      // Fields may be added to answers one day, and left out; arguments are closed.
      if (io === "output") {
        delete jsonSchema.additionalProperties;
        delete jsonSchema.required;
        if (isEmpty(jsonSchema.properties)) delete jsonSchema.properties;
      }
    },
  });
  return { ...schema, type: "object" };
}
