import type { Channel } from './channel.types.ts';
import type { ServerSerializer } from './serializer.ts';
import type { Outgoing, ServerFrame } from './wire.ts';

/** One joined channel, as a subscriber of its topic. */
export interface Subscriber {
  readonly topic: string;
  /** The channel, as its handlers see it. */
  readonly channel: Channel;
  readonly serializer: ServerSerializer;
  deliver(message: Outgoing): void;
}

/** The subscribers of all topics: `Phoenix.PubSub` on one node. */
export interface PubSub {
  subscribe(subscriber: Subscriber): void;
  unsubscribe(subscriber: Subscriber): void;
  /** The channels of a topic, in the order in which they subscribed. */
  channels(topic: string): readonly Channel[];
  /**
   * Sends to all subscribers of a topic, in the order in which they subscribed. Encodes once per serializer.
   *
   * @throws What a serializer throws. Subscribers before that one have got the message, as in Phoenix.
   */
  broadcast(topic: string, event: string, payload: object, except?: Subscriber): void;
}

export function createPubSub(): PubSub {
  const topics = new Map<string, Set<Subscriber>>();
  return {
    subscribe(subscriber) {
      const subscribers = topics.get(subscriber.topic);
      if (subscribers) subscribers.add(subscriber);
      else topics.set(subscriber.topic, new Set([subscriber]));
    },
    unsubscribe(subscriber) {
      const subscribers = topics.get(subscriber.topic);
      subscribers?.delete(subscriber);
      if (subscribers?.size === 0) topics.delete(subscriber.topic);
    },
    channels: (topic) => Array.from(topics.get(topic) ?? [], ({ channel }) => channel),
    broadcast(topic, event, payload, except) {
      const frame: ServerFrame = [null, null, topic, event, payload];
      const encoded = new Map<ServerSerializer, Outgoing>();
      // A copy: a client in memory hears the message at once, and may join or leave then.
      for (const subscriber of [...(topics.get(topic) ?? [])]) {
        if (subscriber === except) continue;
        const { serializer } = subscriber;
        const message = encoded.get(serializer) ?? { frame, data: serializer.encode(frame) };
        encoded.set(serializer, message);
        subscriber.deliver(message);
      }
    },
  };
}
