/**
 * Loaded before the program: its time runs quicker than the machine's, so that the minutes of patience
 * it has with the service cost seconds. The service follows the same clock.
 */
import { realMs, SCALED_TIME_VARIABLE, scaledNow } from "./scaled_time.ts";

const time = JSON.parse(process.env[SCALED_TIME_VARIABLE] ?? "{}");
const { now } = Date;
Date.now = () => scaledNow(time, now());

type Timer = (act: (...values: unknown[]) => void, delayMs?: number, ...rest: unknown[]) => unknown;

function quicker(timer: Timer): Timer {
  return (act, delayMs = 0, ...rest) => timer(act, realMs(delayMs), ...rest);
}

Object.assign(globalThis, {
  setTimeout: quicker(setTimeout as unknown as Timer),
  setInterval: quicker(setInterval as unknown as Timer),
});
