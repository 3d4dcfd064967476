import type { ChannelEnd } from '../../configuration.types.ts';
import type { JoinError } from '../../errors.ts';
import type { ChannelContext } from './channel.context.ts';
import type { ChannelEmitted, ChannelEvent, ChannelEventOf } from './channel.events.ts';
import { joinError } from './join.error.ts';
import { rejoinDelayOf } from './rejoin.policy.ts';

/** How a join or a joined channel ended: the argument of `shouldRejoin`. */
export function endOf(context: ChannelContext, event: ChannelEvent): ChannelEnd {
  const end = { topic: context.topic, attempt: retriesSoFar(context) + 1 };
  if (event.type === 'join.failed') return { ...end, cause: 'join', error: event.error };
  return { ...end, cause: event.type === 'channel.crashed' ? 'crashed' : 'closed', error: null };
}

/**
 * Retries in a row, at the end of a join. The count starts again only if the topic was joined for `stableAfterMs`: a topic
 * may crash right after every join. Checked when the join ends, so that a joined topic needs no timer.
 */
export function retriesSoFar({ host, attempt, joinedAt }: ChannelContext): number {
  const hasLived = joinedAt !== null && host.time.now() - joinedAt >= host.configuration.stableAfterMs;
  return hasLived ? 0 : attempt;
}

/** Plans the wait before the next join: its number, its length and its end. */
export function planRetry(context: ChannelContext, { attempt, error }: ChannelEnd): Partial<ChannelContext> {
  const retryInMs = rejoinDelayOf(context, attempt, error?.response);
  return { attempt, retryInMs, retryAt: context.host.time.wall() + retryInMs };
}

/** Keeps the error of a failed join. A refusal is not replaced by a later timeout, since it says more. */
export function lastErrorOf({ lastError }: ChannelContext, event: ChannelEvent): Partial<ChannelContext> {
  if (event.type !== 'join.failed') return {};
  return event.error.code !== 'refused' && lastError?.code === 'refused' ? {} : { lastError: event.error };
}

/** The `reason` of a closed channel. */
export function reasonFor(context: ChannelContext, event: ChannelEvent): JoinError {
  return event.type === 'join.failed' ? event.error : joinError(context, 'closed');
}

/** The emitted event for the end of a join, or of a joined channel. */
export function toEnd(context: ChannelContext, event: ChannelEvent, willRetry: boolean): ChannelEmitted {
  if (event.type === 'channel.crashed') return { type: 'crashed', payload: event.payload, willRetry };
  if (event.type !== 'join.failed') return { type: 'closed', reason: reasonFor(context, event), willRetry };
  const { error } = event;
  return willRetry
    ? { type: 'join.failed', error, willRetry, retryInMs: context.retryInMs }
    : { type: 'join.failed', error, willRetry };
}

/** The emitted event for the end of the connection. */
export function toLost({ reason = 'connection_closed' }: ChannelEventOf<'connection.lost'>): ChannelEmitted {
  return { type: 'lost', reason };
}
