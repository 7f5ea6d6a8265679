import assert from "node:assert/strict";
import test from "node:test";
import { missedIn, ranges } from "../../tools/coverage.ts";
import { parseLcov, percent, total } from "../../tools/coverage_report/lcov.ts";

const REPORT = `SF:/x/lib/cli/stop.ts
FN:1,stop
DA:1,5
DA:2,0
DA:3,0
DA:5,0
BRDA:1,0,0,0
BRDA:1,0,1,4
BRDA:5,1,0,-
LH:1
LF:4
end_of_record
SF:/x/lib/errors.ts
DA:1,1
end_of_record
`;

test("a report is counted by lines and by branches, and what was missed is named", () => {
  const [stop, errors] = parseLcov(REPORT);
  assert.deepEqual(stop, {
    path: "/x/lib/cli/stop.ts",
    lines: { hit: 1, all: 4 },
    branches: { hit: 1, all: 3 },
    missedLines: [2, 3, 5],
    missedBranches: [1, 5],
  });
  assert.deepEqual(errors?.branches, { hit: 0, all: 0 });
  assert.deepEqual(total([{ hit: 1, all: 4 }, { hit: 1, all: 1 }]), { hit: 2, all: 5 });
  assert.equal(percent({ hit: 1, all: 4 }), "25.0 %");
  assert.equal(percent({ hit: 0, all: 0 }), "100.0 %");
});

test("every line that was not reached has its reason, or is said to miss a test", () => {
  const [file] = parseLcov(REPORT);
  assert.ok(file);
  const source = ["const a = 1;", "", "", "", "", "", ""];
  assert.deepEqual(missedIn(file, "lib/cli/stop.ts", source), [
    "    lines 2-3, 5; ways out of lines 1: no reason known: a test is missing",
  ]);
  source[1] = 'if (process.platform === "win32") {';
  assert.deepEqual(missedIn(file, "lib/cli/stop.ts", source), [
    "    lines 2-3: another system",
    "    lines 5; ways out of lines 1: no reason known: a test is missing",
  ]);
  assert.deepEqual(missedIn(file, "lib/page/keys.ts", source), [
    "    lines 2-3, 5; ways out of lines 1: runs in a browser, where the tests of the page press its buttons",
  ]);
  const [, whole] = parseLcov(REPORT);
  assert.deepEqual(missedIn(whole ?? file, "lib/errors.ts", []), []);
});

test("neighbouring lines are told together", () => {
  assert.equal(ranges([1, 2, 3, 7, 9, 10]), "1-3, 7, 9-10");
  assert.equal(ranges([]), "");
});
