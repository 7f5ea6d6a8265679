import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { announcement } from "../../tools/suite/fetches.ts";
import { LONGEST, planTests, RUN_ONCE, RUNTIMES, testFiles } from "../../tools/suite/plan.ts";
import { Tally } from "../../tools/suite/tally.ts";
import { commandOf, readResult, runQuietly } from "../../tools/suite/test_file.ts";
import { PROJECT_ROOT } from "../../tools/toolchain.ts";

const FILES = testFiles();
const ONCE = RUN_ONCE.flatMap(({ files }) => files);

test("every test file is run: under both runtimes, or once where a reason is told", () => {
  const jobs = planTests(FILES);
  for (const file of FILES) {
    const under = jobs.filter((job) => job.file === file).map(({ runtime }) => runtime);
    if (ONCE.includes(file)) assert.equal(under.length, 1, file);
    else assert.deepEqual(under, RUNTIMES, file);
  }
  assert.equal(new Set(jobs.map(({ file }) => file)).size, FILES.length);
  assert.ok(FILES.length > 100, `${FILES.length} files`);
  assert.ok(ONCE.length < FILES.length / 5, "running once is the exception");
});

test("what is named for running once is there, named once, with a reason", () => {
  assert.deepEqual(ONCE.filter((file) => !FILES.includes(file)), []);
  assert.deepEqual([...new Set(ONCE)], ONCE);
  for (const { why } of RUN_ONCE) assert.ok(why.length > 20, why);
  assert.deepEqual(LONGEST.filter((file) => !FILES.includes(file)), []);
});

test("nothing that opens a journal, a ledger or a port of its own in a test runs once", () => {
  const rooms = /^tests\/(?!review\/|mcp\/|tools\/|docs\/)\w+\//;
  assert.deepEqual(ONCE.filter((file) => rooms.test(file)), []);
  // Of the rooms with pages, what runs once is what a browser shows.
  for (const file of ONCE.filter((name) => /^tests\/(review|mcp)\//.test(name))) {
    assert.match(readFileSync(join(PROJECT_ROOT, file), "utf8"), /withoutChromium\(\)/, file);
  }
  for (const file of ["page_test.ts", "previews_test.ts", "export_test.ts", "access_test.ts"]) {
    assert.ok(existsSync(join(PROJECT_ROOT, "tests", "review", file)), file);
    assert.ok(!ONCE.includes(`tests/review/${file}`), file);
  }
});

test("counts are read from what each runner says last, not from what a test printed", () => {
  const deno = "1 passed\nok | 99 passed | 0 failed (1s)\nx ... ok\n\n" +
    "FAILED | 7 passed (3 steps) | 2 failed | 4 ignored (1s)\n";
  assert.deepEqual(readResult({ runtime: "deno" }, { code: 1, text: deno }), {
    passed: 7,
    failed: 2,
    skipped: 4,
    reasons: [],
  });
  const bun = "skipping: no Chromium here\n\n 12 pass\n 5 skip\n 0 fail\nRan 17 tests.\n";
  assert.deepEqual(readResult({ runtime: "bun" }, { code: 0, text: bun }), {
    passed: 12,
    failed: 0,
    skipped: 5,
    reasons: ["no Chromium here"],
  });
});

test("a runner that breaks, or that finds no test, has failed", () => {
  for (const runtime of RUNTIMES) {
    assert.equal(readResult({ runtime }, { code: 1, text: "error: no such module" }).failed, 1);
    assert.equal(readResult({ runtime }, { code: 0, text: "" }).failed, 1);
  }
  const ended = "ok | 3 passed | 0 failed (1s)\nerror: leaked\n";
  assert.equal(readResult({ runtime: "deno" }, { code: 1, text: ended }).failed, 1);
});

test("the last line is what CI reads, and the line before tells what was skipped and why", () => {
  const result = { passed: 4, failed: 0, skipped: 0, reasons: [] };
  const tally = new Tally("no reason given");
  tally.add(result);
  assert.equal(tally.summary(), "0 skipped\n4 passed, 0 failed\n");
  tally.add({ ...result, skipped: 6, reasons: ["no Chromium here"] });
  assert.equal(tally.summary(), "6 skipped: no Chromium here\n8 passed, 0 failed\n");
  tally.add({ ...result, failed: 1, skipped: 7 });
  assert.equal(
    tally.summary(),
    "13 skipped: no reason given (7), no Chromium here (6)\n12 passed, 1 failed\n",
  );
});

test("a machine without Chromium skips the tests of a page, counted with the reason", async () => {
  for (const runtime of RUNTIMES) {
    const job = { file: "tests/review/look_test.ts", runtime };
    const result = readResult(job, await runQuietly(commandOf(job), { CHROMIUM_PATH: "" }));
    assert.deepEqual({ ...result, skipped: result.skipped > 3 }, {
      passed: 0,
      failed: 0,
      skipped: true,
      reasons: ["no Chromium here"],
    });
  }
});

test("what will be fetched is said with its size, and that nothing will is said too", () => {
  assert.equal(announcement([], true), "Nothing has to be fetched.\n");
  const fetches = [{ what: "Bun", megabytes: 105 }, { what: "packages", megabytes: 50 }];
  const said = announcement(fetches, true);
  assert.match(said, /^Will be fetched.*\n {2}Bun: about 105 MB\n {2}packages: about 50 MB\n/);
  assert.match(said, /together about 155 MB/);
  assert.match(announcement([], false), /no Chromium here, so the tests of the page are skipped/);
});
