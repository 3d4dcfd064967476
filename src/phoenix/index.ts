/**
 * What npm `phoenix` exports, on the statecharts.
 *
 * @module xstate-phoenix/phoenix
 */

export type { Binding, Ref } from './bindings.ts';
export type { ChannelSocket } from './channel.socket.ts';
export type { ChannelStateName } from './channel.states.ts';
export { Channel } from './channel.ts';
export { LongPoll } from './longpoll.ts';
export type {
  Conn,
  ConnClass,
  Decode,
  Encode,
  HeartbeatCallback,
  HeartbeatStatus,
  Params,
  PushResponse,
  SocketLogger,
  SocketMessage,
  SocketOptions,
} from './phoenix.types.ts';
export { Presence, type PresenceChannel, type PresenceJoin, type PresenceLeave } from './presence.ts';
export { Push, type PushOwner, type ReceiveHook } from './push.ts';
export type {
  CloseCallback,
  CloseLike,
  ErrorCallback,
  MessageCallback,
  OpenCallback,
  StateChangeCallbacks,
} from './registry.ts';
export { Serializer } from './serializer.ts';
export type { SessionMemory } from './session.ts';
export { Socket } from './socket.ts';
export type { ConnState } from './traffic.ts';
export type { Wait } from './waits.ts';
