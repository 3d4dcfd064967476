/** The calls that wait for a signal, and the one listener that they share. */
interface Watch {
  readonly waiters: Set<() => void>;
  readonly fire: () => void;
}

/**
 * The watch of each signal. It is global because calls of many topics and clients may share a signal, and one listener
 * for each call would make Node warn of a leak. Being weak, it does not keep signals alive.
 */
const watches = new WeakMap<AbortSignal, Watch>();

/** Calls `abort` when the signal is aborted. It must not be aborted yet. */
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

/** Undoes {@link onAbort}. The last call removes the listener from the signal. */
export function offAbort(signal: AbortSignal, abort: () => void): void {
  const present = watches.get(signal);
  if (!present?.waiters.delete(abort) || present.waiters.size > 0) return;
  watches.delete(signal);
  signal.removeEventListener('abort', present.fire);
}
