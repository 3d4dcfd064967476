/**
 * What npm `phoenix` exports, on the statecharts.
 *
 * @module xstate-phoenix/phoenix
 */

export type { Binding, Ref } from './bindings.ts';
export type { ChannelSocket } from './channel.socket.ts';
export type { ChannelState } from './channel.states.ts';
export { Channel } from './channel.ts';
export { LongPoll } from './longpoll.ts';
export type {
  BinaryType,
  Conn,
  ConnClass,
  Decode,
  Encode,
  HeartbeatCallback,
  HeartbeatStatus,
  Params,
  PushResponse,
  SocketConnectOption,
  SocketLogger,
  SocketMessage,
  SocketOptions,
  TransportClass,
  Untyped,
} from './phoenix.types.ts';
export {
  Presence,
  type PresenceChannel,
  type PresenceJoin,
  type PresenceLeave,
  type PresenceOnJoinCallback,
  type PresenceOnLeaveCallback,
  type PresenceOpts,
} from './presence.ts';
export { Push, type PushOwner, type PushStatus, type ReceiveHook } from './push.ts';
export type {
  CloseCallback,
  CloseLike,
  ClosingEvent,
  ErrorCallback,
  FailureEvent,
  MessageCallback,
  MessageRef,
  OpenCallback,
  StateChangeCallbacks,
} from './registry.ts';
export { Serializer } from './serializer.ts';
export type { SessionMemory } from './session.ts';
export { Socket } from './socket.ts';
export type { ConnectionState } from './traffic.ts';
export type { Wait, Wait as Timer } from './waits.ts';
