import type { ChannelRef } from './machines/channel/channel.ref.ts';
import { clientOf } from './machines/client/client.ref.ts';
import { hasListener } from './machines/listeners.ts';

/** Whether a client has warned. A part of its connection. */
class Warning {
  isGiven = false;
}

/**
 * Warns on the console of a failed push that nobody awaits, unless somebody listens for it. Once for each client. A host that
 * is no client warns of each.
 */
export function warnUnheard(room: ChannelRef, error: Error): void {
  if (hasListener(room, 'push.failed')) return;
  const warning = clientOf(room)?.getSnapshot().context.connection.part(Warning) ?? new Warning();
  if (warning.isGiven) return;
  warning.isGiven = true;
  console.error('xstate-phoenix: a push has failed. Nobody awaits it, and nobody listens for push.failed:', error);
}
