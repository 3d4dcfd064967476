import type { ChannelRef } from '../channel/channel.ref.ts';
import type { Topics } from './topics.ts';

/** A topic that is wanted, as plain data. Params that a function gives are no data, and are left out. */
export interface WantedTopic {
  readonly topic: string;
  readonly params?: unknown;
}

/** The topics that are wanted, as they are to be kept. */
export function wantedTopics({ channels }: Topics): readonly WantedTopic[] {
  return [...channels.values()].filter(isWanted).map((channel) => {
    const { topic, params } = channel.getSnapshot().context;
    const value = params();
    return typeof value === 'function' ? { topic } : { topic, params: value };
  });
}

/** A stopped client still wants what it wanted: services often stop first, and keep what was wanted then. */
function isWanted(channel: ChannelRef): boolean {
  const { status, value } = channel.getSnapshot();
  return (status === 'active' || status === 'stopped') && value !== 'leaving' && value !== 'closed';
}
