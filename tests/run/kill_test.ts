import assert from "node:assert/strict";
import test from "node:test";
import type { Fault, RunningEmulator } from "../../lib/wan/emulator/emulator.ts";
import {
  acceptedCreates,
  generateArgs,
  runProgram,
  SEVEN,
  startProgram,
  type TestPipeline,
  withPipeline,
} from "../support/harness.ts";
import { generateHere, resumeHere } from "../support/in_process.ts";
import { assertSound, createsSent, journalRows, savedPictures } from "../support/journals.ts";
import {
  assertNothingLost,
  type Both,
  killWhen,
  onClock,
  picturesBegun,
  withBoth,
} from "../support/killing.ts";
import { scenarios } from "../support/scenarios.ts";

const ORDERS = 4;
const PER_ORDER = 2;
const INDICES = `1-${ORDERS}`;
const MORE_ARGS = ["--n", String(PER_ORDER), "--model", "wan2.2-t2i-flash"];

/** A moment at which the program is killed: what holds it there, and how the service sees it come. */
interface Moment {
  readonly name: string;
  readonly fault: Fault;
  hasCome(service: RunningEmulator, pipeline: TestPipeline): boolean;
}

const held = (on: "create" | "picture" | "query" | "list", kind: string, nth: number) =>
  // Every create from then on: the orders are sent side by side.
  ({
    on,
    skip: nth - 1,
    times: kind === "hang" ? 0 : 1,
    do: kind === "stall" ? { kind, bytes: 2_000 } : { kind },
  }) as Fault;

/** Pictures that a living program has saved; 0 while it holds the journal. */
function savedSoFar(dir: string): number {
  try {
    return journalRows(dir, "SELECT id FROM pictures WHERE state = 'saved'").length;
  } catch {
    return 0;
  }
}

/** Before the nth order is accepted, when it is and nobody knows yet, and inside the nth picture. */
const MOMENTS: readonly Moment[] = [
  ...[1, 2, 3, 4].map((nth) => ({
    name: `create ${nth} has come and is not accepted`,
    fault: held("create", "hang", nth),
    hasCome: (service: RunningEmulator) => createsSent(service) >= nth,
  })),
  ...[1, 2, 3, 4].map((nth) => ({
    name: `create ${nth} is accepted and its answer is on its way`,
    fault: held("create", "hang-after", nth),
    hasCome: (service: RunningEmulator) => acceptedCreates(service) >= nth,
  })),
  ...[1, 4, 8].map((nth) => ({
    name: `picture ${nth} has begun`,
    fault: held("picture", "stall", nth),
    hasCome: (service: RunningEmulator, { dir }: TestPipeline) =>
      picturesBegun(service) >= nth && savedSoFar(dir) >= nth - 1,
  })),
];

/** What holds a resume until it is killed too. */
const RESUME_FAULTS = [undefined, held("query", "hang", 1), held("picture", "stall", 1)];

/** What had been reached when the program was killed, for the test that demands every kind. */
const met: { readonly accepted: number; readonly saved: number }[] = [];

async function killAndResume(
  moment: Moment,
  resumeFault: Fault | undefined,
): Promise<void> {
  await withBoth(async (both) => {
    const { pipeline, service, env } = both;
    service.addFaults([moment.fault]);
    const first = startProgram(generateArgs(pipeline.dir, INDICES, ...MORE_ARGS), { env });
    assert.ok(
      await killWhen(first, () => moment.hasCome(service, pipeline)),
      "ended before it was killed",
    );
    const isBegun = journalRows(pipeline.dir, "SELECT id FROM orders").length > 0;
    assert.ok(isBegun, "sent before it was written down");
    met.push({ accepted: acceptedCreates(service), saved: savedPictures(pipeline.dir) });
    service.clearFaults();
    if (resumeFault !== undefined) await killResume(both, resumeFault);
    const { report } = await resumeHere(pipeline, service, onClock(both));
    const unmade = report.outcomes.filter(({ result }) => result !== "made");
    assert.ok(
      unmade.every(({ order }) => order.failure?.code === "never_accepted"),
      JSON.stringify(unmade),
    );
    assertNothingLost(both);
    await orderTheRest(both);
  });
}

async function killResume({ pipeline, service, env }: Both, fault: Fault): Promise<void> {
  service.addFaults([fault]);
  const seen = service.log.length;
  const place = fault.on === "query" ? /tasks\/[0-9a-f-]{36}/ : /\.png/;
  const second = startProgram(["resume", "--pipeline-dir", pipeline.dir], { env });
  await killWhen(second, () => service.log.slice(seen).some(({ path }) => place.test(path)));
  service.clearFaults();
}

/** An ordinary run buys what is missing, and only that. */
async function orderTheRest(both: Both): Promise<void> {
  const { pipeline, service } = both;
  const made = new Set(service.tasks().map(({ prompt }) => prompt));
  const missing = SEVEN.slice(0, ORDERS).filter(({ prompt }) => !made.has(prompt ?? ""));
  if (missing.length > 0) {
    const indices = missing.map(({ index }) => index).join(",");
    const request = { model: "wan2.2-t2i-flash", n: PER_ORDER };
    const run = await generateHere(pipeline, service, indices, { ...onClock(both), request });
    assert.equal(run.code, 0, run.text);
  }
  assertNothingLost(both);
  assert.equal(savedPictures(pipeline.dir), ORDERS * PER_ORDER);
}

scenarios({
  ...Object.fromEntries(MOMENTS.map((moment, at) => [
    `killed when ${moment.name}: no paid picture is lost, none is paid twice`,
    () => killAndResume(moment, RESUME_FAULTS[at % RESUME_FAULTS.length]),
  ])),

  "killed with an answer on its way: the task is found in the list": () =>
    withBoth(async (both) => {
      const { pipeline, service, env } = both;
      service.addFaults([{ on: "create", do: { kind: "drop-after" } }]);
      service.addFaults([{ on: "list", times: 0, do: { kind: "hang" } }]);
      const first = startProgram(generateArgs(pipeline.dir, "1"), { env });
      await first.seen("ответ потерян");
      first.kill("SIGKILL");
      await first.finished;
      service.clearFaults();
      const { code, stdout } = await runProgram(["resume", "--pipeline-dir", pipeline.dir], {
        env,
      });
      assert.equal(code, 0, stdout);
      assert.equal(savedPictures(pipeline.dir), 1);
      assertNothingLost(both);
    }),

  "killed in the middle of a download: nothing broken stands anywhere, resume fetches it": () =>
    withBoth(async (both) => {
      const { pipeline, service, env } = both;
      service.addFaults([{ on: "picture", do: { kind: "stall", bytes: 2_000 } }]);
      const first = startProgram(generateArgs(pipeline.dir, "1"), { env });
      await killWhen(first, () => picturesBegun(service) > 0);
      assertSound(pipeline, service);
      const { code, stdout } = await runProgram(["resume", "--pipeline-dir", pipeline.dir], {
        env,
      });
      assert.equal(code, 0, stdout);
      assertNothingLost(both);
    }),

  "a killed rehearsal is resumed like the real thing": () =>
    withPipeline(async (pipeline) => {
      const args = generateArgs(pipeline.dir, "1,2", "--rehearse");
      const first = startProgram(args);
      await first.seen(/📤[^]*📤/);
      first.kill("SIGKILL");
      await first.finished;
      const later = await runProgram(["resume", "--rehearse", "--pipeline-dir", pipeline.dir]);
      assert.equal(later.code, 0, later.stdout + later.stderr);
      assert.equal(savedPictures(pipeline.dir), 2);
    }),
}, 6);

test("the kills met the program before, between and after: its orders and its pictures", () => {
  const all = ORDERS * PER_ORDER;
  const kinds: Record<string, (moment: { accepted: number; saved: number }) => boolean> = {
    "before anything was accepted": ({ accepted }) => accepted === 0,
    "between two orders": ({ accepted }) => accepted > 0 && accepted < ORDERS,
    "after the last order": ({ accepted }) => accepted === ORDERS,
    "before the first picture": ({ accepted, saved }) => accepted > 0 && saved === 0,
    "between two pictures": ({ saved }) => saved > 0 && saved < all - 1,
    "at the last picture": ({ saved }) => saved === all - 1,
  };
  assert.equal(met.length, MOMENTS.length, JSON.stringify(met));
  for (const [kind, isMet] of Object.entries(kinds)) {
    assert.ok(met.some(isMet), `none was ${kind}: ${JSON.stringify(met)}`);
  }
});
