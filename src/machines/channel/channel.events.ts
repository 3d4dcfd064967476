import type { WhenNotJoined } from '../../configuration.types.ts';
import type { JoinError, PushError } from '../../errors.ts';
import type { Hidden } from '../hidden.ts';
import type { JoinParams } from './join.options.ts';
import type { PushCall, PushName, PushOutcome } from './push.ts';

/** The commands that a channel takes. Their names are imperatives. */
export type ChannelCommand =
  /** Joins a topic that is closed or leaving. In all other states, it only takes the params for the next join. */
  | { readonly type: 'channel.join'; readonly params?: JoinParams }
  /** Joins again at once, from any state. */
  | { readonly type: 'channel.rejoin'; readonly params?: JoinParams }
  /** Waits for the answer for `timeoutMs` at most, by default the client's `leaveTimeoutMs`. */
  | { readonly type: 'channel.leave'; readonly timeoutMs?: number }
  /** Without `call`, the outcome is emitted as `reply` or `push.failed` with the same `id`. */
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

/** The frames of a topic, as events. Those with the `joinRef` of an older join are dropped; null is that of a broadcast. */
export type ChannelFrameFact =
  | { readonly type: 'join.accepted'; readonly joinRef: string | null; readonly response: unknown }
  | { readonly type: 'join.refused'; readonly joinRef: string | null; readonly response: unknown }
  | { readonly type: 'leave.acknowledged' }
  | { readonly type: 'channel.closed'; readonly joinRef: string | null }
  | { readonly type: 'channel.crashed'; readonly joinRef: string | null; readonly payload: unknown }
  /** The server answered a push with "unmatched topic": it does not have this channel any more. */
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

/** What happened to a channel. The names are past participles. */
export type ChannelFact =
  | ChannelFrameFact
  | { readonly type: 'connection.opened' }
  /** Without a `reason`, it is `connection_closed`. */
  | { readonly type: 'connection.lost'; readonly reason?: LostReason }
  /** The socket takes frames again: pushes that waited for it are written. */
  | { readonly type: 'connection.drained' }
  /** The client does not try to connect any more, so pushes that wait fail. */
  | { readonly type: 'connection.ended' }
  /** The params of the attempt `asked` are known. */
  | { readonly type: 'params.resolved'; readonly asked: object; readonly params: Hidden<unknown> }
  /** The function of the params threw, or they can not be encoded. */
  | { readonly type: 'params.failed'; readonly asked: object; readonly error: unknown }
  /** This topic may join now: see {@link JoinTurns}. */
  | { readonly type: 'join.admitted' }
  /** A timer fired: check whether the answer to the join is overdue. */
  | { readonly type: 'join.due' }
  | { readonly type: 'join.failed'; readonly error: JoinError }
  /** The outcome of a push that was sent as an event, or the failure of one whose promise nobody awaits. */
  | ({ readonly type: 'push.settled'; readonly outcome: PushOutcome; readonly isUnheard?: true } & PushName)
  /** No answer to the leave will come: no join was written, or the connection is lost. */
  | { readonly type: 'leave.concluded' }
  | { readonly type: 'push.aborted'; readonly call: PushCall; readonly reason: unknown }
  /** A timer fired: the deadline of at least one push has come. */
  | { readonly type: 'push.expired' };

/**
 * Why a topic lost its connection. `connection_closed`: either side closed it. `connection_error`: it ended without a close
 * frame. `heartbeat_timeout`: the server did not answer a heartbeat.
 */
export type LostReason = 'connection_closed' | 'connection_error' | 'heartbeat_timeout';

/** All events that a channel takes. */
export type ChannelEvent = ChannelCommand | ChannelFact;

/** An event of a channel by its type. */
export type ChannelEventOf<T extends ChannelEvent['type']> = Extract<ChannelEvent, { type: T }>;

/** A message of a topic. */
export interface Message {
  readonly topic: string;
  readonly event: string;
  readonly payload: unknown;
  /** The ref of the join that it was sent to; null for a broadcast. */
  readonly joinRef: string | null;
}

/** The events that a channel emits. */
export type ChannelEmitted =
  | { readonly type: 'joined'; readonly response: unknown; readonly rejoin: boolean }
  | { readonly type: 'join.failed'; readonly error: JoinError; readonly willRetry: false }
  | { readonly type: 'join.failed'; readonly error: JoinError; readonly willRetry: true; readonly retryInMs: number }
  | ({ readonly type: 'message' } & Message)
  | { readonly type: 'crashed'; readonly payload: unknown; readonly willRetry: boolean }
  | { readonly type: 'closed'; readonly reason: JoinError; readonly willRetry: boolean }
  /** The connection was lost while the topic was joined or joining. */
  | { readonly type: 'lost'; readonly reason: LostReason }
  | { readonly type: 'left'; readonly acknowledged: boolean }
  /** The reply to a push that was sent as an event. */
  | ({ readonly type: 'reply'; readonly status: string; readonly response: unknown } & PushName)
  /** A push failed that was sent as an event, or whose promise nobody awaits. */
  | ({ readonly type: 'push.failed'; readonly error: PushError } & PushName);
