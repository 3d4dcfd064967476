import type { ChannelRef } from '../channel/channel.ref.ts';
import type { Topics } from './topics.ts';

/** A topic that a client wants to join, as plain data. Params that are a function are left out. */
export interface WantedTopic {
  readonly topic: string;
  readonly params?: unknown;
}

/** The data of a persisted client: the version of its format, and the topics. */
export interface KeptTopics {
  readonly version: typeof KEPT_VERSION;
  readonly topics: readonly WantedTopic[];
}

/** The version of the format. The very first format had no version. */
export const KEPT_VERSION = 1;

/** The wanted topics of a client, as plain data. */
export function keptTopics({ channels }: Pick<Topics, 'channels'>): KeptTopics {
  const topics = [...channels.values()].filter(isWanted).map((channel) => {
    const { topic, params } = channel.getSnapshot().context;
    const value = params();
    return typeof value === 'function' ? { topic } : { topic, params: value };
  });
  return { version: KEPT_VERSION, topics };
}

/** Whether a topic is wanted. Topics of a stopped client still are: services often stop a client before they persist it. */
export function isWanted(channel: ChannelRef): boolean {
  const { status, value } = channel.getSnapshot();
  return (status === 'active' || status === 'stopped') && value !== 'leaving' && value !== 'closed';
}
