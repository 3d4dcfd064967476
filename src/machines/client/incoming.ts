import { ProtocolError } from '../../errors.ts';
import { byteLengthOf } from '../../protocol/bytes.ts';
import { type Frame, PHOENIX_TOPIC } from '../../protocol/frame.ts';
import type { Serializer } from '../../protocol/serializer.ts';
import type { TransportSink } from '../../transport/transport.ts';
import type { ClientFact } from './client.events.ts';
import type { Connection } from './connection.ts';
import { toClientEvent, toEvent } from './frame.events.ts';
import type { WatchedFrame } from './watcher.ts';

/** What comes from the socket, as facts for the client and events for the channels. Nothing is thrown back at it. */
export function receiver(
  connection: Connection,
  tell: (event: ClientFact) => void,
): Pick<TransportSink, 'received' | 'unreadable'> {
  const { taps } = connection;
  const { serializer } = connection.configuration;
  const handle = (data: string | ArrayBuffer, watched: WatchedFrame | null) => {
    const frame = read(data, serializer, connection);
    if (frame === null) return;
    watched?.decoded(frame);
    taps.show('in', frame, data);
    route(frame, connection, tell);
  };
  const unreadable = (why: string) => connection.drop('malformed', null, null, new ProtocolError('malformed', why));
  return {
    received: (data) => {
      const { watcher } = connection;
      if (watcher === null) handle(data, null);
      else watcher.receives(byteLengthOf(data), (watched) => handle(data, watched));
    },
    unreadable: (why) => {
      const { watcher } = connection;
      if (watcher === null) unreadable(why);
      else watcher.receives(null, () => unreadable(why));
    },
  };
}

/** Decodes a frame. One that can not be read is dropped, and the connection goes on. */
function read(data: string | ArrayBuffer, serializer: Serializer, connection: Connection): Frame | null {
  try {
    return checked(serializer.decode(data));
  } catch (thrown) {
    const error = toProtocolError(connection.scrub(thrown));
    connection.drop(error.code, null, null, error);
    return null;
  }
}

/** A serializer may be anybody's. */
function checked(frame: Frame): Frame {
  if (Array.isArray(frame) && typeof frame[2] === 'string' && typeof frame[3] === 'string') return frame;
  throw new ProtocolError('malformed', 'The serializer gave something else than a frame.');
}

/** What a serializer threw, as the protocol's own error. */
function toProtocolError(error: unknown): ProtocolError {
  if (error instanceof ProtocolError) return error;
  return new ProtocolError('malformed', 'The serializer could not read a frame; see cause.', { cause: error });
}

/** Hands a frame to whom its topic belongs, with one look into a table however many topics there are. */
function route(frame: Frame, connection: Connection, toClient: (event: ClientFact) => void): void {
  const topic = frame[2];
  const { topics } = connection;
  if (topic === PHOENIX_TOPIC) {
    const event = toClientEvent(frame);
    if (event) toClient(event);
    else connection.drop('reserved', topic, frame[3]);
    return;
  }
  const channel = topics.channels.get(topic);
  if (channel === undefined) {
    if (!isAfterword(frame) && !isTaken(frame, connection)) connection.drop('unknown_topic', topic, frame[3]);
    return;
  }
  const event = toEvent(frame, topics.awaited);
  if (event) channel.send(event);
  else connection.drop('reserved', topic, frame[3]);
}

/**
 * Whether a message of a topic that no channel has was taken by those who listen to such messages. One of a join that is
 * over is nobody's, as ever.
 */
function isTaken(frame: Frame, { topics, unrouted }: Connection): boolean {
  const said = toEvent(frame, topics.awaited);
  if (said?.type !== 'channel.message' || said.joinRef !== null) return false;
  const { event, payload, joinRef } = said;
  return unrouted.tell({ topic: frame[2], event, payload, joinRef });
}

/** What follows the answer to every leave (semantics 121), and replies that nobody awaits any more (semantics 43). */
function isAfterword([, , , event]: Frame): boolean {
  return event === 'phx_close' || event === 'phx_reply';
}
