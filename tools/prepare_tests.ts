/**
 * Fetches and builds what several test files share, once, before the suites of both runtimes start
 * side by side: the script, the binary, and the heavy tools of the tests.
 */
import { cachedArtefacts } from "./build/cached.ts";
import { DEV_TOOL_NAMES, devTool } from "./dev_tools.ts";

if (import.meta.main) {
  for (const name of DEV_TOOL_NAMES) await devTool(name);
  await cachedArtefacts();
}
