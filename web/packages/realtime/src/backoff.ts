// How long to wait before the next try to connect.

/** Shortest and longest wait, in milliseconds. */
export const SHORTEST_MS = 500
export const LONGEST_MS = 10_000

/**
 * Doubles from 0.5 s to 10 s; the upper half is random, so that the pages of a whole shop do not come
 * back in the same moment after a restart. `attempt` counts from 0, `random` is in [0, 1).
 */
export function backoffMs(attempt: number, random: number): number {
  const ceiling = Math.min(LONGEST_MS, SHORTEST_MS * 2 ** Math.min(attempt, 10))
  return Math.max(SHORTEST_MS, Math.round(ceiling / 2 + (ceiling / 2) * random))
}
