import { useEffect, useState } from 'preact/hooks';
import type { Store } from './store.ts';

/** The time that is shown, in milliseconds since 1970, by the clock of the service. */
export function momentOf({ held, history, position, beat }: Store): number {
  const { startedAt, steps } = history.value;
  const last = steps[position.value - 1]?.entry.at ?? 0;
  if (held.value || !beat.value) return startedAt + last;
  return startedAt + beat.value.at + performance.now() - beat.value.heard;
}

/** Redraws the component ten times a second while there is something to count down. */
export function useTicks(isRunning: boolean): void {
  const [, setTick] = useState(0);
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(() => setTick((tick) => tick + 1), 100);
    return () => clearInterval(timer);
  }, [isRunning]);
}
