export type {
  Channel,
  ChannelHandlers,
  ChannelPresence,
  HandleResult,
  JoinResult,
  Params,
  ReplyResult,
  Socket,
  SocketRef,
  StopReason,
  TerminateReason,
} from './channel.types.ts';
export type { IdleClock } from './idle.ts';
export { inMemory, type Memory, type MemoryOptions } from './memory.ts';
export { createPhoenix } from './phoenix.ts';
export type {
  ConnectAnswer,
  ConnectInfo,
  ConnectRequest,
  ConnectResult,
  ObservedFrame,
  Phoenix,
  PhoenixOptions,
} from './phoenix.types.ts';
export type { PresenceEntry, PresenceMeta } from './presence.ts';
export { type PhoenixServer, type ServerOptions, startServer } from './server.ts';
export type { Ref, ServerFrame, WireData } from './wire.ts';
