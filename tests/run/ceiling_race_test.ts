import assert from "node:assert/strict";
import process from "node:process";
import test from "node:test";
import { race } from "../support/ceiling_race.ts";

/** Another seed draws another race; the whole series is `tools/proof.ts --ceiling 200`. */
const seed = Number(process.env["PROOF_SEED"] ?? 20_261_124);

test(
  "twenty processes against one ceiling, some killed at any moment: it holds to the micro, and nothing stays set aside",
  { timeout: 120_000 },
  async () => {
    const { problems, killed, pictures } = await race(seed);
    assert.deepEqual(problems, [], `seed ${seed}`);
    assert.ok(killed > 0, "nobody was killed: the race shows nothing");
    assert.ok(pictures > 0, "nothing was ordered: the race shows nothing");
  },
);
