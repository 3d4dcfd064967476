/** The clock of an inspector. Tests use one of their own. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  setTimeout(fire: () => void, ms: number): unknown;
  clearTimeout(id: unknown): void;
}

/** The real clock. Its timers keep no process alive. */
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
