import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import test from "node:test";
import { stoppable } from "../../lib/cli/stop.ts";
import { makeTerminal } from "../../lib/cli/terminal.ts";
import { StoppedError } from "../../lib/errors.ts";
import { assertSpeaksOfNoPayment } from "../support/payment_words.ts";
import { generateArgs, runProgram, withPipeline, withService } from "../support/harness.ts";

test("resume with nothing left to fetch does not call saved what was lost", () =>
  withPipeline(({ dir }) =>
    withService(async (_, env) => {
      assert.equal((await runProgram(generateArgs(dir, "2,3"), { env })).code, 0);
      const resume = ["resume", "--pipeline-dir", dir];
      assert.match((await runProgram(resume, { env })).stdout, /всё оплаченное сохранено/);
      const db = new DatabaseSync(join(dir, ".alibaba", "journal.db"));
      db.exec("UPDATE orders SET state = 'expired' WHERE illustration = 2");
      db.exec("UPDATE pictures SET state = 'lost' WHERE illustration = 3");
      db.close();
      const { code, stdout } = await runProgram(resume, { env });
      assert.equal(code, 0);
      assert.match(stdout, /^Незавершённых заказов нет\.\nПотеряно раньше .*: иллюстрации 2-3\n$/);
    })
  ));

test("what a rehearsal lost is not mourned as paid for", () =>
  withPipeline(async ({ dir }) => {
    assert.equal((await runProgram(generateArgs(dir, "2", "--rehearse"))).code, 0);
    const db = new DatabaseSync(join(dir, ".alibaba", "journal.db"));
    db.exec("UPDATE orders SET state = 'expired'");
    db.close();
    await withService(async (_, env) => {
      const resume = ["resume", "--pipeline-dir", dir];
      const paid = await runProgram(resume, { env });
      assert.equal(paid.stdout, "Незавершённых заказов нет: всё оплаченное сохранено.\n");
      const rehearsed = await runProgram([...resume, "--rehearse"]);
      assert.match(rehearsed.stdout, /Потеряно раньше .*: иллюстрация 2\n$/);
      assertSpeaksOfNoPayment(rehearsed.stdout);
    });
  }));

test("a command that only looks and was stopped says so and ends with the signal's code", async () => {
  let said = "";
  const terminal = makeTerminal("ru", {
    stdout: () => {},
    stderr: (text) => said += text,
    isLive: () => false,
    size: () => ({ columns: 80, rows: 24 }),
  });
  for (const [signal, expected] of [["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 143]] as const) {
    said = "";
    const code = await stoppable(terminal, (stop) => {
      process.emit(signal);
      assert.ok(stop.aborted);
      return Promise.reject(new StoppedError());
    });
    assert.deepEqual([code, said], [expected, "⏹  Остановлено.\n"]);
  }
  assert.equal(await stoppable(terminal, () => Promise.resolve(1)), 1, "nothing came");
  await assert.rejects(stoppable(terminal, () => Promise.reject(new TypeError("bug"))), TypeError);
});
