import assert from "node:assert/strict";
import { request } from "node:http";
import test from "node:test";
import { acceptedCreates, withPipeline, withService } from "../support/harness.ts";
import { makeOrder } from "../support/choices.ts";
import { eventually } from "../support/mcp_client.ts";
import { send } from "../support/loopback.ts";
import { PAGE_ORDER } from "../support/page_order.ts";
import { type Review, withReview } from "../support/review_browser.ts";

const FORM = { ...PAGE_ORDER, model: "wan2.2-t2i-flash" };

/** Posts as the page does. */
async function poster({ address, origin }: Review) {
  const cookie = (await send(address)).headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
  const headers = { cookie, origin, "content-type": "application/json" };
  return async (path: string, body: unknown) => {
    const text = JSON.stringify(body);
    const answer = await send(`${origin}/api/${path}`, { method: "POST", headers, body: text });
    return { status: answer.status, body: JSON.parse(answer.text) };
  };
}

test("a confirmation buys once: sent again, at once or after the picture was made, it buys nothing", () =>
  withPipeline(({ dir, images }) =>
    withService((service, env) =>
      withReview(dir, env, async (review) => {
        const post = await poster(review);
        const { confirmation } = (await post("quote", [FORM])).body;
        const confirmed = { forms: [FORM], confirmation };
        const both = await Promise.all([post("order", confirmed), post("order", confirmed)]);
        assert.deepEqual(both.map(({ status }) => status).sort(), [202, 409]);
        await eventually(
          async () => (await images()).includes("illustration_01_alibaba.png"),
          "the picture",
        );
        const late = await post("order", confirmed);
        assert.equal(late.status, 409);
        assert.equal(late.body.pictures, 1, "the price is shown again");
        assert.notEqual(late.body.confirmation, confirmation);
        assert.equal(acceptedCreates(service), 1);
        const anew = { forms: [FORM], confirmation: late.body.confirmation };
        assert.equal((await post("order", anew)).status, 202, "a new yes buys a new picture");
        await eventually(() => acceptedCreates(service) === 2, "the second task");
      })
    )
  ));

test("the terminal that serves the page tells what was decided and ordered there", () =>
  withPipeline(({ dir }) =>
    withService((_service, env) =>
      withReview(dir, { ...env, ALIBABA_LANG: "en" }, async (review) => {
        await makeOrder(dir, { index: 3, greys: [201, 202] });
        const post = await poster(review);
        const { program } = review;
        const choice = { kind: "accept", index: 3, candidate: "c2" };
        const flags = { savePrompt: false, setAsideClips: false };
        const { body } = await post("decide", { ...choice, ...flags });
        await program.seen("[3] ✅ in the film: c2\n");
        await post("decide", { kind: "undo", index: 3, decision: body.decision });
        await program.seen("[3] ↩️  the decision is undone\n");
        await post("decide", { kind: "keep", index: 3 });
        await program.seen("[3] ✅ the original is kept\n");
        await post("decide", { kind: "reject", index: 4 });
        await program.seen("[4] 🚫 none of the pictures is good enough\n");
        const { confirmation } = (await post("quote", [FORM])).body;
        await post("order", { forms: [FORM], confirmation });
        await program.seen("[1] 🛒 ordered: 1 picture, wan2.2-t2i-flash\n");
        await program.seen("[1] ✅ saved: illustration_01_alibaba.png");
        assert.equal((await post("decide", { kind: "undo", index: 7, decision: 1 })).status, 400);
        assert.doesNotMatch(program.output(), /\[7\]/, "what was refused is not told as decided");
      })
    )
  ));

test("a confirmation is good for its own order alone", () =>
  withPipeline(({ dir }) =>
    withService((service, env) =>
      withReview(dir, env, async (review) => {
        const post = await poster(review);
        const { confirmation } = (await post("quote", [FORM])).body;
        const dearer = { forms: [{ ...FORM, n: 4 }], confirmation };
        assert.equal((await post("order", dearer)).status, 409);
        assert.equal((await post("order", { forms: [FORM], confirmation: "made up" })).status, 409);
        assert.equal(acceptedCreates(service), 0);
      })
    )
  ));

test("a request that is too large gets 413 and a sentence, however it is sent", () =>
  withPipeline(({ dir }) =>
    withReview(dir, {}, async ({ address, origin }) => {
      const cookie = (await send(address)).headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
      const prompt = "x".repeat(2_000_000);
      for (const isChunked of [false, true]) {
        const answer = await postWhole(`${origin}/api/quote?lang=en`, { cookie, origin }, {
          text: JSON.stringify([{ ...FORM, prompt }]),
          isChunked,
        });
        assert.equal(answer.status, 413, answer.text);
        assert.match(answer.text, /more than 1024 KiB/);
      }
      const still = await send(`${origin}/api/state`, { headers: { cookie } });
      assert.equal(still.status, 200);
    }, "--rehearse")
  ));

/** Posts the body to its end, even when the answer comes before it. */
function postWhole(
  url: string,
  headers: Record<string, string>,
  { text, isChunked }: { text: string; isChunked: boolean },
): Promise<{ status: number | undefined; text: string }> {
  return new Promise((resolve, reject) => {
    const length = isChunked ? {} : { "content-length": String(Buffer.byteLength(text)) };
    const type = { "content-type": "application/json" };
    const outgoing = request(url, { method: "POST", headers: { ...headers, ...type, ...length } });
    outgoing.on("response", (incoming) => {
      let answer = "";
      incoming.setEncoding("utf8").on("data", (part: string) => answer += part);
      incoming.on("end", () => resolve({ status: incoming.statusCode, text: answer }));
    });
    outgoing.on("error", reject);
    if (isChunked) {
      for (let at = 0; at < text.length; at += 50_000) {
        outgoing.write(text.slice(at, at + 50_000));
      }
    }
    outgoing.end(isChunked ? undefined : text);
  });
}
