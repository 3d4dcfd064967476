import type { PushErrorCode } from '../../errors.ts';
import { assertNone } from '../../problem.ts';
import { checkEvent } from '../../protocol/names.ts';
import { ofPlatform } from '../../protocol/platform.ts';
import { toDelay } from '../../values.ts';
import type { ChannelContext } from './channel.context.ts';
import type { ChannelEventOf } from './channel.events.ts';
import type { ChannelRef } from './channel.ref.ts';
import { EmittedCall } from './emitted.call.ts';
import { failPush } from './outcomes.ts';
import type { PendingPush, PushCall } from './push.ts';

/** A push or a cast. */
export type PushEvent = ChannelEventOf<'channel.push' | 'channel.cast'>;

type Self = Pick<ChannelRef, 'send'>;

/** Writes a push of a joined channel. If others wait already or the socket is full, it waits behind them. */
export function writePush(context: ChannelContext, event: PushEvent, self: Self): void {
  const { host, pushes } = context;
  if (!pushes.hasWaiting && host.isWritable()) send(context, toPending(context, event, self));
  else keepPush(context, event, self, host.isOpen() ? 'overflow' : 'not_joined');
}

/** Lets a push wait until it can be written. If it must not wait, or nobody tries to connect, it fails. */
export function keepPush(context: ChannelContext, event: PushEvent, self: Self, refusal: PushErrorCode): void {
  const { host } = context;
  const { whenNotJoined = host.configuration.whenNotJoined } =
    event.type === 'channel.cast' ? event : (event.call ?? {});
  const push = toPending(context, event, self);
  if (whenNotJoined === 'reject') failPush(context, push, refusal, false);
  else if (!host.isOpen() && host.absence?.().isFinal) failPush(context, push, 'disconnected', false);
  else wait(context, push);
}

/**
 * Writes the pushes that have waited, in order, as long as the socket takes them. Overdue ones fail instead: a computer that
 * slept may be connected again before its timers fire.
 */
export function flushPushes(context: ChannelContext): void {
  const { host, pushes } = context;
  while (pushes.hasWaiting && host.isWritable()) {
    const push = pushes.next();
    if (push === undefined) continue;
    if (push.dueAt < host.time.now()) failPush(context, push, 'timeout', false);
    else send(context, push);
  }
}

/** Refuses a push of a channel that has ended. */
export function refusePush(context: ChannelContext, push: PushEvent, self: Self, code: PushErrorCode): void {
  failPush(context, toPending(context, push, self), code, false);
}

function send(context: ChannelContext, push: PendingPush): void {
  const { host, pushes, topic, joinRef } = context;
  const ref = host.nextRef();
  if (push.call) pushes.await(ref, push);
  try {
    assertPushable(push.event);
    host.write([joinRef, ref, topic, push.event, push.payload], push.watched);
  } catch (error) {
    pushes.take(ref);
    failPush(context, push, 'encode', false, { cause: error });
  }
}

/** Puts a push into the buffer, with a copy of its payload, so that later changes of the payload do not matter. */
function wait(context: ChannelContext, push: PendingPush): void {
  const { host } = context;
  const { serializer, pushBuffer } = host.configuration;
  let captured: PendingPush;
  try {
    assertPushable(push.event);
    const payload = serializer.capture ? serializer.capture(push.payload) : ofPlatform('structuredClone')(push.payload);
    captured = { ...push, payload };
  } catch (error) {
    failPush(context, push, 'encode', false, { cause: host.scrub ? host.scrub(error) : error });
    return;
  }
  const dropped = context.pushes.wait(captured, pushBuffer);
  if (dropped !== captured) captured.watched?.queued();
  if (dropped) failPush(context, dropped, 'overflow', false);
}

/** A push as the table keeps it. A missing payload becomes `{}`. */
function toPending({ host, pushes: { unseen }, topic }: ChannelContext, command: PushEvent, self: Self): PendingPush {
  const { configuration, time, watcher } = host;
  const { event, payload } = command;
  const call: PushCall | null =
    command.type === 'channel.cast' ? null : (command.call ?? new EmittedCall(command, self, unseen));
  const offered = call && unseen.accept(call);
  const kind = call ? 'push' : 'cast';
  return {
    event,
    payload: payload ?? {},
    call,
    dueAt: time.now() + (toDelay(call?.timeoutMs) ?? configuration.pushTimeoutMs),
    watched: offered ? offered.watched : (watcher?.pushes(topic, event, kind) ?? null),
  };
}

/** Refuses the protocol's own events: a push of `phx_join` or `phx_leave` would join or leave on the server. */
function assertPushable(event: string): void {
  assertNone(checkEvent(event));
}
