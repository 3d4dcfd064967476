/**
 * What npm `phoenix` exports, on the statecharts.
 *
 * @module xstate-phoenix/phoenix
 */

export { Channel } from './channel.ts';
export { LongPoll } from './longpoll.ts';
export { Push } from './push.ts';
export { Serializer } from './serializer.ts';
export { Socket } from './socket.ts';
