import type { Delays } from '../configuration.types.ts';
import { toDelay } from '../values.ts';
import { askDelay } from './delays.ts';
import type { UserCodeOwner } from './user.code.ts';

/** The settings of a backoff. */
export interface Backoff {
  readonly delays: Delays;
  /** The share of the delay that is random, 0 to 1; undefined means 0 for the first retry and 1 from the second on. */
  readonly jitter: number | undefined;
  /** Milliseconds, used when `delays` gives no usable number. */
  readonly fallbackMs: number;
  readonly random?: () => number;
}

/** From the third retry on at most this share is random, so that a retry waits for at least half of its step. */
const MOST_FROM_THE_THIRD = 0.5;

/** Milliseconds before retry `attempt` (1 is the first): its step, shortened by a random part. */
export function backoff({ delays, jitter, fallbackMs, random = Math.random }: Backoff, attempt: number): number {
  const share = jitter ?? (attempt > 1 ? 1 : 0);
  return spread(
    stepOf(delays, attempt, fallbackMs),
    attempt > 2 ? Math.min(share, MOST_FROM_THE_THIRD) : share,
    random,
  );
}

/** Shortens a delay by a random part, of at most the share `jitter`. */
export function spread(delayMs: number, jitter: number, random: () => number = Math.random): number {
  return Math.round(delayMs * (1 - jitter * random()));
}

function stepOf(delays: Delays, attempt: number, fallbackMs: number): number {
  const step = typeof delays === 'function' ? delays(attempt) : delays[Math.min(attempt, delays.length) - 1];
  return toDelay(step) ?? fallbackMs;
}

/**
 * Milliseconds before retry `attempt`, by an option of the user. If its function throws or gives no delay, this is reported,
 * and `fallbackMs` is used.
 */
export function delayOf(
  owner: UserCodeOwner,
  topic: string | null,
  option: string,
  policy: Backoff,
  attempt: number,
): number {
  const { delays, fallbackMs } = policy;
  if (typeof delays !== 'function') return backoff(policy, attempt);
  const step = askDelay(owner, () => delays(attempt), topic, option) ?? fallbackMs;
  return backoff({ ...policy, delays: [step] }, attempt);
}
