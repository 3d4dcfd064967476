import { MAX_DELAY_MS, toDelay } from '../../values.ts';
import { shielded } from '../user.code.ts';
import type { ChannelContext } from './channel.context.ts';
import type { ChannelEvent, ChannelEventOf } from './channel.events.ts';
import type { ChannelOutput, ChannelRef } from './channel.ref.ts';

/** Draws the ref of a leave, if a join was written that it can leave. */
export function beginLeave({ host, joinRef }: ChannelContext): Partial<ChannelContext> {
  return { leaveRef: joinRef && host.nextRef() };
}

/** Milliseconds to wait for the answer to a leave: its own `timeoutMs`, or the client's `leaveTimeoutMs`. */
export function leaveTimeoutMs({ host }: ChannelContext, { timeoutMs }: ChannelEventOf<'channel.leave'>): number {
  return toDelay(timeoutMs) ?? Math.min(host.configuration.leaveTimeoutMs, MAX_DELAY_MS);
}

/** Writes a leave of the present join. If none was written, there is nothing to leave on the server. */
export function sendLeave({ host, topic, joinRef, leaveRef }: ChannelContext): void {
  if (joinRef === null) return;
  const ref = leaveRef ?? host.nextRef();
  shielded(host, () => host.write([joinRef, ref, topic, 'phx_leave', {}]), topic, 'serializer');
}

/**
 * Leaves the present join before a new one, if the new one has to ask for its params or wait for its turn first. Otherwise
 * the server would keep a channel that nobody listens to, maybe for ever. A join that is written at once needs no leave:
 * Phoenix closes the old channel itself (`handle_in` of `phx_join` in `lib/phoenix/socket.ex`).
 */
export function voidJoin(context: ChannelContext): void {
  const { host, topic } = context;
  const isWrittenAtOnce = typeof context.params() !== 'function' && (host.joins.has(topic) || host.joins.hasRoom);
  if (!isWrittenAtOnce) sendLeave(context);
}

/**
 * Ends a leave that was not written, or whose connection is lost, since no answer will come. It does so by an event, so that a
 * join that was sent right after the leave is handled first.
 */
export function concludeLeave({ joinRef }: ChannelContext, self: Pick<ChannelRef, 'send'>): void {
  if (joinRef === null) self.send({ type: 'leave.concluded' });
}

/** Whether a leave ended because the server answered it. */
export function isAcknowledged(event: ChannelEvent): boolean {
  return event.type === 'leave.acknowledged' || event.type === 'channel.closed';
}

/** The output of a channel that was left. The event is that of its final state. */
export function toOutput({ event }: { readonly event: { readonly output?: unknown } }): ChannelOutput {
  return { acknowledged: event.output === true };
}
