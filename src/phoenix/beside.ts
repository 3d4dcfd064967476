import type { ChannelRef } from '../machines/channel/channel.ref.ts';
import type { ClientRef } from '../machines/client/client.ref.ts';
import type { Connection } from '../machines/client/connection.ts';
import { isTaken, route } from '../machines/client/incoming.ts';
import { isReply, PHOENIX_TOPIC } from '../protocol/frame.ts';
import type { SocketMessage } from './phoenix.types.ts';
import { toFrame } from './serializer.ts';

/** The client of a socket, with the topics that it has joined itself, beside the channels of the socket. */
type Beside = Connection<ClientRef>;

/**
 * Hands a message on: to the topic that the client has joined itself, or to those who listen to all the rest.
 *
 * @param byChannel - Whether a channel has taken it.
 * @param isKnown - Whether there are channels of its topic, though it may be of none of their present joins.
 * @param bySocket - Whether callbacks of the socket have heard it.
 */
export function passOn(
  connection: Beside,
  message: SocketMessage,
  byChannel: boolean,
  isKnown: boolean,
  bySocket: boolean,
): void {
  const { topic, event } = message;
  if (joinedBy(connection, topic)) {
    const frame = toFrame({ ...message, payload: asViews(message.payload) });
    route(frame, connection, () => {});
  } else if (byChannel || topic === PHOENIX_TOPIC) return;
  else if (isKnown) {
    if (event !== 'phx_reply') connection.drop('stale', topic, event);
  } else if (bySocket) isTaken(toFrame(message), connection);
  else route(toFrame(message), connection, () => {});
}

/** Leaves a topic that the client has joined itself, since a channel of the socket takes it over. The newest one wins. */
export function giveWay(connection: Beside, topic: string): void {
  const room = joinedBy(connection, topic);
  room?.send({ type: 'channel.leave' });
  if (room?.getSnapshot().status === 'active') room.send({ type: 'channel.closed', joinRef: null });
}

/** Bytes as our own API gives them. phoenix.js gives buffers. */
export function asViews(payload: unknown): unknown {
  if (payload instanceof ArrayBuffer) return new Uint8Array(payload);
  return isReply(payload) ? { ...payload, response: asViews(payload.response) } : payload;
}

function joinedBy(connection: Beside, topic: string): ChannelRef | undefined {
  const room = connection.topics.channels.get(topic);
  return room?.getSnapshot().context.host === connection ? room : undefined;
}
