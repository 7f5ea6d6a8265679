/**
 * The emulator in a process of its own, so that what is measured shares no memory and no clock tick
 * with it: `service.ts '{"durationMs":[6000,14000]}'` prints its address and serves until it is ended.
 * @module
 */
import process from "node:process";
import { startEmulator } from "../../lib/wan/emulator/emulator.ts";

const { baseUrl } = await startEmulator(JSON.parse(process.argv[2] ?? "{}"));
process.stdout.write(`${baseUrl}\n`);
