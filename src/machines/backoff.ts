import type { Delays } from '../configuration.types.ts';
import { toDelay } from '../values.ts';
import { askDelay } from './delays.ts';
import type { UserCodeOwner } from './user.code.ts';

/** What a backoff is made of. */
export interface Backoff {
  readonly delays: Delays;
  /** The share that is drawn at random, 0 to 1; undefined is none for the first retry and all of the second. */
  readonly jitter: number | undefined;
  /** What counts where `delays` gives no usable number. */
  readonly fallbackMs: number;
  readonly random?: () => number;
}

/** The share that may be drawn from the third retry on: then half of the step is kept, whatever is drawn. */
const MOST_FROM_THE_THIRD = 0.5;

/** Milliseconds before retry `attempt` (1 is the first): the step, less a random part of its share (semantics 84-89). */
export function backoff({ delays, jitter, fallbackMs, random = Math.random }: Backoff, attempt: number): number {
  const share = jitter ?? (attempt > 1 ? 1 : 0);
  return spread(
    stepOf(delays, attempt, fallbackMs),
    attempt > 2 ? Math.min(share, MOST_FROM_THE_THIRD) : share,
    random,
  );
}

/** A delay of which the share `jitter` is drawn at random. */
export function spread(delayMs: number, jitter: number, random: () => number = Math.random): number {
  return Math.round(delayMs * (1 - jitter * random()));
}

function stepOf(delays: Delays, attempt: number, fallbackMs: number): number {
  const step = typeof delays === 'function' ? delays(attempt) : delays[Math.min(attempt, delays.length) - 1];
  return toDelay(step) ?? fallbackMs;
}

/**
 * Milliseconds before retry `attempt`, for an option of the user: its fallback where a function throws, or gives anything
 * but a delay, which is reported.
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
