import { hasListener } from './machines/listeners.ts';

/** The hosts that were warned of already. */
const told = new WeakSet<object>();

/** Warns on the console of a failed push that nobody awaits, unless somebody listens for it. Once for each client. */
export function warnUnheard(room: object, host: object, error: Error): void {
  if (told.has(host) || hasListener(room, 'push.failed')) return;
  told.add(host);
  console.error('xstate-phoenix: a push has failed. Nobody awaits it, and nobody listens for push.failed:', error);
}
