import type { ConnectError, JoinError, PushError } from '../../errors.ts';
import type { Message } from '../channel/channel.events.ts';
import type { ChannelRef } from '../channel/channel.ref.ts';
import type { LossCause } from './client.emitted.ts';

/** A topic, for those who want to act on it. */
export interface OfTopic {
  readonly topic: string;
  readonly channel: ChannelRef;
}

/** There is a connection. */
export interface ConnectedFact {
  readonly type: 'client.connected';
  /** Whether there was a connection before. */
  readonly reconnect: boolean;
  /** The headers of the upgrade's response, where the transport can see them. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A connection, or an attempt at one, has ended. */
export interface DisconnectedFact {
  readonly type: 'client.disconnected';
  /** `attempt`: there was no connection yet. `requested`: by `disconnect()` or `reconnect()`. */
  readonly cause: 'attempt' | LossCause;
  /** The close code; 1006 without a close frame, 1000 where it was asked for. */
  readonly code: number;
  readonly reason: string;
  /** Why the attempt failed, or what was said of the end of a connection; null where nothing was. */
  readonly error: ConnectError | null;
  readonly willRetry: boolean;
}

/** A topic is joined, for the first time or again. */
export interface JoinedFact extends OfTopic {
  readonly type: 'topic.joined';
  readonly response: unknown;
  readonly rejoin: boolean;
}

/** A message. */
export interface ReceivedFact extends Message {
  readonly type: 'topic.received';
  /** The channel of the topic; null for a topic that nobody joined here. */
  readonly channel: ChannelRef | null;
}

/** A push that was sent as an event has its reply, or will have none. */
export type RepliedFact = OfTopic & {
  readonly type: 'topic.replied';
  /** The event that was pushed. */
  readonly event: string;
  /** As the push had it. */
  readonly id: string | undefined;
} & (
    | { readonly status: string; readonly response: unknown; readonly error: null }
    /** No reply came. */
    | { readonly status: null; readonly response: undefined; readonly error: PushError }
  );

/** A join has failed, or a joined topic has ended, without a wish of ours. */
export interface TopicClosedFact extends OfTopic {
  readonly type: 'topic.closed';
  /** `join`: the join failed, see `error`. `crashed`: see `payload`. `closed`: the server ended it. */
  readonly cause: 'join' | 'crashed' | 'closed';
  readonly error: JoinError | null;
  /** What the crash said. */
  readonly payload: unknown;
  readonly willRetry: boolean;
}

/** A topic was left by our wish. */
export interface TopicLeftFact extends OfTopic {
  readonly type: 'topic.left';
  /** Whether the server has answered the leave. */
  readonly acknowledged: boolean;
}

/**
 * What a client hears of itself and its topics, as events: each only if somebody has provided the action that is called
 * for it, so that nobody else pays.
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
