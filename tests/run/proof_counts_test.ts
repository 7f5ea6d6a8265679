import assert from "node:assert/strict";
import { readdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import test from "node:test";
import { PLAIN, promptOf } from "../support/proof/scenario.ts";
import { type TrialRecord, withTrial } from "../support/proof/trial.ts";
import { type Harm, HARMS, judge } from "../support/proof/verdict.ts";
import { numbersCalledFree } from "../support/proof/words.ts";
import { createTask } from "../support/loopback.ts";

/** What is done to a good trial's remains, and what must be counted then. */
const DAMAGES: Record<string, [damage: (record: TrialRecord) => unknown, harms: Harm[]]> = {
  "nothing": [() => {}, []],
  "a stored picture is gone": [(record) => rmSync(storedPicture(record)), ["lost", "broken"]],
  "a stored picture is cut": [
    (record) => truncateSync(storedPicture(record), 900),
    ["lost", "broken"],
  ],
  "an original is overwritten": [
    (record) => writeFileSync(join(dirOf(record), "images", "illustration_01.png"), "other"),
    ["broken"],
  ],
  "an unfinished file is left": [
    (record) => writeFileSync(join(dirOf(record), ".alibaba", "tmp", "part"), ""),
    ["half done"],
  ],
  "an order is open and nobody is told": [
    (record) => change(record, "UPDATE orders SET state = 'open' WHERE id = 1"),
    ["half done"],
  ],
  "an order was bought again": [buyAgain, ["lost", "twice"]],
  "a billed order is called free": [
    ({ runs }) =>
      Object.assign(runs[0]?.run ?? {}, { text: "Иллюстрация 1: не удалось, не оплачено" }),
    ["untrue"],
  ],
  "a run asked without end": [
    ({ runs }) => Object.assign(runs[0] ?? {}, { requests: 100_000 }),
    ["unbounded"],
  ],
};

for (const [name, [damage, harms]] of Object.entries(DAMAGES)) {
  test(`${name}: counted as ${harms.join(" and ") || "nothing"}`, () =>
    withTrial(PLAIN, async (record) => {
      await damage(record);
      const verdict = await judge(record);
      assert.deepEqual(
        HARMS.filter((harm) => verdict[harm].length > 0),
        harms,
        JSON.stringify(verdict),
      );
    }));
}

test("numbers that a report calls free are found in both of its forms", () => {
  const text = [
    "⏹  Остановлено.",
    "   Не отправлено и не оплачено: 4 (номера 3-5, 8)",
    "",
    "Иллюстрация 12: не удалось, не оплачено",
    "Иллюстрация 13: оплачено 1, сохранено 0; остальное заберёт команда resume",
  ].join("\n");
  assert.deepEqual(numbersCalledFree(text), [12, 3, 4, 5, 8]);
});

function dirOf({ pipelines: [first] }: TrialRecord): string {
  assert.ok(first);
  return first.dir;
}

function storedPicture(record: TrialRecord): string {
  const folder = join(dirOf(record), ".alibaba", "pictures", "01");
  const [name] = readdirSync(folder);
  assert.ok(name);
  return join(folder, name);
}

function change(record: TrialRecord, sql: string): void {
  const db = new DatabaseSync(join(dirOf(record), ".alibaba", "journal.db"));
  db.exec(sql);
  db.close();
}

async function buyAgain({ service, scenario, clock }: TrialRecord): Promise<void> {
  const ask = {
    model: "wan2.2-t2i-flash",
    input: { prompt: promptOf(scenario, 1) },
    parameters: { n: 1, size: "512*512" },
  };
  await createTask(service, ask);
  clock.skip(60_000);
}
