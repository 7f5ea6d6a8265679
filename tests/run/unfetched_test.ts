import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import test from "node:test";
import { openPipeline } from "../../lib/pipeline/folder.ts";
import { hasUnfetched } from "../../lib/run/unfetched.ts";
import { leaveOpenOrder } from "../support/choices.ts";
import { withPipeline } from "../support/harness.ts";

test("a run that could not even write that it ended leaves something to fetch", () =>
  withPipeline(async ({ dir }) => {
    leaveOpenOrder(dir, 1, 0, "https://service.example/api/v1");
    const db = new DatabaseSync(join(dir, ".alibaba", "journal.db"));
    db.exec("UPDATE runs SET ended_at_ms = NULL");
    db.close();
    assert.equal(hasUnfetched(await openPipeline(dir), false), true);
  }));
