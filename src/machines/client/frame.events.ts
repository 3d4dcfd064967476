import { type Frame, isReply, PHOENIX_TOPIC, type Reply, reasonOf } from '../../protocol/frame.ts';
import type { ChannelFrameFact } from '../channel/channel.events.ts';
import type { ClientFact } from './client.events.ts';

/** The refs a channel waits on; they tell the answers to its join and its leave from the replies to its pushes. */
export interface AwaitedRefs {
  readonly joinRef: string | null;
  readonly leaveRef: string | null;
}

const nothing: AwaitedRefs = { joinRef: null, leaveRef: null };

/**
 * What a frame says to the channel of its topic: one event for each kind of frame, null for what has no meaning from a
 * server (semantics 150). Pure; whether it comes too late is for the channel to see, when it gets there.
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
    // The refusal of an unmatched topic has no join_ref, though the join had one (M1).
    return { type, joinRef: joinRef ?? ref, response };
  }
  if (ref !== null && ref === awaited.leaveRef) return { type: 'leave.acknowledged' };
  if (joinRef === null && isUnmatched(status, response)) return { type: 'channel.unmatched', ref, response };
  return { type: 'channel.reply', joinRef, ref, status, response };
}

/** What a frame of the connection's own topic says to the client. */
export function toClientEvent(frame: Frame): ClientFact | null {
  const [, ref, topic, event] = frame;
  const acknowledges = topic === PHOENIX_TOPIC && event === 'phx_reply' && ref !== null;
  return acknowledges ? { type: 'heartbeat.acknowledged', ref } : null;
}

/** The server has no such channel on this connection (semantics 14). */
function isUnmatched(status: string, response: unknown): boolean {
  return status === 'error' && reasonOf(response) === 'unmatched topic';
}
