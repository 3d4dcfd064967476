import { isProvided } from './callbacks.ts';
import type { ClientEvent } from './client.events.ts';
import type { ClientContext } from './client.ref.ts';

/**
 * Whether a client that was started connects by itself; where there is an `onStart`, only behind what that has asked, since
 * it may have ended the client.
 */
export function connectsAtOnce({ connection, reason }: ClientContext, { type }: ClientEvent): boolean {
  if (reason !== 'never_connected' || !connection.configuration.autoConnect) return false;
  return type === 'client.prepared' || !isProvided(connection.client, 'onStart');
}
