/**
 * `models`: the catalogue.
 * @module
 */
import { modelLines } from "../text/model_texts.ts";
import { toJson } from "../text/run_json.ts";
import { MODELS, PRICES_AS_OF } from "../wan/models.ts";
import { RATIO_SIZES } from "../wan/order.ts";
import { EXIT } from "./exit_codes.ts";
import type { Terminal } from "./terminal.ts";

/** Runs the command and returns its exit code. */
export function runModels(terminal: Terminal, flags: { readonly json?: boolean }): number {
  if (flags.json) {
    terminal.json(
      toJson({ pricesAsOf: PRICES_AS_OF, models: MODELS, recommendedSizes: RATIO_SIZES }),
    );
  } else {
    terminal.out(...modelLines(terminal.lang));
  }
  return EXIT.made;
}
