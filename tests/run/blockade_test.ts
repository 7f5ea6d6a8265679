import assert from "node:assert/strict";
import { generateHere } from "../support/in_process.ts";
import { createsSent, orderStates } from "../support/journals.ts";
import { scenarios } from "../support/scenarios.ts";
import { behind, onCreate, PAGE, withScene } from "../support/settling.ts";

scenarios({
  ...Object.fromEntries(
    ([["an HTML 404", { status: 404, body: PAGE }], ["a login page", { status: 200, body: PAGE }], [
      "a redirect",
      { status: 302, body: "" },
    ]] as const).map(([name, answer]) => [
      `an address that answers everything with ${name} is not the service: said, nothing counts as sent`,
      () =>
        behind(
          () => ({ isPassedOn: false, answer }),
          async ({ pipeline, service, clock, baseUrl }) => {
            const run = await generateHere(pipeline, service, "1-7", { clock, baseUrl });
            assert.equal(run.code, 1, run.text);
            assert.match(run.text, /отвечает не так, как сервис Alibaba/);
            assert.match(
              run.text,
              /Ответ пришёл не от Alibaba, .*: заказ не принят, ничего не оплачено/,
            );
            assert.ok(!/unknown|open|sending/.test(orderStates(pipeline.dir).join()));
          },
        ),
    ]),
  ),

  "a service that has spoken before is not taken for another when it falls silent": () => {
    let hasSpoken = false;
    return behind(
      ({ kind }) => {
        if (kind === "create" || hasSpoken) return { answer: { status: 404, body: PAGE } };
        hasSpoken = kind === "list";
        return undefined;
      },
      async ({ pipeline, service, clock, baseUrl }) => {
        const run = await generateHere(pipeline, service, "1", { clock, baseUrl });
        assert.ok(hasSpoken);
        assert.equal(run.code, 4, run.text);
        assert.deepEqual(orderStates(pipeline.dir), ["unknown"]);
      },
      { service: { durationMs: [60_000, 60_000] } },
    );
  },

  ...Object.fromEntries(
    ([[400, "Throttling.AllocationQuota"], [429, "Throttling.AllocationQuota"], [
      403,
      "AllocationQuota.FreeTierOnly",
    ]] as const).map(([status, code]) => [
      `a used-up free quota told as HTTP ${status} stops the run, with its own remedy`,
      () =>
        withScene(async ({ pipeline, service, clock }) => {
          const message = "Free allocated quota exceeded.";
          service.addFaults([onCreate({ kind: "refuse", status, code, message }, { times: 0 })]);
          const run = await generateHere(pipeline, service, "all", {
            clock,
            request: { model: "wan2.2-t2i-flash" },
          });
          assert.equal(run.code, 1, run.text);
          assert.ok(createsSent(service) <= 2, `${createsSent(service)} creates were sent`);
          assert.match(run.text, /pay-as-you-go.*выберите другую модель/);
        }),
    ]),
  ),

  "a used-up free quota told inside a failed task stops the run": () =>
    withScene(async ({ pipeline, service, clock }) => {
      const code = "Throttling.AllocationQuota";
      const message = "Free allocated quota exceeded.";
      service.addFaults([{ on: "task", times: 0, do: { kind: "fail", code, message } }]);
      const run = await generateHere(pipeline, service, "all", {
        clock,
        request: { model: "wan2.2-t2i-flash" },
      });
      assert.equal(run.code, 1, run.text);
      assert.ok(createsSent(service) <= 3, `${createsSent(service)} creates were sent`);
      assert.match(run.text, /не удалось, не оплачено/);
      assert.match(run.text, /pay-as-you-go/);
      assert.match(run.text, /Иллюстраци[яи] (?:[\d, -]+[-, ])?7: не отправлено, не оплачено/);
    }),
}, 4);
