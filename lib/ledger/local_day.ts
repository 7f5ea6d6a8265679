/**
 * The user's calendar: days and months as the clock on their wall has them.
 * @module
 */

/**
 * The local day of a moment, `YYYY-MM-DD`.
 * @param atMs epoch milliseconds
 */
export function localDay(atMs: number): string {
  const date = new Date(atMs);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${String(date.getFullYear()).padStart(4, "0")}-${two(date.getMonth() + 1)}-${
    two(date.getDate())
  }`;
}

/** The first and the last day that a month can have, for comparing; `day` is one of them. */
export function monthOf(day: string): { readonly first: string; readonly last: string } {
  const month = day.slice(0, 8);
  return { first: `${month}01`, last: `${month}31` };
}
