/** One of many processes that spend under one ceiling: its arguments are one JSON document. */
import process from "node:process";
import type { Ceiling } from "../../lib/money.ts";
import { NO_SPENDING_RULES } from "../../lib/wan/spending_rules.ts";
import { generateHere } from "./in_process.ts";

/** What a worker is told. */
export interface WorkerOrder {
  readonly dir: string;
  readonly home: string;
  readonly baseUrl: string;
  readonly stateHome: string;
  readonly ceilings: readonly Ceiling[];
  readonly indices: string;
  readonly n: number;
  readonly again: boolean;
}

if (import.meta.main) {
  const order = JSON.parse(process.argv[2] ?? "") as WorkerOrder;
  const pipeline = {
    dir: order.dir,
    home: order.home,
    image: () => "",
    images: () => Promise.resolve([]),
  };
  process.stdout.write("ready\n");
  const { code, text } = await generateHere(pipeline, order, order.indices, {
    stateHome: order.stateHome,
    rules: { ...NO_SPENDING_RULES, ceilings: order.ceilings },
    request: { n: order.n, again: order.again },
  });
  process.stdout.write(`${text}\n`);
  process.exit(code);
}
