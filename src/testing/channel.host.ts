import type { Channel, Socket } from './channel.types.ts';
import type { PresenceTracker } from './presence.ts';
import type { PubSub, Subscriber } from './pubsub.ts';
import type { ServerSerializer } from './serializer.ts';
import type { Outgoing } from './wire.ts';

/** What a channel needs of the connection it runs on. */
export interface ChannelHost {
  readonly socket: Socket;
  readonly serializer: ServerSerializer;
  readonly pubsub: PubSub;
  readonly presence: PresenceTracker;
  deliver(message: Outgoing): void;
  /** The channel has ended by itself: the client is told `event`, if the channel is still the topic's. */
  exited(channel: Subscriber, event: 'phx_close' | 'phx_error', payload: object): void;
  crashed(error: Error, channel: Channel): void;
}
