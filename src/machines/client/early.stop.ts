import type { AnyActorRef } from 'xstate';
import { failAll } from '../channel/outcomes.ts';
import type { Connection } from './connection.ts';

/**
 * Settles all pending promises when a client is stopped that was never started. XState tells nobody of such a stop.
 */
export function hearEarlyStop(client: AnyActorRef, connection: Connection): void {
  const { stop } = client;
  client.stop = () => {
    if (!connection.life.hasBegun) {
      for (const channel of connection.topics.channels.values()) failAll(channel.getSnapshot().context, 'disconnected');
      connection.life.ends();
    }
    return stop.call(client);
  };
}
