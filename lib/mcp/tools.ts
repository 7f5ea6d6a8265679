/**
 * All tools, in the order in which they are used.
 * @module
 */
import { acceptTool, undoTool } from "./accept_illustration.ts";
import { listIllustrationsTool } from "./list_illustrations.ts";
import { listPipelinesTool } from "./list_pipelines.ts";
import { proposeTool } from "./propose_choice.ts";
import { regenerateTool } from "./regenerate_illustration.ts";
import { reviewFilmTool } from "./review_film.ts";
import type { Tool } from "./tool.ts";
import { viewIllustrationTool } from "./view_illustration.ts";
import { waitTool } from "./wait_for_illustrations.ts";

/** The tools of the server. */
export const TOOLS: readonly Tool[] = [
  listPipelinesTool,
  listIllustrationsTool,
  reviewFilmTool,
  viewIllustrationTool,
  regenerateTool,
  waitTool,
  proposeTool,
  acceptTool,
  undoTool,
];
