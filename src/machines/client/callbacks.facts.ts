import type { ConnectError, JoinError, PushError } from '../../errors.ts';
import type { Message } from '../channel/channel.events.ts';
import type { ChannelRef } from '../channel/channel.ref.ts';
import type { LossCause } from './client.emitted.ts';

/** The topic of an event, and its channel. */
export interface OfTopic {
  readonly topic: string;
  readonly channel: ChannelRef;
}

/** The client is connected. */
export interface ConnectedFact {
  readonly type: 'client.connected';
  /** Whether there was a connection before. */
  readonly reconnect: boolean;
  /** The headers of the server's answer to the upgrade; `{}` if the transport can not see them. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A connection has ended, or an attempt has failed. */
export interface DisconnectedFact {
  readonly type: 'client.disconnected';
  /** `attempt`: an attempt failed. For the others see {@link LossCause}. */
  readonly cause: 'attempt' | LossCause;
  /** The close code: 1006 if there was no close frame, 1000 after `disconnect()` or `reconnect()`. */
  readonly code: number;
  readonly reason: string;
  /** Why the attempt failed, or the connection ended; null if nothing is known. */
  readonly error: ConnectError | null;
  readonly willRetry: boolean;
}

/** A topic is joined, for the first time or again. */
export interface JoinedFact extends OfTopic {
  readonly type: 'topic.joined';
  readonly response: unknown;
  readonly rejoin: boolean;
}

/** A message has arrived. */
export interface ReceivedFact extends Message {
  readonly type: 'topic.received';
  /** The channel of the topic; null if this client has not joined the topic. */
  readonly channel: ChannelRef | null;
}

/** A push that was sent as an event got its reply, or failed. */
export type RepliedFact = OfTopic & {
  readonly type: 'topic.replied';
  /** The event that was pushed. */
  readonly event: string;
  /** The `id` of the push. */
  readonly id: string | undefined;
} & (
    | { readonly status: string; readonly response: unknown; readonly error: null }
    /** No reply came. */
    | { readonly status: null; readonly response: undefined; readonly error: PushError }
  );

/** A join failed, or a joined topic ended, and nobody had called `leave()`. */
export interface TopicClosedFact extends OfTopic {
  readonly type: 'topic.closed';
  /** `join`: the join failed, see `error`. `crashed`: see `payload`. `closed`: the server ended it. */
  readonly cause: 'join' | 'crashed' | 'closed';
  readonly error: JoinError | null;
  /** The payload of the server's `phx_error`; undefined for the other causes. */
  readonly payload: unknown;
  readonly willRetry: boolean;
}

/** A topic was left, after `leave()`. */
export interface TopicLeftFact extends OfTopic {
  readonly type: 'topic.left';
  /** Whether the server answered the leave. */
  readonly acknowledged: boolean;
}

/**
 * The events that call the handlers of a client. An event is only sent if its handler was provided, so that others do not
 * pay for it.
 */
export type CallbackFact =
  | { readonly type: 'client.started' }
  | ConnectedFact
  | DisconnectedFact
  | JoinedFact
  | ReceivedFact
  | RepliedFact
  | TopicClosedFact
  | TopicLeftFact;
