import { restartable } from '../restart.ts';
import { isStop } from '../stop.ts';
import type { ChannelContext } from './channel.context.ts';
import type { ChannelEmitted, ChannelEvent, ChannelEventOf } from './channel.events.ts';
import type { ChannelRef, ChannelSnapshot } from './channel.ref.ts';
import { failAll, failPush, lastWords, settlePush } from './outcomes.ts';
import { writePush } from './outgoing.ts';

/** What the lane needs of the actor. */
interface Lane {
  readonly self: Pick<ChannelRef, 'send'>;
  emit(event: ChannelEmitted): void;
}

/**
 * Puts a lane for data in front of the chart of a channel.
 *
 * Data never changes the state of a joined channel, so a macrostep would only find that out anew for every message.
 * The lane does for it what the chart's own actions in `joined` do, and answers with the same snapshot; the inspector
 * sees the event all the same. It also settles what is pending when the actor is stopped or throws, for which charts
 * have no word.
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

/** Whether an event was data of a joined channel, and is dealt with. */
function ride({ value, context }: ChannelSnapshot, event: ChannelEvent, { self, emit }: Lane): boolean {
  if (value !== 'joined') return false;
  switch (event.type) {
    case 'channel.message':
      if (isLive(context, event)) emit(toMessage(context, event));
      else dropFrame(context, event);
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

/** A push changes no state, so one that throws when it is looked at ends nothing but itself. */
function reportPush<S extends ChannelSnapshot>(snapshot: S, { type }: ChannelEvent, error: unknown): S {
  const { host, topic } = snapshot.context;
  host.report(error, topic, type);
  return snapshot;
}

function isPush({ type }: ChannelEvent): boolean {
  return type === 'channel.push' || type === 'channel.cast';
}

function endPushes(context: ChannelContext, { emit }: Pick<Lane, 'emit'>): void {
  for (const failed of lastWords(context, 'disconnected')) emit(failed);
  failAll(context, 'disconnected');
}

/** Whether a frame belongs to the present join; one without a join_ref fits every join (semantics 40). */
export function isLive({ joinRef }: ChannelContext, frame: Pick<FrameHead, 'joinRef'>): boolean {
  return frame.joinRef === null || frame.joinRef === joinRef;
}

/** A message as listeners get it. */
export function toMessage(
  { topic }: ChannelContext,
  { event, payload, joinRef }: ChannelEventOf<'channel.message'>,
): ChannelEmitted {
  return { type: 'message', topic, event, payload, joinRef };
}

/** Settles the push a reply belongs to. A reply that nobody awaits, or awaits no more, is ignored (semantics 43). */
export function settleReply(context: ChannelContext, reply: ChannelEventOf<'channel.reply'>): void {
  if (!isLive(context, reply)) return;
  const push = context.pushes.take(reply.ref);
  if (push === undefined) return;
  const { status, response } = reply;
  if (status === 'ok') settlePush(context, push, { status: 'ok', response });
  else failPush(context, push, 'refused', true, { status, response });
}

/** What is to be known of a frame that is not delivered. */
interface FrameHead {
  readonly joinRef: string | null;
  readonly event: string;
}

/** Says that the end of a topic came for none that is joined. */
export function dropEnd(
  context: ChannelContext,
  { type, joinRef }: ChannelEventOf<'channel.closed' | 'channel.crashed'>,
) {
  dropFrame(context, { joinRef, event: type === 'channel.closed' ? 'phx_close' : 'phx_error' });
}

/** Says that a frame was not delivered, because its topic is not joined or because it belongs to an older join. */
export function dropFrame(context: ChannelContext, frame: FrameHead): void {
  const why = isLive(context, frame) ? 'not_joined' : 'stale';
  context.host.drop(why, context.topic, frame.event);
}

/** Whether a ref was drawn for a frame of the present join: refs are counted up, and never start again (semantics 35). */
export function isOfThisJoin({ joinRef }: ChannelContext, { ref }: { readonly ref: string | null }): boolean {
  return Number(ref) > Number(joinRef);
}

/** The server knows no such channel: the join is void (semantics 147). */
export function toCrash(
  { joinRef }: ChannelContext,
  { response }: ChannelEventOf<'channel.unmatched'>,
): ChannelEventOf<'channel.crashed'> {
  return { type: 'channel.crashed', joinRef, payload: response };
}
