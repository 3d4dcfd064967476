import type { Channel, Socket } from './channel.types.ts';
import type { PresenceTracker } from './presence.ts';
import type { PubSub, Subscriber } from './pubsub.ts';
import type { ServerSerializer } from './serializer.ts';
import type { Outgoing } from './wire.ts';

/** The connection, as a channel on it sees it. */
export interface ChannelHost {
  readonly socket: Socket;
  readonly serializer: ServerSerializer;
  readonly pubsub: PubSub;
  readonly presence: PresenceTracker;
  deliver(message: Outgoing): void;
  /** The channel has ended by itself. Sends `event` to the client, unless a newer join has taken the topic. */
  exited(channel: Subscriber, event: 'phx_close' | 'phx_error', payload: object): void;
  crashed(error: Error, channel: Channel): void;
}
