import { wsClass } from '#ws';
import { LongPoll } from './longpoll.ts';
import type { ConnClass, SocketOptions } from './phoenix.types.ts';

/** The class of the connections: the one that is given, that of the platform, that of `ws`, or `LongPoll`. */
export function transportOf({ transport }: SocketOptions): ConnClass {
  // What it makes is found out when it is dialed.
  return (transport as ConnClass | undefined) || globalThis.WebSocket || wsClass() || LongPoll;
}
