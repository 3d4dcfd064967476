import { say } from '#sentences';
import { PushError, type PushErrorCode, type PushErrorDetails } from '../../errors.ts';
import { shielded } from '../user.code.ts';
import type { ChannelContext } from './channel.context.ts';
import type { ChannelEmitted, ChannelEvent, ChannelEventOf } from './channel.events.ts';
import { EmittedCall, toSettled } from './emitted.call.ts';
import type { PendingPush, PushOutcome } from './push.ts';
import { wordsOf } from './words.ts';

/** Tells the caller of a push its outcome. What the caller throws is reported. A cast has no caller. */
export function settlePush(
  { host, topic }: ChannelContext,
  { event, call, watched }: PendingPush,
  outcome: PushOutcome,
): void {
  watched?.settled(outcome);
  if (call) shielded(host, () => call.settle(outcome), topic, event);
}

/** Tells the caller of a push that it failed. */
export function failPush(
  context: ChannelContext,
  push: PendingPush,
  code: PushErrorCode,
  sent: boolean,
  details?: PushErrorDetails,
): void {
  settlePush(context, push, failure(context, push, code, sent, details));
}

function failure(
  context: ChannelContext,
  { event }: PendingPush,
  code: PushErrorCode,
  sent: boolean,
  given?: PushErrorDetails,
): PushOutcome {
  const details = given ?? (sent || code === 'left' ? {} : { cause: obstacleOf(context) });
  const why = say(`push_${code}`, sent) + wordsOf(details.cause);
  const message = `The push of "${String(event)}" to "${context.topic}" ${why}`;
  return { status: 'failed', error: new PushError(code, message, sent, details) };
}

/** The error that keeps pushes from being sent: that of the topic, or that of the connection. */
export function obstacleOf({ host, reason, lastError }: ChannelContext): unknown {
  return reason ?? (host.isOpen() ? lastError : (host.absence?.().error ?? lastError)) ?? undefined;
}

/** Fails the pushes that wait for a reply, at once when the join has ended: no reply can come any more. */
export function failSent(context: ChannelContext, event: ChannelEvent): void {
  for (const push of context.pushes.takeSent()) failPush(context, push, causes[event.type] ?? 'disconnected', true);
}

const causes: Readonly<Partial<Record<ChannelEvent['type'], PushErrorCode>>> = {
  'channel.crashed': 'channel_crashed',
  'channel.closed': 'channel_closed',
  'channel.rejoin': 'channel_closed',
  'channel.leave': 'left',
};

/** Fails the pushes that wait to be written. */
export function failWaiting(context: ChannelContext, code: PushErrorCode): void {
  for (const push of context.pushes.takeWaiting()) failPush(context, push, code, false);
}

/** Fails all pending pushes, when the channel's actor ends. */
export function failAll(context: ChannelContext, code: PushErrorCode): void {
  for (const push of context.pushes.takeSent()) failPush(context, push, code, true);
  failWaiting(context, code);
  for (const push of context.pushes.takeOffered()) failPush(context, push, code, false);
}

/** The last events to emit when the actor ends: the outcomes of pushes, since it handles no further `push.settled`. */
export function lastWords(context: ChannelContext, code: PushErrorCode): readonly ChannelEmitted[] {
  const pending = context.pushes
    .pending()
    .flatMap(({ push, sent }) =>
      push.call instanceof EmittedCall
        ? [toSettled({ ...push.call.name, outcome: failure(context, push, code, sent) })]
        : [],
    );
  return [...context.pushes.takeUntold().map(toSettled), ...pending];
}

/** Fails the pushes whose deadline has come. A deadline counts from the call, however long the push waited. */
export function expirePushes(context: ChannelContext): void {
  for (const { push, sent } of context.pushes.takeDue()) failPush(context, push, 'timeout', sent);
}

/** Fails a push whose caller gave up. If it still waits, it is never written. */
export function abortPush(context: ChannelContext, { call, reason }: ChannelEventOf<'push.aborted'>): void {
  const taken = context.pushes.takeCall(call);
  if (taken) failPush(context, taken.push, 'aborted', taken.sent, { cause: reason });
}
