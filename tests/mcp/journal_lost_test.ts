import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { copyFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Fault, RunningEmulator } from "../../lib/wan/emulator/emulator.ts";
import {
  acceptedCreates,
  makePipeline,
  SEVEN,
  type TestPipeline,
  withPipeline,
  withService,
} from "../support/harness.ts";
import { QuickClock } from "../support/in_process.ts";
import { savedPictures } from "../support/journals.ts";
import { itemOf, type McpSession, overStdio } from "../support/mcp_client.ts";
import { assertSpeaksOfNoPayment, assertSpeaksOfPayment } from "../support/payment_words.ts";
import { scenarios } from "../support/scenarios.ts";

const pipeline = "pipeline_Цветок Пушкин";
const order = "regenerate_illustration";
const wait = "wait_for_illustrations";

/** Long enough for what befalls the folder while the service works. */
const WORKING: { durationMs: [number, number] } = { durationMs: [2_500, 2_500] };

interface Scene {
  readonly place: TestPipeline;
  readonly service: RunningEmulator;
  /** The server that ordered number 2. */
  readonly session: McpSession;
  /** A server that was started since. */
  another(): Promise<McpSession>;
  /** A copy of the journal from before that order. */
  readonly older: string;
}

const journalOf = ({ dir }: TestPipeline) => join(dir, ".alibaba", "journal.db");

const LOSSES: Record<string, (scene: Pick<Scene, "place" | "older">) => Promise<void>> = {
  "deleted with all of .alibaba": ({ place }) =>
    rm(join(place.dir, ".alibaba"), { recursive: true }),
  "overwritten with an older copy": ({ place, older }) => copyFile(older, journalOf(place)),
};

/** A picture of number 4, and number 2 on order. */
async function withOrderUnderWay(act: (scene: Scene) => Promise<void>): Promise<void> {
  await withPipeline((place) =>
    withService(async (service, env) => {
      const another = () => overStdio({ root: place.home, env });
      const session = await another();
      const first = await session.call(order, { pipeline, indices: [4] });
      assert.equal(itemOf(first, 4).status, "saved", first.text);
      const older = join(place.home, "older.db");
      await copyFile(journalOf(place), older);
      const running = await session.call(order, { pipeline, indices: [2], wait_seconds: 0.5 });
      assert.equal(itemOf(running, 2).status, "running", running.text);
      await act({ place, service, session, another, older });
      await session.close();
    }, WORKING)
  );
}

async function assertFetches(session: McpSession, { place, service }: Scene): Promise<void> {
  const reply = await session.call(wait, { pipeline, wait_seconds: 50 });
  const { status, billed } = itemOf(reply, 2);
  assert.deepEqual([status, billed], ["saved", 1], reply.text);
  assert.ok((await place.images()).includes("illustration_02_alibaba.png"));
  assert.equal(acceptedCreates(service), 2, "it would be paid twice");
  assert.match((await session.call(wait, { pipeline })).text, /Nothing is open/);
}

scenarios({
  ...Object.fromEntries(
    Object.entries(LOSSES).flatMap(([loss, harm]) => [
      [
        `a journal ${loss}: the server that ordered fetches what is paid for`,
        () =>
          withOrderUnderWay(async (scene) => {
            await harm(scene);
            await assertFetches(scene.session, scene);
          }),
      ],
      [
        `a journal ${loss}: a server started since fetches what is paid for`,
        () =>
          withOrderUnderWay(async (scene) => {
            await scene.session.close();
            await harm(scene);
            const session = await scene.another();
            await assertFetches(session, scene);
            await session.close();
          }),
      ],
    ]),
  ),

  "a call too short to take up what the journal lost says so, and the next one fetches it": () =>
    withOrderUnderWay(async (scene) => {
      await rm(join(scene.place.dir, ".alibaba"), { recursive: true });
      const named = { pipeline, indices: [2], wait_seconds: 0 };
      const { text, isError } = await scene.session.call(wait, named);
      assert.equal(isError, false, text);
      assert.match(text, /journal in \.alibaba\/ was deleted or replaced and has lost 1 order/);
      assert.match(text, /Call wait_for_illustrations again to fetch the picture; do not order/);
      assert.doesNotMatch(text, /Nothing is open|Nothing was ever ordered/);
      assertSpeaksOfPayment(text);
      await assertFetches(scene.session, scene);
    }),

  "a rehearsal's orders that nothing remembers are told as gone, and not as paid for": () =>
    withPipeline(async ({ home, dir }) => {
      const session = await overStdio({ root: home, args: ["--rehearse"] });
      await session.call(order, { pipeline, indices: [1, 2], wait_seconds: 0 });
      await rm(join(dir, ".alibaba"), { recursive: true });
      const { text } = await session.call(wait, { pipeline, wait_seconds: 0 });
      assert.match(text, /does not have 2 orders of this server any more/);
      assert.doesNotMatch(text, /Nothing is open/);
      assertSpeaksOfNoPayment(text);
      await session.close();
    }),

  "another pipeline at the place of one that was moved away is given none of its orders": () =>
    withOrderUnderWay(async ({ place, service, session, another }) => {
      await session.close();
      const moved = join(place.home, "переехал");
      await rename(place.dir, moved);
      const other = SEVEN.map((each) => ({ ...each, prompt: `Another book, ${each.index}` }));
      const newcomer = await makePipeline(place.home, other);
      const later = await another();
      assert.match((await later.call(wait, { pipeline })).text, /Nothing is open/);
      assert.equal(existsSync(join(newcomer.dir, ".alibaba")), false, "a run was started for them");
      assert.equal((await newcomer.images()).some((name) => name.includes("alibaba")), false);
      const reply = await later.call(wait, { pipeline: "переехал", wait_seconds: 50 });
      assert.equal(itemOf(reply, 2).status, "saved", reply.text);
      assert.equal(savedPictures(moved), acceptedCreates(service));
      await later.close();
    }),

  "a picture that the service has deleted after a day is not advised to be waited for": () =>
    withPipeline(({ home }) => {
      const clock = new QuickClock();
      const expired: Fault = { on: "picture", do: { kind: "expired" }, times: 0 };
      return withService(async (_, env) => {
        const before = await overStdio({ root: home, env });
        // What is sent after the first answer is known to be as old as the service's clock says.
        await before.call(order, { pipeline, indices: [2], wait_seconds: 50 });
        const first = await before.call(order, { pipeline, indices: [1], wait_seconds: 50 });
        assert.equal(itemOf(first, 1).status, "not_fetched", first.text);
        await before.close();
        clock.skip(29 * 3_600_000);
        const session = await overStdio({ root: home, env });
        const named = { pipeline, indices: [1], wait_seconds: 50 };
        const late = await session.call(wait, named);
        const again = await session.call(wait, named);
        for (const reply of [late, again]) {
          const { status, error } = itemOf(reply, 1);
          assert.deepEqual([status, error?.code], ["failed", "task_expired"], reply.text);
          assert.match(reply.text, /more than 24 hours have passed/);
          assert.doesNotMatch(reply.text, /restore those settings|call `?wait_for/);
        }
        await session.close();
      }, { clock, faults: [expired] });
    }),
}, 3);
