import { MAX_DELAY_MS, toDelay } from '../../values.ts';
import { shielded } from '../user.code.ts';
import type { ChannelContext } from './channel.context.ts';
import type { ChannelEvent, ChannelEventOf } from './channel.events.ts';
import type { ChannelRef } from './channel.ref.ts';

/** A leave with a ref of its own, where there is a join that it can leave. */
export function beginLeave({ host, joinRef }: ChannelContext): Partial<ChannelContext> {
  return { leaveRef: joinRef && host.nextRef() };
}

/** Milliseconds that a leave waits for its answer: its own, or those of the client. */
export function leaveTimeoutMs({ host }: ChannelContext, { timeoutMs }: ChannelEventOf<'channel.leave'>): number {
  return toDelay(timeoutMs) ?? Math.min(host.configuration.leaveTimeoutMs, MAX_DELAY_MS);
}

/** Writes a leave of the present join; without one there is nothing to leave on the server (semantics 123-125). */
export function sendLeave({ host, topic, joinRef, leaveRef }: ChannelContext): void {
  if (joinRef === null) return;
  const ref = leaveRef ?? host.nextRef();
  shielded(host, () => host.write([joinRef, ref, topic, 'phx_leave', {}]), topic, 'serializer');
}

/**
 * Leaves a join that a newer one is to replace, where that has to ask for its params or wait for its turn first: until
 * then, and it may be never, the server would go on with a channel that nobody listens to. A join that is written at
 * once replaces the older one by itself (M3).
 */
export function voidJoin(context: ChannelContext): void {
  const { host, topic } = context;
  const isWrittenAtOnce = typeof context.params() !== 'function' && (host.joins.has(topic) || host.joins.hasRoom);
  if (!isWrittenAtOnce) sendLeave(context);
}

/**
 * Concludes a leave that was not written, since nobody will answer it: behind what was asked of the channel meanwhile,
 * so that a join that came right after the leave still counts (semantics 127).
 */
export function concludeLeave({ joinRef }: ChannelContext, self: Pick<ChannelRef, 'send'>): void {
  if (joinRef === null) self.send({ type: 'leave.concluded' });
}

/** Whether a leave ended by the server's word, and not because nobody could answer. */
export function isAcknowledged(event: ChannelEvent): boolean {
  return event.type === 'leave.acknowledged' || event.type === 'channel.closed';
}
