import type { AnyActorRef } from 'xstate';
import type { Delays } from '../../configuration.types.ts';
import type { JoinError } from '../../errors.ts';
import { MAX_DELAY_MS } from '../../values.ts';
import type { Hidden } from '../hidden.ts';
import { LastingListeners } from '../lasting.listeners.ts';
import type { ChannelHost } from './channel.host.ts';
import type { JoinOptions, JoinParams } from './join.options.ts';
import { Pushes } from './pushes.ts';

/** What a channel is made of. */
export interface ChannelInput {
  readonly topic: string;
  readonly host: ChannelHost;
  /** Hidden, because an inspector is shown the input of every actor. */
  readonly options?: Hidden<JoinOptions>;
}

/** What a channel knows. */
export interface ChannelContext {
  readonly topic: string;
  /**
   * Retries in a row since the topic was last joined for `stableAfterMs`, or since the connection opened; 0 for the first
   * try. It stays while the topic is joined.
   */
  readonly attempt: number;
  /** Clock time of the next try in ms, null unless one is waited for. */
  readonly retryAt: number | null;
  /** The wait that ends at `retryAt`, in ms. */
  readonly retryInMs: number;
  /** Why the channel is `closed`; null in every other state. */
  readonly reason: JoinError | null;
  /**
   * Why the topic is not joined yet: the last refusal or, where the server has not refused, the last failure. Null once
   * it is joined.
   */
  readonly lastError: JoinError | null;
  /** The ref of the join that is written or accepted; null while there is none. */
  readonly joinRef: string | null;
  /** The ref of the leave that is written; null while there is none. */
  readonly leaveRef: string | null;
  /** When the present join was accepted, by the clock of deadlines; null until it is. */
  readonly joinedAt: number | null;
  /** How often the topic has been joined. */
  readonly joins: number;
  /** The answer to the last join. */
  readonly response: Hidden<unknown>;
  readonly params: Hidden<JoinParams>;
  /** The params that the present join was written with, until it is over; null while they are asked for. */
  readonly resolved: Hidden<unknown> | null;
  /** The present attempt; what was asked by an older one is ignored. */
  readonly asked: object;
  readonly rejoinAfterMs: Hidden<Delays>;
  readonly joinTimeoutMs: number;
  readonly host: ChannelHost;
  readonly pushes: Pushes;
  /** Those of {@link on}. */
  readonly listeners: LastingListeners;
}

/** A channel before its first join. */
export function newChannel({ topic, host, options }: ChannelInput, self: AnyActorRef): ChannelContext {
  const { configuration } = host;
  const { params = {}, rejoinAfterMs = configuration.rejoinAfterMs, joinTimeoutMs } = options?.() ?? {};
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
    response: () => undefined,
    params: () => params,
    resolved: null,
    asked: {},
    rejoinAfterMs: () => rejoinAfterMs,
    joinTimeoutMs: Math.min(joinTimeoutMs ?? configuration.joinTimeoutMs, MAX_DELAY_MS),
    host,
    pushes: newPushes(host, self),
    listeners: new LastingListeners(),
  };
}

/** The one timer of the pushes stands in the actor system's own scheduler, and ends with the channel. */
function newPushes({ time }: ChannelHost, self: AnyActorRef): Pushes {
  const { scheduler } = self.system;
  return new Pushes({
    now: () => time.now(),
    start: (delayMs) =>
      scheduler.schedule(self, self, { type: 'push.expired' }, Math.min(delayMs, MAX_DELAY_MS), 'push.expired'),
    stop: () => scheduler.cancel(self, 'push.expired'),
  });
}
