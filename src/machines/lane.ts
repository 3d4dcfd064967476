import { isDelay } from '../configuration.rules.ts';
import { ConfigurationError, type Problem, type PushErrorCode } from '../errors.ts';
import { isReservedEvent } from '../protocol/frame.ts';
import type { ChannelContext, ChannelEmitted, ChannelEvent, ChannelRef, PushCall } from './channel.types.ts';
import type { Connection } from './connection.ts';
import { EmittedCall, failPush, settlePush } from './push.outcomes.ts';
import type { PendingPush } from './pushes.ts';

type EventOf<T extends ChannelEvent['type']> = Extract<ChannelEvent, { type: T }>;

/** What is to be known of a frame that is not delivered. */
export interface FrameHead {
  readonly joinRef: string | null;
  readonly event: string;
}

/** A push, with or without a reply. */
export type PushEvent = EventOf<'channel.push'> | EventOf<'channel.cast'>;

export type ReplyEvent = EventOf<'channel.reply'>;

type Self = Pick<ChannelRef, 'send'>;

/** Whether a frame belongs to the present join; one without a join_ref fits every join (semantics 40). */
export function isLive({ joinRef }: ChannelContext, frame: Pick<FrameHead, 'joinRef'>): boolean {
  return frame.joinRef === null || frame.joinRef === joinRef;
}

/** A message as listeners get it. */
export function toMessage(
  { topic }: ChannelContext,
  { event, payload, joinRef }: EventOf<'channel.message'>,
): ChannelEmitted {
  return { type: 'message', topic, event, payload, joinRef };
}

/** Says that a frame was not delivered, because its topic is not joined or because it belongs to an older join. */
export function dropFrame(context: ChannelContext, frame: FrameHead): void {
  const why = isLive(context, frame) ? 'not_joined' : 'stale';
  context.connection.drop(why, context.topic, frame.event);
}

/** Whether a ref was drawn for a frame of the present join: refs are counted up, and never start again (semantics 35). */
export function isOfThisJoin({ joinRef }: ChannelContext, { ref }: Pick<ReplyEvent, 'ref'>): boolean {
  return Number(ref) > Number(joinRef);
}

/** Settles the push a reply belongs to. A reply that nobody awaits, or awaits no more, is ignored (semantics 43). */
export function settleReply(context: ChannelContext, reply: ReplyEvent): void {
  if (!isLive(context, reply)) return;
  const push = context.pushes.take(reply.ref);
  if (push === undefined) return;
  const { status, response } = reply;
  if (status === 'ok') settlePush(context, push, { status: 'ok', response });
  else failPush(context, push, 'refused', true, { status, response });
}

/** Writes a push of a joined channel, or lets it wait behind those that wait already (semantics 144, 148). */
export function writePush(context: ChannelContext, event: PushEvent, self: Self): void {
  const { connection, pushes } = context;
  if (!pushes.hasWaiting && canWrite(connection)) send(context, toPending(context, event, self));
  else keepPush(context, event, self, connection.isOpen() ? 'overflow' : 'not_joined');
}

/** Lets a push wait until it can be written, or refuses it where it shall not wait (semantics 136). */
export function keepPush(context: ChannelContext, event: PushEvent, self: Self, refusal: PushErrorCode): void {
  const { whenNotJoined = context.connection.configuration.whenNotJoined } =
    event.type === 'channel.cast' ? event : (event.call ?? {});
  const push = toPending(context, event, self);
  if (whenNotJoined === 'reject') failPush(context, push, refusal, false);
  else wait(context, push);
}

/**
 * Writes what has waited, in order, as long as the socket takes it. What is overdue by now is not written any more: a
 * machine that slept may be connected again before its timers have caught up.
 */
export function flushPushes(context: ChannelContext): void {
  const { connection, pushes } = context;
  while (pushes.hasWaiting && canWrite(connection)) {
    const push = pushes.next();
    if (push === undefined) continue;
    if (push.dueAt < connection.time.now()) failPush(context, push, 'timeout', false);
    else send(context, push);
  }
}

/** A connection may have ended before its channels hear of it; what was not written then waits for the next one. */
function canWrite(connection: Connection): boolean {
  return connection.isOpen() && connection.isWritable();
}

function send(context: ChannelContext, push: PendingPush): void {
  const { connection, pushes, topic, joinRef } = context;
  const ref = connection.nextRef();
  if (push.call) pushes.await(ref, push);
  try {
    assertPushable(push.event);
    connection.write([joinRef, ref, topic, push.event, push.payload], push.watched);
  } catch (error) {
    pushes.take(ref);
    failPush(context, push, 'encode', false, { cause: error });
  }
}

/** Within the bounds of the buffer, and captured as it is now (semantics 145). */
function wait(context: ChannelContext, push: PendingPush): void {
  const { serializer, pushBuffer } = context.connection.configuration;
  let captured: PendingPush;
  try {
    assertPushable(push.event);
    const payload = serializer.capture ? serializer.capture(push.payload) : structuredClone(push.payload);
    captured = { ...push, payload };
  } catch (error) {
    failPush(context, push, 'encode', false, { cause: error });
    return;
  }
  const dropped = context.pushes.wait(captured, pushBuffer);
  if (dropped !== captured) captured.watched?.queued();
  if (dropped) failPush(context, dropped, 'overflow', false);
}

/** Refuses a push of a channel that has ended. */
export function refusePush(context: ChannelContext, push: PushEvent, self: Self, code: PushErrorCode): void {
  failPush(context, toPending(context, push, self), code, false);
}

/** A push as the table keeps it. A missing payload is an empty one (semantics 146). */
function toPending({ connection, pushes, topic }: ChannelContext, command: PushEvent, self: Self): PendingPush {
  const { configuration, time } = connection;
  const { event, payload } = command;
  const call: PushCall | null =
    command.type === 'channel.cast' ? null : (command.call ?? new EmittedCall(command, self, pushes));
  const offered = call && pushes.accept(call);
  const kind = call ? 'push' : 'cast';
  return {
    event,
    payload: payload ?? {},
    call,
    dueAt: time.now() + (isDelay(call?.timeoutMs) ? call.timeoutMs : configuration.pushTimeoutMs),
    watched: offered ? offered.watched : (connection.watcher?.pushes(topic, event, kind) ?? null),
  };
}

/** What is wrong with the name of an event that is to be pushed. */
export function checkEvent(event: unknown): readonly Problem[] {
  if (typeof event !== 'string' || event === '')
    return [{ path: 'event', message: 'must be a string that is not empty' }];
  return isReservedEvent(event)
    ? [{ path: 'event', message: `"${event}" is the protocol's own (use join or leave)` }]
    : [];
}

/** A command may come from anywhere; on the wire the protocol's own events would be joins and leaves (semantics 150). */
function assertPushable(event: string): void {
  const problems = checkEvent(event);
  if (problems.length > 0) throw new ConfigurationError(problems);
}
