import { MAX_DELAY_MS } from '../../values.ts';
import type { ClientRef } from './client.ref.ts';
import type { Connection } from './connection.ts';
import { isWanted } from './wanted.topics.ts';

/** Counts the wanted topics of a new client. Only with `idleDisconnectMs`. */
export function countTopics(connection: Connection<ClientRef>): void {
  if (!isUnused(connection)) return;
  const { client, topics } = connection;
  const { greeters, wanted } = topics;
  greeters.add((channel) => {
    const look = () => {
      const { size } = wanted;
      wanted[isWanted(channel) ? 'add' : 'delete'](channel);
      if (size + wanted.size === 1) client.send({ type: 'topic.counted' });
    };
    // XState tells of the first snapshot when the channel is started.
    channel.subscribe({ next: look, error: look });
  });
}

/** Whether no topic is wanted. Never without `idleDisconnectMs`. */
export function isUnused({ configuration, topics }: Connection<ClientRef>): boolean {
  return topics.wanted.size === 0 && configuration.idleDisconnectMs < MAX_DELAY_MS;
}
