/**
 * Routes for tests in another process; the service itself has nothing like them.
 * @module
 */
import { Hono } from "hono";
import { InputError } from "../../errors.ts";
import { type FaultPlan, parseFaults } from "./fault.ts";
import type { TaskStore } from "./task_store.ts";
import type { EmulatorEnv, Traffic } from "./traffic.ts";

/** Builds the routes; they are mounted at `/emulator`. */
export function createControls(
  traffic: Traffic,
  store: TaskStore,
  faults: FaultPlan,
): Hono<EmulatorEnv> {
  const app = new Hono<EmulatorEnv>();
  app.get("/log", (c) => c.json(traffic.entries));
  app.get("/tasks", (c) => c.json(store.views()));
  app.post("/faults", async (c) => {
    try {
      faults.add(parseFaults(await c.req.text()));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      return c.json({ code: error.code, ...error.facts }, 400);
    }
    return c.body(null, 204);
  });
  app.delete("/faults", (c) => {
    faults.clear();
    return c.body(null, 204);
  });
  return app;
}
