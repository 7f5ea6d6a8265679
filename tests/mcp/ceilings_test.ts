import assert from "node:assert/strict";
import { join } from "node:path";
import test from "node:test";
import { acceptedCreates, withPipeline, withService } from "../support/harness.ts";
import { itemOf, type McpSession, overStdio } from "../support/mcp_client.ts";

const pipeline = "pipeline_Цветок Пушкин";

function withSession(
  settings: Record<string, string>,
  act: (session: McpSession, creates: () => number) => Promise<void>,
): Promise<void> {
  return withPipeline(({ home }) =>
    withService(async (service, env) => {
      const state = { XDG_STATE_HOME: join(home, ".состояние") };
      const session = await overStdio({ root: home, env: { ...env, ...state, ...settings } });
      await act(session, () => acceptedCreates(service));
      await session.close();
    })
  );
}

test("an assistant is told what fits and what is left, before and after, and no argument of its own changes that", () =>
  withSession({ ALIBABA_MAX_USD_PER_DAY: "0.10" }, async (session, creates) => {
    const order = (args: Record<string, unknown>) =>
      session.call("regenerate_illustration", { pipeline, ...args });
    const dry = await order({ indices: [1, 2, 3, 4], dry_run: true });
    assert.match(dry.text, /\$0\.10 of \$0\.10 left today \(ALIBABA_MAX_USD_PER_DAY\)/);
    assert.match(dry.text, /The ceiling allows 3 of 4 pictures; \$0\.01 left today/);
    assert.equal(creates(), 0);
    const made = await order({ indices: [1, 2, 3, 4] });
    assert.deepEqual([1, 2, 3, 4].map((index) => itemOf(made, index).status), [
      "saved",
      "saved",
      "saved",
      "not_sent",
    ]);
    assert.match(made.text, /The ceiling allows 3 of 4 pictures; \$0\.01 left today/);
    assert.match(made.text, /Only a person can raise the ceiling/);
    const none = await order({ indices: [5] });
    assert.equal(none.isError, true);
    assert.match(none.text, /The ceiling allows 0 of 1 picture;/);
    const odd = await order({ indices: [5], max_usd_per_day: 100 });
    assert.equal(odd.isError, true);
    assert.equal(creates(), 3);
    const waited = await session.call("wait_for_illustrations", { pipeline });
    assert.match(waited.text, /\$0\.01 of \$0\.10 left today/);
  }));

test("a ceiling that cannot be read stops orders, and not the fetching of what is paid", () =>
  withSession({ ALIBABA_MAX_USD_PER_DAY: "lots" }, async (session, creates) => {
    const reply = await session.call("regenerate_illustration", { pipeline, indices: [1] });
    assert.equal(reply.isError, true);
    assert.match(reply.text, /ALIBABA_MAX_USD_PER_DAY=lots: expected an amount/);
    assert.equal(creates(), 0);
    const waited = await session.call("wait_for_illustrations", { pipeline });
    assert.notEqual(waited.isError, true, waited.text);
  }));
