import assert from "node:assert/strict";
import test from "node:test";
import { runProgram, SECRET_KEY, withService } from "../support/harness.ts";

async function checksWith(settings: Record<string, string>) {
  let checks: { code: string; status: string; text: string }[] = [];
  await withService(async (_, env) => {
    const { stdout } = await runProgram(["doctor", "--json"], {
      env: { ...env, ALIBABA_API_KEY: SECRET_KEY, ALIBABA_LANG: "en", ...settings },
    });
    checks = JSON.parse(stdout).checks;
  });
  return (code: string) => checks.find((each) => each.code === code);
}

test("doctor shows ceilings and warns of one below the price of a single picture", async () => {
  const find = await checksWith({
    ALIBABA_MAX_USD_PER_RUN: "0.029999",
    ALIBABA_MAX_USD_PER_DAY: "0.03",
  });
  assert.equal(find("ceiling_set")?.status, "right");
  assert.match(find("ceiling_set")?.text ?? "", /ALIBABA_MAX_USD_PER_DAY: \$0\.03/);
  assert.equal(find("ceiling_too_low")?.status, "wrong");
  assert.match(find("ceiling_too_low")?.text ?? "", /ALIBABA_MAX_USD_PER_RUN \(\$0\.029999\)/);
});

test("doctor names a ceiling that cannot be read, and a model without a price under one", async () => {
  const invalid = await checksWith({ ALIBABA_MAX_USD_PER_DAY: "x" });
  assert.equal(invalid("ceiling_invalid")?.status, "wrong");
  const unpriced = await checksWith({
    ALIBABA_MAX_USD_PER_DAY: "1",
    ALIBABA_IMAGE_MODEL: "wanx2.0-t2i-turbo",
  });
  assert.equal(unpriced("price_unknown")?.status, "wrong");
});
