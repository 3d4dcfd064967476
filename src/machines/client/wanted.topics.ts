import type { ChannelRef } from '../channel/channel.ref.ts';
import type { Topics } from './topics.ts';

/** A topic that is wanted, as plain data. Params that a function gives are no data, and are left out. */
export interface WantedTopic {
  readonly topic: string;
  readonly params?: unknown;
}

/** What is kept of a client: the version of its form, so that a later one knows what it has before it, and its topics. */
export interface KeptTopics {
  readonly version: typeof KEPT_VERSION;
  readonly topics: readonly WantedTopic[];
}

/** The version of the form that topics are kept in. The first one did not say so. */
export const KEPT_VERSION = 1;

/** The topics that are wanted, as they are to be kept. */
export function keptTopics({ channels }: Pick<Topics, 'channels'>): KeptTopics {
  const topics = [...channels.values()].filter(isWanted).map((channel) => {
    const { topic, params } = channel.getSnapshot().context;
    const value = params();
    return typeof value === 'function' ? { topic } : { topic, params: value };
  });
  return { version: KEPT_VERSION, topics };
}

/** A stopped client still wants what it wanted: services often stop first, and keep what was wanted then. */
function isWanted(channel: ChannelRef): boolean {
  const { status, value } = channel.getSnapshot();
  return (status === 'active' || status === 'stopped') && value !== 'leaving' && value !== 'closed';
}
