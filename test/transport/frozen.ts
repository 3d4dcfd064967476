import { vi } from 'vitest';
import type { Clock } from './world.ts';

/** Stops `setTimeout` of this process; sockets go on. */
export function freeze(): Clock {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  return {
    advance: (ms) => {
      vi.advanceTimersByTime(ms);
    },
    thaw: () => {
      vi.useRealTimers();
    },
  };
}
