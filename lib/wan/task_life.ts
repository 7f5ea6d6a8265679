/**
 * How long the service keeps what it made.
 * @module
 */

/** How long the service remembers a task, counted from its creation: 24 hours. */
export const TASK_LIFE_MS = 24 * 3_600_000;
