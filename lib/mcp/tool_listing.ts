/**
 * The tools as `tools/list` shows them.
 * @module
 */
import { z } from "zod";
import type { Tool } from "./tool.ts";
import { TOOLS } from "./tools.ts";

/** All tools, described to a client. */
export function listTools() {
  return TOOLS.map(describe);
}

function describe({ name, title, description, hints, input, output, meta }: Tool) {
  return {
    name,
    title,
    description,
    inputSchema: schemaOf(input, "input"),
    ...(output === undefined ? {} : { outputSchema: schemaOf(output, "output") }),
    annotations: { title, ...hints },
    ...(meta === undefined ? {} : { _meta: meta }),
  };
}

interface ObjectSchema {
  [key: string]: unknown;
  type: "object";
}

/** JSON Schema without what every client assumes anyway: the list is read into each conversation. */
function schemaOf(shape: z.ZodObject, io: "input" | "output"): ObjectSchema {
  const { $schema: _, ...schema } = z.toJSONSchema(shape, {
    io,
    override: ({ jsonSchema }) => {
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      // Fields may be added to answers one day; arguments are closed.
      if (io === "output") delete jsonSchema.additionalProperties;
    },
  });
  return { ...schema, type: "object" };
}
