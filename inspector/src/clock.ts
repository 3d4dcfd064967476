/** Time, as the inspector needs it; the clock of a test is one too. */
export interface Clock {
  /** Ms since 1970. */
  now(): number;
  setTimeout(fire: () => void, ms: number): unknown;
  clearTimeout(id: unknown): void;
}

/** The clock on the wall. Its timers keep no process alive. */
export const wallClock: Clock = {
  now: () => Date.now(),
  setTimeout: (fire, ms) => {
    const timer: unknown = setTimeout(fire, ms);
    if (isNodeTimer(timer)) timer.unref();
    return timer;
  },
  clearTimeout: (id) => {
    if (typeof id === 'number' || isNodeTimer(id)) clearTimeout(id);
  },
};

function isNodeTimer(timer: unknown): timer is NodeJS.Timeout {
  return typeof timer === 'object' && timer !== null && 'unref' in timer;
}
