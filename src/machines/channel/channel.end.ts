import type { ChannelEnd } from '../../configuration.types.ts';
import type { JoinError } from '../../errors.ts';
import type { ChannelContext } from './channel.context.ts';
import type { ChannelEmitted, ChannelEvent } from './channel.events.ts';
import { joinError } from './join.error.ts';
import { rejoinDelayOf } from './rejoin.policy.ts';

/** How a join or a joined channel ended, for the policy to judge. */
export function endOf({ topic, attempt }: ChannelContext, event: ChannelEvent): ChannelEnd {
  const end = { topic, attempt: attempt + 1 };
  if (event.type === 'join.failed') return { ...end, cause: 'join', error: event.error };
  return { ...end, cause: event.type === 'channel.crashed' ? 'crashed' : 'closed', error: null };
}

/** The wait before the next join: how many there were, how long it is, and when it ends. */
export function planRetry(context: ChannelContext, { error }: ChannelEnd): Partial<ChannelContext> {
  const attempt = context.attempt + 1;
  const retryInMs = rejoinDelayOf(context, attempt, error?.response);
  return { attempt, retryInMs, retryAt: context.host.time.wall() + retryInMs };
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
