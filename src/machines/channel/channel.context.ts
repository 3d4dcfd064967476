import type { AnyActorRef } from 'xstate';
import type { Delays } from '../../configuration.types.ts';
import type { JoinError } from '../../errors.ts';
import { MAX_DELAY_MS } from '../../values.ts';
import type { Hidden } from '../hidden.ts';
import type { ChannelHost } from './channel.host.ts';
import { ChannelListeners } from './channel.listeners.ts';
import type { JoinOptions, JoinParams } from './join.options.ts';
import { PushTimer } from './push.timer.ts';
import { Pushes } from './pushes.ts';

/** The input of a channel: its topic, its host and the options of its join. */
export interface ChannelInput {
  readonly topic: string;
  readonly host: ChannelHost;
  /** A function, because inspectors show the input of every actor. @defaultValue no options */
  readonly options?: Hidden<JoinOptions>;
}

/** The context of a channel. */
export interface ChannelContext {
  readonly topic: string;
  /**
   * Retries in a row, 0 for the first try. It becomes 0 on a new connection, and when a topic ends that was joined for
   * `stableAfterMs`. It does not change while the topic is joined.
   */
  readonly attempt: number;
  /** When the next try comes, as `Date.now()` gives it; null unless the channel waits for one. */
  readonly retryAt: number | null;
  /** How long the wait that ends at `retryAt` is in all, in ms. */
  readonly retryInMs: number;
  /** Why the channel is `closed`; null in every other state. */
  readonly reason: JoinError | null;
  /**
   * Why the topic is not joined yet: the last refusal or, if the server has not refused, the last failure. Null once
   * it is joined.
   */
  readonly lastError: JoinError | null;
  /** The ref of the join that was written or accepted; null while there is none. */
  readonly joinRef: string | null;
  /** The ref of the leave that was written; null while there is none. */
  readonly leaveRef: string | null;
  /** When the present join was accepted, as `host.time.now()` gave it; null until it is. */
  readonly joinedAt: number | null;
  /** How often the topic has been joined. */
  readonly joins: number;
  /** The server's response to the last accepted join. */
  readonly response: Hidden<unknown>;
  readonly params: Hidden<JoinParams>;
  /** The params of the present join; null until they are known, and when the join is over. */
  readonly resolved: Hidden<unknown> | null;
  /** Identifies the present attempt. Params that were asked for by an older one are ignored. */
  readonly asked: object;
  /** The delays of this topic alone, if it has its own. */
  readonly rejoinAfterMs: Hidden<Delays | undefined>;
  readonly joinTimeoutMs: number;
  readonly host: ChannelHost;
  readonly pushes: Pushes;
  /** The listeners that {@link on} added. */
  readonly listeners: ChannelListeners;
}

// Shared by all channels that have nothing else, since what a channel has of its own is kept as long as its topic.
const nothing = () => undefined;
const noParams = () => ({});
/** While no attempt waits for its params. */
export const unasked: object = {};

/** The context of a new channel. */
export function newChannel({ topic, host, options }: ChannelInput, self: AnyActorRef): ChannelContext {
  const { configuration } = host;
  const { params, rejoinAfterMs, joinTimeoutMs } = options?.() ?? {};
  return {
    topic,
    attempt: 0,
    retryAt: null,
    retryInMs: 0,
    reason: null,
    lastError: null,
    joinRef: null,
    leaveRef: null,
    joinedAt: null,
    joins: 0,
    response: nothing,
    params: params === undefined ? noParams : () => params,
    resolved: null,
    asked: unasked,
    rejoinAfterMs: rejoinAfterMs === undefined ? nothing : () => rejoinAfterMs,
    joinTimeoutMs: Math.min(joinTimeoutMs ?? configuration.joinTimeoutMs, MAX_DELAY_MS),
    host,
    pushes: new Pushes(new PushTimer(host.time, self)),
    listeners: new ChannelListeners(),
  };
}
