/**
 * `deno task clients`: three real assistants do the whole job with stand-ins for their models, and what
 * each model was shown is compared; then Claude Code validates our plugin, and the page inside the chat is used in
 * a host that is not ours. Large downloads: not part of `ok`.
 * @module
 */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makePipeline, withService } from "../tests/support/harness.ts";
import {
  type Assistant,
  ASSISTANTS,
  claudePath,
  runAssistant,
  serverCommand,
} from "./clients/assistants.ts";
import { cachedArtefacts } from "./build/cached.ts";
import { buildPlugin } from "./build/connector.ts";
import { foreignHostFault } from "./clients/foreign_host.ts";
import { startModel } from "./clients/model_service.ts";
import { jobOf } from "./clients/script.ts";

const TIMEOUT_MS = 180_000;
const PIPELINE = "pipeline_Цветок Пушкин";

/** Has one assistant do the job; returns what its model was not shown. */
async function failuresOf(assistant: Assistant): Promise<string[]> {
  const home = await mkdtemp(join(tmpdir(), "clients-"));
  const steps = jobOf(PIPELINE);
  const model = await startModel(assistant.dialect, steps);
  const missing: string[] = [];
  try {
    await withService(async (_, env) => {
      const root = join(home, "films");
      await mkdir(root);
      await makePipeline(root);
      const state = join(home, "state");
      const server = serverCommand(root, {
        ...env,
        ALIBABA_MCP_CONFIRM: "off",
        XDG_STATE_HOME: state,
      });
      const own = join(home, "home");
      await mkdir(own);
      const started = await assistant.start(own, model.url, server);
      const { code, said } = await runAssistant(started, own, TIMEOUT_MS);
      for (const [at, { tool, needs }] of steps.entries()) {
        const shown = model.shown[at];
        if (shown === undefined) {
          const names = model.offered.join(", ");
          missing.push(
            `${tool}: never answered (exit ${code}); offered: ${names}\n${said.slice(-2_000)}`,
          );
          break;
        }
        for (const [name, isShown] of Object.entries(needs)) {
          if (!isShown(shown)) missing.push(`${tool}: ${name}\n${shown.text.slice(0, 1_500)}`);
        }
      }
      const offered = model.offered.filter((name) =>
        /app_|illustration|film|pipeline|choice/.test(name)
      );
      if (offered.some((name) => name.includes("app_"))) {
        missing.push("tools of the page are offered");
      }
    });
  } finally {
    model.close();
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  }
  return missing;
}

async function main(): Promise<number> {
  let failed = 0;
  for (const assistant of ASSISTANTS) {
    const missing = await failuresOf(assistant);
    failed += missing.length === 0 ? 0 : 1;
    const steps = jobOf(PIPELINE).length;
    const result = missing.length === 0 ? `${steps} calls, everything shown` : missing.join("\n");
    process.stdout.write(`${assistant.name}: ${result}\n`);
  }
  const plugin = await pluginFault();
  process.stdout.write(`Plugin for Claude Code: ${plugin ?? "valid"}\n`);
  const host = await foreignHostFault(process.env["CHAT_SHOT"]);
  process.stdout.write(`The page in AppBridge: ${host ?? "shown, chosen, told"}\n`);
  return failed === 0 && plugin === undefined && host === undefined ? 0 : 1;
}

/** What Claude Code has against our plugin folder; undefined: nothing. */
async function pluginFault(): Promise<string | undefined> {
  const home = await mkdtemp(join(tmpdir(), "plugin-"));
  try {
    const { bundle } = await cachedArtefacts();
    const folder = await buildPlugin(bundle, home);
    const validate = { command: await claudePath(), args: ["plugin", "validate", folder], env: {} };
    const { code, said } = await runAssistant(validate, home, TIMEOUT_MS);
    return code === 0 ? undefined : said;
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  }
}

if (import.meta.main) process.exit(await main());
