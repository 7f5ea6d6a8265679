import assert from "node:assert/strict";
import test from "node:test";
import { explainFinding } from "../../lib/text/explain.ts";
import { momentText } from "../../lib/text/moment.ts";
import { leaveOpenOrder, makeOrder } from "../support/choices.ts";
import { runProgram, withPipeline } from "../support/harness.ts";

test("a moment is told by the clock on the reader's wall, to the minute", () => {
  const at = new Date(2026, 10, 25, 6, 5, 59);
  assert.equal(momentText(at.toISOString()), "2026-11-25 06:05");
  assert.equal(momentText("soon"), "soon");
  const finding = { code: "order_overdue", facts: { index: 1, until: at.toISOString() } } as const;
  assert.match(explainFinding(finding, "ru").line, /истёк 2026-11-25 06:05$/);
});

test("list and doctor tell the time of the reader's zone, programs the world's", () =>
  withPipeline(async ({ dir }) => {
    await makeOrder(dir, { index: 1, greys: [201] });
    leaveOpenOrder(dir, 2, 1);
    const shown = async (zone: string, ...args: string[]) => {
      const all = [...args, "--pipeline-dir", dir, "--lang", "en"];
      const { stdout } = await runProgram(all, { env: { TZ: zone } });
      return stdout;
    };
    const json = JSON.parse(await shown("Asia/Tokyo", "list", "--json"));
    const iso: string = json.illustrations[1].openOrders[0].expiresAt;
    assert.match(iso, /Z$/);
    const inZone = (hours: number) =>
      new Date(Date.parse(iso) + hours * 3_600_000).toISOString().slice(0, 16).replace("T", " ");
    for (const [zone, hours] of [["Asia/Tokyo", 9], ["UTC", 0]] as const) {
      for (const args of [["list", "--long"], ["doctor"]]) {
        const text = await shown(zone, ...args);
        assert.ok(text.includes(`until ${inZone(hours)}`), text);
      }
    }
  }));
