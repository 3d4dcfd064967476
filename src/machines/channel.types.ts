import type { ActorRef, MachineSnapshot, MetaObject, StateSchema } from 'xstate';
import type { Delays, Resolvable, WhenNotJoined } from '../configuration.types.ts';
import type { JoinError, PushError } from '../errors.ts';
import type { Connection } from './connection.ts';
import type { Pushes } from './pushes.ts';

/** A value that no serialised snapshot shows, because functions are left out of those: params and responses. */
export type Hidden<T> = () => T;

/** The params of `join/3`: a value, or a function asked at each join. */
export type JoinParams = Resolvable<unknown>;

/** What a single join may have of its own. */
export interface JoinOptions {
  /** The params of `join/3`; a function is asked anew at each join, with the number of the retry. @defaultValue `{}` */
  readonly params?: JoinParams;
  /** @defaultValue the client's `rejoinAfterMs` */
  readonly rejoinAfterMs?: Delays;
  /** Milliseconds. @defaultValue the client's `joinTimeoutMs` */
  readonly joinTimeoutMs?: number;
}

/** What a channel is made of. The connection is shared by reference: ten thousand channels hold one. */
export interface ChannelInput {
  readonly topic: string;
  readonly connection: Connection;
  /** Hidden, because an inspector is shown the input of every actor. */
  readonly options?: Hidden<JoinOptions>;
}

/** How a push ended: what its caller is told, exactly once. */
export type PushOutcome =
  | { readonly status: 'ok'; readonly response: unknown }
  | { readonly status: 'failed'; readonly error: PushError };

/** The caller of a push: how long it waits, and how it hears. */
export interface PushCall {
  readonly timeoutMs?: number | undefined;
  readonly whenNotJoined?: WhenNotJoined | undefined;
  settle(outcome: PushOutcome): void;
}

/** A push that was sent as an event, as its outcome names it. */
export interface PushName {
  readonly event: string;
  /** The command's own; undefined where it had none. */
  readonly id: string | undefined;
}

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
  | { readonly type: 'connection.lost' }
  | { readonly type: 'connection.drained' }
  /** The function behind the params has answered the attempt `asked`. */
  | { readonly type: 'params.resolved'; readonly asked: object; readonly params: Hidden<unknown> }
  /** It threw, or its answer can not be encoded. */
  | { readonly type: 'params.failed'; readonly asked: object; readonly error: unknown }
  | { readonly type: 'join.failed'; readonly error: JoinError }
  /** The outcome of a push that was sent as an event, without a call. */
  | ({ readonly type: 'push.settled'; readonly outcome: PushOutcome } & PushName)
  /** There was nothing to leave on the server. */
  | { readonly type: 'leave.concluded' }
  | { readonly type: 'push.aborted'; readonly call: PushCall; readonly reason: unknown }
  | { readonly type: 'push.expired' };

/** All that a channel takes. */
export type ChannelEvent = ChannelCommand | ChannelFact;

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
  | { readonly type: 'left'; readonly acknowledged: boolean }
  /** The reply to a push that was sent as an event. */
  | ({ readonly type: 'reply'; readonly status: string; readonly response: unknown } & PushName)
  | ({ readonly type: 'push.failed'; readonly error: PushError } & PushName);

/** What a channel knows. */
export interface ChannelContext {
  readonly topic: string;
  /** Retries in a row since the topic was last joined, or since the connection opened; 0 for the first try. */
  readonly attempt: number;
  /** Clock time of the next try in ms, null unless one is waited for. */
  readonly retryAt: number | null;
  /** The wait that ends at `retryAt`, in ms. */
  readonly retryInMs: number;
  /** Why the channel is `closed`; null in every other state. */
  readonly reason: JoinError | null;
  /** The ref of the join that is written or accepted; null while there is none. */
  readonly joinRef: string | null;
  /** The ref of the leave that is written; null while there is none. */
  readonly leaveRef: string | null;
  /** Whether the server has answered the leave. */
  readonly acknowledged: boolean;
  /** How often the topic has been joined. */
  readonly joins: number;
  /** The answer to the last join. */
  readonly response: Hidden<unknown>;
  readonly params: Hidden<JoinParams>;
  /** The answer of the function behind the params, until it is written. */
  readonly resolved: Hidden<unknown> | null;
  /** The present attempt; what was asked by an older one is ignored. */
  readonly asked: object;
  readonly rejoinAfterMs: Hidden<Delays>;
  readonly joinTimeoutMs: number;
  readonly leaveTimeoutMs: number;
  readonly connection: Connection;
  readonly pushes: Pushes;
}

/** The states of a channel, as `snapshot.value` has them. */
export type ChannelState =
  | 'joining'
  | 'joined'
  | { readonly 'rejoin-waiting': 'backoff' | 'offline' }
  | 'leaving'
  | 'left'
  | 'closed';

/** `joined`: messages arrive. `can-push`: a push is written at once or kept until it can be. */
export type ChannelTag = 'joined' | 'can-push';

/** What a channel ends with. */
export interface ChannelOutput {
  /** Whether the server has answered the leave. */
  readonly acknowledged: boolean;
}

/** A channel at one moment. */
export type ChannelSnapshot = MachineSnapshot<
  ChannelContext,
  ChannelEvent,
  Record<string, never>,
  ChannelState,
  ChannelTag,
  ChannelOutput,
  MetaObject,
  StateSchema
>;

/** One topic of a client. */
export type ChannelRef = ActorRef<ChannelSnapshot, ChannelEvent, ChannelEmitted>;
