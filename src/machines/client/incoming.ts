import { say } from '#sentences';
import { ProtocolError } from '../../errors.ts';
import { byteLengthOf } from '../../protocol/bytes.ts';
import { type Frame, isFrame, PHOENIX_TOPIC } from '../../protocol/frame.ts';
import type { Serializer } from '../../protocol/serializer.ts';
import type { TransportSink } from '../../transport/transport.ts';
import type { ClientFact } from './client.events.ts';
import type { Connection } from './connection.ts';
import { toClientEvent, toEvent } from './frame.events.ts';
import type { WatchedFrame } from './watcher.ts';

/** Turns what comes from the socket into events for the client and its channels. Never throws. */
export function receiver(
  connection: Connection,
  tell: (event: ClientFact) => void,
): Pick<TransportSink, 'received' | 'unreadable'> {
  const { taps } = connection;
  const { serializer, livenessFrom } = connection.configuration;
  const handle = (data: string | ArrayBuffer, watched: WatchedFrame | null) => {
    const frame = read(data, serializer, connection);
    if (livenessFrom !== 'heartbeat' && connection.client.getSnapshot().context.heartbeatRef !== null)
      tell({ type: 'heartbeat.heard' });
    if (frame === null) return;
    watched?.decoded(frame);
    taps.show('in', frame, data);
    const passed = taps.pass('in', frame);
    if (passed !== null) route(passed, connection, tell);
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

/** Decodes a frame. If it can not be read, it is dropped, and the connection goes on. */
function read(data: string | ArrayBuffer, serializer: Serializer, connection: Connection): Frame | null {
  try {
    return checked(serializer.decode(data));
  } catch (thrown) {
    const error = toProtocolError(connection.scrub(thrown));
    connection.drop(error.code, null, null, error);
    return null;
  }
}

/** Checks a frame, since the serializer may be the user's own. */
function checked(frame: Frame): Frame {
  if (isFrame(frame)) return frame;
  throw new ProtocolError('malformed', say('not_frame'));
}

/** Turns what a serializer threw into a `ProtocolError`. */
function toProtocolError(error: unknown): ProtocolError {
  if (error instanceof ProtocolError) return error;
  return new ProtocolError('malformed', say('malformed'), { cause: error });
}

/** Sends a frame to the channel of its topic, or to the client. */
export function route(frame: Frame, connection: Connection, toClient: (event: ClientFact) => void): void {
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
 * Whether `onUnrouted` took a message of a topic without a channel. A message with a join_ref belongs to a join that is over,
 * and is not taken.
 */
export function isTaken(frame: Frame, { topics, unrouted }: Connection): boolean {
  const said = toEvent(frame, topics.awaited);
  if (said?.type !== 'channel.message' || said.joinRef !== null) return false;
  const { event, payload, joinRef } = said;
  return unrouted.tell({ topic: frame[2], event, payload, joinRef });
}

/** Whether a frame often comes after a leave: Phoenix sends `phx_close` after the reply to it, and replies may be late. */
function isAfterword([, , , event]: Frame): boolean {
  return event === 'phx_close' || event === 'phx_reply';
}
