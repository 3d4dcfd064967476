import { type Frame, PHOENIX_TOPIC } from '../protocol/frame.ts';
import type { ClientFact } from './client.types.ts';
import type { Connection } from './connection.ts';
import { type AwaitedRefs, toClientEvent, toEvent } from './frame.events.ts';

const nothing: AwaitedRefs = { joinRef: null, leaveRef: null };

/** Hands a frame to whom its topic belongs, with one look into a table however many topics there are. */
export function route(frame: Frame, connection: Connection, toClient: (event: ClientFact) => void): void {
  const topic = frame[2];
  if (topic === PHOENIX_TOPIC) {
    const event = toClientEvent(frame);
    if (event) toClient(event);
    else connection.drop('reserved', topic, frame[3]);
    return;
  }
  const channel = connection.channels.get(topic);
  if (channel === undefined) {
    if (!isAfterword(frame)) connection.drop('unknown_topic', topic, frame[3]);
    return;
  }
  const event = toEvent(frame, connection.awaited.get(topic) ?? nothing);
  if (event) channel.send(event);
  else connection.drop('reserved', topic, frame[3]);
}

/** What follows the answer to every leave (semantics 121), and replies that nobody awaits any more (semantics 43). */
function isAfterword([, , , event]: Frame): boolean {
  return event === 'phx_close' || event === 'phx_reply';
}
