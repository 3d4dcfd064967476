import { isProvided } from './callbacks.ts';
import type { ClientEvent } from './client.events.ts';
import type { ClientContext } from './client.ref.ts';
import { isUnused } from './idleness.ts';

/**
 * Whether a client connects when it is started. If there is an `onStart`, it connects after that and its commands, which
 * may have stopped the client. One that was idle connects again as soon as a topic is wanted.
 */
export function connectsAtOnce({ connection, reason }: ClientContext, { type }: ClientEvent): boolean {
  if (reason === 'idle') return !isUnused(connection);
  if (reason !== 'never_connected' || !connection.configuration.autoConnect) return false;
  return type === 'client.prepared' || !isProvided(connection.client, 'onStart');
}
