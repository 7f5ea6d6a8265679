/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * Keeping up with the pipeline: this page's own work, other tabs, other programs.
 * @module
 */
import type { Board } from "./board.ts";
import { fetchState, firstState, Gone, Refused } from "./client.ts";
import { hearPresses, released } from "./press.ts";
import { t } from "./words.ts";

/** Pauses between two looks: while something goes on, at rest, in a hidden tab. */
const PAUSES_MS = { busy: 600, calm: 1_500, hidden: 10_000 } as const;

/** Looks at the server again and again. */
export function keepUp(board: Board): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isLooking = false;
  const look = async () => {
    if (isLooking) return;
    isLooking = true;
    clearTimeout(timer);
    try {
      const state = await fetchState();
      await released();
      board.banner(undefined);
      if (state !== undefined) board.draw(state);
    } catch (error) {
      const text = error instanceof Gone ? t("gone") : String(error);
      board.banner(error instanceof Refused ? error.lines.join(" ") : text);
    }
    isLooking = false;
    const pace = document.hidden ? "hidden" : board.isBusy ? "busy" : "calm";
    timer = setTimeout(() => void look(), PAUSES_MS[pace]);
  };
  board.lookAgain = () => void look();
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) void look();
  });
  hearPresses();
  setInterval(tick, 1_000);
  board.draw(firstState());
  timer = setTimeout(() => void look(), PAUSES_MS.busy);
}

/** Moves the clocks of what goes on. */
function tick(): void {
  for (const clock of document.querySelectorAll<HTMLElement>("[data-since]")) {
    const seconds = Math.max(0, (Date.now() - Date.parse(clock.dataset["since"] ?? "")) / 1_000);
    const minutes = Math.floor(seconds / 60);
    clock.textContent = `${minutes}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
  }
}
