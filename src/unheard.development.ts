import { hasListener } from './machines/listeners.ts';

/** The hosts whose pushes were told of: it holds none of them. */
const told = new WeakSet<object>();

/** Tells the console of a push that has failed, where nobody listens for that either: once for each client. */
export function warnUnheard(room: object, host: object, error: Error): void {
  if (told.has(host) || hasListener(room, 'push.failed')) return;
  told.add(host);
  console.error('xstate-phoenix: a push has failed. Nobody awaits it, and nobody listens for push.failed:', error);
}
