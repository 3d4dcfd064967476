import { MAX_DELAY_MS } from '../values.ts';

/** The part of XState's `Clock` that is used. A `SimulatedClock` fits, and so does `globalThis`. */
export interface IdleClock {
  setTimeout(fn: () => void, ms: number): unknown;
  clearTimeout(id: unknown): void;
}

/** The code with which Bandit closes when its client has been silent for too long. */
export const IDLE_CODE = 1002;

/** Watches for silence. Everything that the client sends resets the timer; what the server sends does not. */
export interface IdleWatch {
  heard(): void;
  stop(): void;
}

/** Begins to watch. It sets no timer if `ms` is more than a timer can wait, such as `Infinity`. */
export function watchIdle(clock: IdleClock, ms: number, fire: () => void): IdleWatch {
  if (ms > MAX_DELAY_MS) return { heard: () => {}, stop: () => {} };
  let timer = clock.setTimeout(fire, ms);
  return {
    heard() {
      clock.clearTimeout(timer);
      timer = clock.setTimeout(fire, ms);
    },
    stop: () => clock.clearTimeout(timer),
  };
}
