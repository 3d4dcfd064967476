import type { WhenNotJoined } from '../../configuration.types.ts';
import type { JoinError, PushError } from '../../errors.ts';
import type { Hidden } from '../hidden.ts';
import type { JoinParams } from './join.options.ts';
import type { PushCall, PushName, PushOutcome } from './push.ts';

/** Commands are imperative: somebody asks. */
export type ChannelCommand =
  /** Wants the topic; where it is wanted already, only the params are taken. */
  | { readonly type: 'channel.join'; readonly params?: JoinParams }
  /** Joins at once, whatever was before. */
  | { readonly type: 'channel.rejoin'; readonly params?: JoinParams }
  | { readonly type: 'channel.leave'; readonly timeoutMs?: number }
  /** Without `call` the outcome is emitted, as `reply` or `push.failed`, under the same `id`. */
  | {
      readonly type: 'channel.push';
      readonly event: string;
      readonly payload: unknown;
      readonly id?: string;
      readonly call?: PushCall;
    }
  | {
      readonly type: 'channel.cast';
      readonly event: string;
      readonly payload: unknown;
      readonly whenNotJoined?: WhenNotJoined;
    };

/** What a frame says to its channel. `joinRef` null fits every join (semantics 40). */
export type ChannelFrameFact =
  | { readonly type: 'join.accepted'; readonly joinRef: string | null; readonly response: unknown }
  | { readonly type: 'join.refused'; readonly joinRef: string | null; readonly response: unknown }
  | { readonly type: 'leave.acknowledged' }
  | { readonly type: 'channel.closed'; readonly joinRef: string | null }
  | { readonly type: 'channel.crashed'; readonly joinRef: string | null; readonly payload: unknown }
  /** The server knows no such channel, though we pushed to it (semantics 147). */
  | { readonly type: 'channel.unmatched'; readonly ref: string | null; readonly response: unknown }
  | {
      readonly type: 'channel.message';
      readonly joinRef: string | null;
      readonly event: string;
      readonly payload: unknown;
    }
  | {
      readonly type: 'channel.reply';
      readonly joinRef: string | null;
      readonly ref: string | null;
      readonly status: string;
      readonly response: unknown;
    };

/** Facts are past participles: something happened and can not be refused. */
export type ChannelFact =
  | ChannelFrameFact
  | { readonly type: 'connection.opened' }
  /** Without a reason it was closed. */
  | { readonly type: 'connection.lost'; readonly reason?: LostReason }
  | { readonly type: 'connection.drained' }
  /** There is no connection, and there will be none by itself. */
  | { readonly type: 'connection.ended' }
  /** The function behind the params has answered the attempt `asked`. */
  | { readonly type: 'params.resolved'; readonly asked: object; readonly params: Hidden<unknown> }
  /** It threw, or its answer can not be encoded. */
  | { readonly type: 'params.failed'; readonly asked: object; readonly error: unknown }
  /** It is the turn of this topic to join. */
  | { readonly type: 'join.admitted' }
  /** Time to look whether the answer to the join is overdue. */
  | { readonly type: 'join.due' }
  | { readonly type: 'join.failed'; readonly error: JoinError }
  /** The outcome of a push that was sent as an event, without a call; or of a failed one whose promise nobody awaits. */
  | ({ readonly type: 'push.settled'; readonly outcome: PushOutcome; readonly isUnheard?: true } & PushName)
  /** There was nothing to leave on the server. */
  | { readonly type: 'leave.concluded' }
  | { readonly type: 'push.aborted'; readonly call: PushCall; readonly reason: unknown }
  | { readonly type: 'push.expired' };

/**
 * Why a topic has no connection any more: it was closed, by either side; it ended without a close; or a heartbeat was not
 * answered.
 */
export type LostReason = 'connection_closed' | 'connection_error' | 'heartbeat_timeout';

/** All that a channel takes. */
export type ChannelEvent = ChannelCommand | ChannelFact;

/** An event of a channel by its type. */
export type ChannelEventOf<T extends ChannelEvent['type']> = Extract<ChannelEvent, { type: T }>;

/** One message of a topic, as listeners get it. */
export interface Message {
  readonly topic: string;
  readonly event: string;
  readonly payload: unknown;
  /** The join it was sent to; null for a broadcast. */
  readonly joinRef: string | null;
}

/** What a channel tells its listeners: the participle alone, the emitter is known. */
export type ChannelEmitted =
  | { readonly type: 'joined'; readonly response: unknown; readonly rejoin: boolean }
  | { readonly type: 'join.failed'; readonly error: JoinError; readonly willRetry: false }
  | { readonly type: 'join.failed'; readonly error: JoinError; readonly willRetry: true; readonly retryInMs: number }
  | ({ readonly type: 'message' } & Message)
  | { readonly type: 'crashed'; readonly payload: unknown; readonly willRetry: boolean }
  | { readonly type: 'closed'; readonly reason: JoinError; readonly willRetry: boolean }
  /** The connection is gone that the topic was joined on, or was to be. */
  | { readonly type: 'lost'; readonly reason: LostReason }
  | { readonly type: 'left'; readonly acknowledged: boolean }
  /** The reply to a push that was sent as an event. */
  | ({ readonly type: 'reply'; readonly status: string; readonly response: unknown } & PushName)
  /** A push has failed that was sent as an event, or whose promise nobody awaits. */
  | ({ readonly type: 'push.failed'; readonly error: PushError } & PushName);
