/** Those who wait for a signal, and the one listener that stands for all of them. */
interface Watch {
  readonly waiters: Set<() => void>;
  readonly fire: () => void;
}

/**
 * By their signal. A signal is shared by whoever was given it, be it calls of many topics or of many clients, so no actor
 * is the place for this; and a listener for each call makes Node warn of a leak. It holds no signal, and knows none that
 * nobody waits for.
 */
const watches = new WeakMap<AbortSignal, Watch>();

/** Has something called when a signal is aborted that is not aborted yet. */
export function onAbort(signal: AbortSignal, abort: () => void): void {
  const present = watches.get(signal);
  if (present) present.waiters.add(abort);
  else watch(signal, new Set([abort]));
}

function watch(signal: AbortSignal, waiters: Set<() => void>): void {
  const fire = () => {
    for (const abort of waiters) abort();
  };
  watches.set(signal, { waiters, fire });
  signal.addEventListener('abort', fire, { once: true });
}

/** Undoes {@link onAbort}. With the last one the listener goes, too. */
export function offAbort(signal: AbortSignal, abort: () => void): void {
  const present = watches.get(signal);
  if (!present?.waiters.delete(abort) || present.waiters.size > 0) return;
  watches.delete(signal);
  signal.removeEventListener('abort', present.fire);
}
