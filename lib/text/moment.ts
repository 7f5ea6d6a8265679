/**
 * A moment as the clock on the reader's wall shows it.
 * @module
 */
import { localDay } from "../ledger/local_day.ts";

/**
 * `2026-11-25 01:19`, in the reader's own time zone.
 * @param at as ISO 8601 writes it; anything else is given back as it is
 */
export function momentText(at: string): string {
  const atMs = Date.parse(at);
  if (Number.isNaN(atMs)) return at;
  const date = new Date(atMs);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${localDay(atMs)} ${two(date.getHours())}:${two(date.getMinutes())}`;
}
