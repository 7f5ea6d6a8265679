import assert from "node:assert/strict";
import { join } from "node:path";
import test from "node:test";
import { acceptedCreates, withPipeline, withService } from "../support/harness.ts";
import { send } from "../support/loopback.ts";
import { eventually } from "../support/mcp_client.ts";
import { PAGE_ORDER } from "../support/page_order.ts";
import { withReview } from "../support/review_browser.ts";

test("the page tells what is left before an order and for its head, and cannot pass the ceiling either", () =>
  withPipeline(({ dir, home }) =>
    withService((service, env) => {
      const limited = {
        ...env,
        XDG_STATE_HOME: join(home, "состояние"),
        ALIBABA_MAX_USD_PER_DAY: "0.05",
      };
      return withReview(dir, limited, async ({ address, origin }) => {
        const cookie = (await send(address)).headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
        const headers = { cookie, origin, "content-type": "application/json" };
        const post = async (path: string, body: unknown) => {
          const text = JSON.stringify(body);
          const url = `${origin}/api/${path}?lang=en`;
          const answer = await send(url, { method: "POST", headers, body: text });
          return { status: answer.status, body: JSON.parse(answer.text) };
        };
        const state = async () =>
          JSON.parse((await send(`${origin}/api/state?lang=en`, { headers: { cookie } })).text);
        const order = async (form: typeof PAGE_ORDER) => {
          const { confirmation, warnings } = (await post("quote", [form])).body;
          await post("order", { forms: [form], confirmation });
          return warnings as string[];
        };
        const before = await order(PAGE_ORDER);
        assert.ok(before.includes("$0.05 of $0.05 left today (ALIBABA_MAX_USD_PER_DAY)"));
        await eventually(
          async () => (await state()).spending?.days.length === 1,
          "the day in the head",
        );
        const { headline, left, days } = (await state()).spending;
        assert.equal(headline, "$0.02 left today");
        assert.deepEqual(left, ["$0.02 of $0.05 left today (ALIBABA_MAX_USD_PER_DAY)"]);
        assert.deepEqual([days[0].amount, days[0].share], ["$0.03", 1]);
        const second = await order({ ...PAGE_ORDER, index: 2 });
        assert.ok(second.includes("The ceiling allows 0 of 1 picture; $0.02 left today"));
        await eventually(
          async () =>
            (await state()).illustrations[1].notices.flatMap((each: { lines: string[] }) =>
              each.lines
            ).some((line: string) => line.includes("ceiling ALIBABA_MAX_USD_PER_DAY")),
          "the refusal at its illustration",
        );
        assert.equal(acceptedCreates(service), 1);
      });
    })
  ));
