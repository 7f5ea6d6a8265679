/**
 * Fetches and builds what several test files share, once, before they start side by side: the script,
 * the binary, and the heavy tools of the tests.
 */
import { cachedArtefacts } from "./build/cached.ts";
import { fetchTools } from "./suite/fetches.ts";

if (import.meta.main) {
  await fetchTools();
  await cachedArtefacts();
}
