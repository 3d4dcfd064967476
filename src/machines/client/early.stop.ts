import type { AnyActorRef } from 'xstate';
import { failAll } from '../channel/outcomes.ts';
import type { Connection } from './connection.ts';

/**
 * XState tells nobody when it stops an actor that was never started. What was promised until then has to be settled all the
 * same.
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
