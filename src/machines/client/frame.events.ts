import { type Frame, isReply, PHOENIX_TOPIC, type Reply, reasonOf } from '../../protocol/frame.ts';
import type { ChannelFrameFact } from '../channel/channel.events.ts';
import type { ClientFact } from './client.events.ts';

/** The refs of a channel's last join and leave. Replies with other refs are those to pushes. */
export interface AwaitedRefs {
  readonly joinRef: string | null;
  readonly leaveRef: string | null;
}

const nothing: AwaitedRefs = { joinRef: null, leaveRef: null };

/**
 * Turns a frame into an event for the channel of its topic. Returns null for `phx_join` and `phx_leave`, which a server does
 * not send. Pure: the channel itself checks whether the frame comes too late.
 */
export function toEvent(
  [joinRef, ref, topic, event, payload]: Frame,
  awaited: ReadonlyMap<string, AwaitedRefs>,
): ChannelFrameFact | null {
  switch (event) {
    case 'phx_reply':
      return toReply(
        joinRef,
        ref,
        isReply(payload) ? payload : { status: 'error', response: payload },
        awaited.get(topic) ?? nothing,
      );
    case 'phx_close':
      return { type: 'channel.closed', joinRef };
    case 'phx_error':
      return { type: 'channel.crashed', joinRef, payload };
    case 'phx_join':
    case 'phx_leave':
      return null;
    default:
      return { type: 'channel.message', joinRef, event, payload };
  }
}

function toReply(
  joinRef: string | null,
  ref: string | null,
  { status, response }: Reply,
  awaited: AwaitedRefs,
): ChannelFrameFact {
  if (ref !== null && ref === awaited.joinRef) {
    const type = status === 'ok' ? 'join.accepted' : 'join.refused';
    // Phoenix refuses a join with "unmatched topic" without a join_ref (`encode_ignore` in `lib/phoenix/socket.ex`).
    return { type, joinRef: joinRef ?? ref, response };
  }
  if (ref !== null && ref === awaited.leaveRef) return { type: 'leave.acknowledged' };
  if (joinRef === null && isUnmatched(status, response)) return { type: 'channel.unmatched', ref, response };
  return { type: 'channel.reply', joinRef, ref, status, response };
}

/** Turns a frame of the topic `phoenix` into an event for the client. */
export function toClientEvent(frame: Frame): ClientFact | null {
  const [, ref, topic, event] = frame;
  const acknowledges = topic === PHOENIX_TOPIC && event === 'phx_reply' && ref !== null;
  return acknowledges ? { type: 'heartbeat.acknowledged', ref } : null;
}

/** Whether a reply says that the server has no such channel on this connection. */
function isUnmatched(status: string, response: unknown): boolean {
  return status === 'error' && reasonOf(response) === 'unmatched topic';
}
