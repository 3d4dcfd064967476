import { workerScript } from './worker.script.ts';

/** A clock for `interpret(clientMachine, { clock })`. Several clients may share one. */
export interface WorkerClock {
  setTimeout(fire: () => void, ms: number): number;
  clearTimeout(id: number): void;
}

/** Options of {@link workerClock}. */
export interface WorkerClockOptions {
  /**
   * Where the page can load the script of the worker, which is {@link workerScript}. Needed if the security policy of
   * the page allows no `blob:` worker. @defaultValue a `blob:` url
   */
  readonly url?: string | URL;
  /**
   * Called once if there can be no worker. The timers are those of the page then. @defaultValue writes to the console
   */
  readonly onError?: (error: unknown) => void;
}

/** A worker without timers is ended after so many milliseconds: to make one for each timer would be waste. */
const LINGER_MS = 1_000;

/**
 * A clock whose timers run in a worker. Browsers fire the timers of a hidden page once in a second or in a minute; those
 * of a worker are on time. The worker is made at the first timer, and ended when no timer is left.
 *
 * Each timer is set in the page, too, and the first of the two to fire counts. So nothing is late while the worker loads,
 * or if there can be none.
 */
export function workerClock({ url, onError = report }: WorkerClockOptions = {}): WorkerClock {
  const timers = new Map<number, () => void>();
  /** Null if there can be none. */
  let worker: Worker | null | undefined;
  let blob = '';

  const end = (next?: null) => {
    worker?.terminate();
    worker = next;
    URL.revokeObjectURL(blob);
  };
  const fail = (error: unknown) => {
    end(null);
    // Later, since what it throws must not reach the actor that sets the timer.
    queueMicrotask(() => onError(error));
  };
  const begin = () => {
    try {
      blob = url ? '' : URL.createObjectURL(new Blob([workerScript]));
      worker = new Worker(url || blob);
      worker.onmessage = ({ data }) => fire(data);
      worker.onerror = fail;
    } catch (error) {
      fail(error);
    }
  };
  const clear = (id: number) => {
    clearTimeout(id);
    if (!timers.delete(id)) return;
    worker?.postMessage([id]);
    if (timers.size === 0) setTimeout(() => timers.size === 0 && worker && end(), LINGER_MS);
  };
  const fire = (id: number) => {
    const then = timers.get(id);
    clear(id);
    then?.();
  };

  return {
    setTimeout(then, ms) {
      if (worker === undefined) begin();
      const id = Number(setTimeout(() => fire(id), ms));
      timers.set(id, then);
      worker?.postMessage([id, ms]);
      return id;
    },
    clearTimeout: clear,
  };
}

function report(error: unknown): void {
  console.error('xstate-phoenix: workerClock() can make no worker and uses the timers of the page', error);
}
