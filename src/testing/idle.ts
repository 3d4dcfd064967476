import { MAX_DELAY_MS } from '../values.ts';

/** The part of XState's `Clock` that is used; a `SimulatedClock` is one, and so is `globalThis`. */
export interface IdleClock {
  setTimeout(fn: () => void, ms: number): unknown;
  clearTimeout(id: unknown): void;
}

/** What a server closes with when its client has been silent for too long (M12). */
export const IDLE_CODE = 1002;

/** Watches for silence: anything the client sends puts it off, what the server sends does not (semantics 54). */
export interface IdleWatch {
  heard(): void;
  stop(): void;
}

/** Begins to watch. With more milliseconds than a timer can wait, such as `Infinity`, it never fires and sets none. */
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
