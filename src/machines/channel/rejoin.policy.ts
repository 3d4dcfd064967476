import { defaults } from '../../configuration.ts';
import type { ChannelEnd } from '../../configuration.types.ts';
import { reasonOf } from '../../protocol/frame.ts';
import { isUnauthorized } from '../answers.ts';
import { delayOf } from '../backoff.ts';
import { guarded } from '../user.code.ts';
import type { ChannelContext } from './channel.context.ts';

/** Reasons of a refused join after which trying again does not help. The first is Phoenix's own (`lib/phoenix/socket.ex`). */
const hopelessReasons: ReadonlySet<unknown> = new Set(['unmatched topic', 'unauthorized', 'forbidden']);

/**
 * Whether to join again after a failed join, or after a joined channel ended. Without `shouldRejoin`: not if the server
 * closed the channel, and not if it refused the join for good. Never, if the function of the params
 * threw `Unauthorized`.
 */
export function willRejoin({ host, topic }: ChannelContext, end: ChannelEnd): boolean {
  if (isUnauthorized(end.error?.cause)) return false;
  const { configuration } = host;
  const asked =
    configuration.shouldRejoin && guarded(host, () => configuration.shouldRejoin?.(end), topic, 'shouldRejoin');
  if (typeof asked === 'boolean') return asked;
  return end.cause !== 'closed' && !hopelessReasons.has(reasonOf(end.error?.response));
}

/** Milliseconds before retry `attempt` of a topic. After "too many channels joined", retries are slow from the start. */
export function rejoinDelayOf(
  { host, topic, rejoinAfterMs }: ChannelContext,
  attempt: number,
  response: unknown,
): number {
  const fallbackMs = defaults.rejoinAfterMs[3];
  const policy = {
    delays: rejoinAfterMs() ?? host.configuration.rejoinAfterMs,
    jitter: host.configuration.jitter,
    fallbackMs,
  };
  const delay = delayOf(host, topic, 'rejoinAfterMs', policy, attempt);
  return reasonOf(response) === 'too many channels joined' ? Math.max(delay, fallbackMs) : delay;
}
