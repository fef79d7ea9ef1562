/** When to ask again. Every figure is spread by chance: phones that saw the same cue must not knock in step. */

export interface PollMoment {
  hidden: boolean;
  /** How often in a row no answer came. */
  failures: number;
  /** What the server asked for in its last refusal. */
  retryAfterMs?: number | undefined;
}

const VISIBLE_MS = 3_000;
const HIDDEN_MS = 30_000;
const LONGEST_MS = 60_000;

export function pollDelay({ hidden, failures, retryAfterMs }: PollMoment, random: number): number {
  const usual = hidden ? HIDDEN_MS : VISIBLE_MS;
  if (retryAfterMs !== undefined) return Math.round(Math.max(usual, retryAfterMs) * (1 + random / 2));
  if (failures > 0) {
    const backoff = Math.min(1_000 * 2 ** (failures - 1), LONGEST_MS);
    // Half of it is certain, half is chance: spread out without ever hammering.
    return Math.round(Math.max(backoff / 2 + (backoff / 2) * random, hidden ? usual : 0));
  }
  return Math.round(usual * (0.8 + 0.4 * random));
}
