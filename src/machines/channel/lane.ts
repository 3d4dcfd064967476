import { restartable } from '../restart.ts';
import { isStop } from '../stop.ts';
import type { ChannelContext } from './channel.context.ts';
import type { ChannelEmitted, ChannelEvent, ChannelEventOf, Message } from './channel.events.ts';
import type { ChannelRef, ChannelSnapshot } from './channel.ref.ts';
import { failAll, failPush, lastWords, settlePush } from './outcomes.ts';
import { writePush } from './outgoing.ts';

/** The parts of the actor that the lane needs. */
interface Lane {
  readonly self: Pick<ChannelRef, 'send'>;
  emit(event: ChannelEmitted): void;
}

/**
 * Puts a fast lane for messages, replies and pushes in front of the chart of a channel.
 *
 * These events never change the state of a joined channel, so running the chart for each of them would be wasted work. The
 * lane does what the chart's actions in `joined` do, and returns the same snapshot. Inspectors still see the events. The
 * lane also settles all pushes when the actor is stopped or throws, which a chart can not do.
 */
export function withLane<Snapshot extends ChannelSnapshot, Scope extends Lane>(
  chart: (snapshot: Snapshot, event: ChannelEvent, scope: Scope) => Snapshot,
): typeof chart {
  const step = restartable(chart);
  return (snapshot, event, scope) => {
    if (isStop(event)) endPushes(snapshot.context, scope);
    try {
      return ride(snapshot, event, scope) ? snapshot : step(snapshot, event, scope);
    } catch (error) {
      if (isPush(event)) return reportPush(snapshot, event, error);
      endPushes(snapshot.context, scope);
      throw error;
    }
  };
}

/**
 * Handles the messages, replies and pushes of a joined channel. Returns false for all other events.
 */
function ride({ value, context }: ChannelSnapshot, event: ChannelEvent, { self, emit }: Lane): boolean {
  if (value !== 'joined') return false;
  switch (event.type) {
    case 'channel.message':
      if (isLive(context, event)) {
        const message = toMessage(context, event);
        // Word by word: a spread takes longer.
        const { topic, event: name, payload, joinRef } = message;
        emit({ type: 'message', topic, event: name, payload, joinRef });
        tellMessage(context, message);
      } else dropFrame(context, event);
      return true;
    case 'channel.reply':
      settleReply(context, event);
      return true;
    case 'channel.push':
    case 'channel.cast':
      writePush(context, event, self);
      return true;
    default:
      return false;
  }
}

/** A push changes no state. So when one throws, the error is reported, and the channel goes on. */
function reportPush<S extends ChannelSnapshot>(snapshot: S, { type }: ChannelEvent, error: unknown): S {
  const { host, topic } = snapshot.context;
  host.report(error, topic, type);
  return snapshot;
}

function isPush({ type }: ChannelEvent): boolean {
  return type === 'channel.push' || type === 'channel.cast';
}

function endPushes(context: ChannelContext, { emit }: Pick<Lane, 'emit'>): void {
  if (context.pushes.isUnused) return;
  for (const failed of lastWords(context, 'disconnected')) emit(failed);
  failAll(context, 'disconnected');
}

/** Whether a frame belongs to the present join. A frame without a join_ref is a broadcast, and fits every join. */
export function isLive({ joinRef }: ChannelContext, frame: Pick<FrameHead, 'joinRef'>): boolean {
  return frame.joinRef === null || frame.joinRef === joinRef;
}

/** A message, as listeners get it. */
export function toMessage({ topic }: ChannelContext, said: ChannelEventOf<'channel.message'>): Message {
  return { topic, event: said.event, payload: said.payload, joinRef: said.joinRef };
}

/** Calls the listeners of `on()`. If a presence may need the message later, it is kept. */
export function tellMessage({ joinRef, listeners }: ChannelContext, message: Message): void {
  listeners.keep(joinRef, message);
  listeners.tell(message);
}

/** Settles the push that a reply belongs to. `Phoenix.Channel.reply/2` can send second and late replies: they are ignored. */
export function settleReply(context: ChannelContext, reply: ChannelEventOf<'channel.reply'>): void {
  if (!isLive(context, reply)) return;
  const push = context.pushes.take(reply.ref);
  if (push === undefined) return;
  const { status, response } = reply;
  if (status === 'ok') settlePush(context, push, { status: 'ok', response });
  else failPush(context, push, 'refused', true, { status, response });
}

/** The part of a frame that is reported when it is not delivered. */
interface FrameHead {
  readonly joinRef: string | null;
  readonly event: string;
}

/** Reports a `phx_close` or `phx_error` that ends no join. */
export function dropEnd(
  context: ChannelContext,
  { type, joinRef }: ChannelEventOf<'channel.closed' | 'channel.crashed'>,
) {
  dropFrame(context, { joinRef, event: type === 'channel.closed' ? 'phx_close' : 'phx_error' });
}

/** Reports a frame that was not delivered, because its topic is not joined or because it belongs to an older join. */
export function dropFrame(context: ChannelContext, frame: FrameHead): void {
  const why = isLive(context, frame) ? 'not_joined' : 'stale';
  context.host.drop(why, context.topic, frame.event);
}

/** Whether a ref belongs to a frame of the present join. Refs are counted up, and never start again. */
export function isOfThisJoin({ joinRef }: ChannelContext, { ref }: { readonly ref: string | null }): boolean {
  return Number(ref) > Number(joinRef);
}

/** The server does not have this channel any more, so the join is over, as after a crash. */
export function toCrash(
  { joinRef }: ChannelContext,
  { response }: ChannelEventOf<'channel.unmatched'>,
): ChannelEventOf<'channel.crashed'> {
  return { type: 'channel.crashed', joinRef, payload: response };
}
