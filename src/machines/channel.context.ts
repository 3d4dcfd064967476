import type { AnyActorRef } from 'xstate';
import type { ChannelEnd } from '../configuration.types.ts';
import type { JoinError } from '../errors.ts';
import type { ChannelContext, ChannelEmitted, ChannelEvent, ChannelInput, JoinParams } from './channel.types.ts';
import type { Connection } from './connection.ts';
import { joinError } from './join.ts';
import { rejoinDelayOf } from './policy.ts';
import { Pushes } from './pushes.ts';

/** A channel before its first join. */
export function newChannel({ topic, connection, options }: ChannelInput, self: AnyActorRef): ChannelContext {
  const { configuration } = connection;
  const { params = {}, rejoinAfterMs = configuration.rejoinAfterMs, joinTimeoutMs } = options?.() ?? {};
  return {
    topic,
    attempt: 0,
    retryAt: null,
    retryInMs: 0,
    reason: null,
    joinRef: null,
    leaveRef: null,
    joins: 0,
    acknowledged: false,
    response: () => undefined,
    params: () => params,
    resolved: null,
    asked: {},
    rejoinAfterMs: () => rejoinAfterMs,
    joinTimeoutMs: joinTimeoutMs ?? configuration.joinTimeoutMs,
    leaveTimeoutMs: configuration.leaveTimeoutMs,
    connection,
    pushes: newPushes(connection, self),
  };
}

/** The one timer of the pushes stands in the actor system's own scheduler, and ends with the channel. */
function newPushes({ time }: Connection, self: AnyActorRef): Pushes {
  const { scheduler } = self.system;
  return new Pushes({
    now: () => time.now(),
    start: (delayMs) => scheduler.schedule(self, self, { type: 'push.expired' }, delayMs, 'push.expired'),
    stop: () => scheduler.cancel(self, 'push.expired'),
  });
}

/** A new attempt: constant params are at hand, those of a function have to be asked for, unless it has answered. */
export function beginJoin({ connection, params, resolved }: ChannelContext): Partial<ChannelContext> {
  const source = params();
  const known = resolved ?? (typeof source === 'function' ? null : () => source);
  return { asked: {}, resolved: known, joinRef: known && connection.nextRef() };
}

/** A join that is left without an answer is what the server is at all the same, until the leave ends (semantics 53). */
export function endJoin({ connection, topic }: ChannelContext, { type }: ChannelEvent): void {
  if (type !== 'channel.leave') connection.pendingJoins.delete(topic);
}

/** The wait before the next join: how many there were, how long it is, and when it ends. */
export function planRetry(context: ChannelContext, { error }: ChannelEnd): Partial<ChannelContext> {
  const attempt = context.attempt + 1;
  const retryInMs = rejoinDelayOf(context, attempt, error?.response);
  return { attempt, retryInMs, retryAt: context.connection.time.wall() + retryInMs };
}

/** A join without params keeps those it had. */
export function takeParams({ params }: { readonly params?: JoinParams }): Partial<ChannelContext> {
  return params === undefined ? {} : { params: () => params };
}

/** How a join or a joined channel ended, for the policy to judge. */
export function endOf({ topic, attempt }: ChannelContext, event: ChannelEvent): ChannelEnd {
  const end = { topic, attempt: attempt + 1 };
  if (event.type === 'join.failed') return { ...end, cause: 'join', error: event.error };
  return { ...end, cause: event.type === 'channel.crashed' ? 'crashed' : 'closed', error: null };
}

/** Why a channel is closed. */
export function reasonFor({ topic }: ChannelContext, event: ChannelEvent): JoinError {
  return event.type === 'join.failed' ? event.error : joinError(topic, 'closed');
}

/** What listeners hear of the end of a join, or of a joined channel. */
export function toEnd(context: ChannelContext, event: ChannelEvent, willRetry: boolean): ChannelEmitted {
  if (event.type === 'channel.crashed') return { type: 'crashed', payload: event.payload, willRetry };
  if (event.type !== 'join.failed') return { type: 'closed', reason: reasonFor(context, event), willRetry };
  const { error } = event;
  return willRetry
    ? { type: 'join.failed', error, willRetry, retryInMs: context.retryInMs }
    : { type: 'join.failed', error, willRetry };
}

/** Whether a leave ended by the server's word, and not because nobody could answer. */
export function isAcknowledged(event: ChannelEvent): boolean {
  return event.type === 'leave.acknowledged' || event.type === 'channel.closed';
}
