/**
 * The test kit: a server that your test controls, in memory, and a server on a real port.
 *
 * @module xstate-phoenix/testing
 */

export type {
  Act,
  ConnectAct,
  DisconnectAct,
  HeartbeatAct,
  JoinAct,
  LeaveAct,
  PushAct,
} from './acts.types.ts';
export type { HandleResult, JoinResult, ReplyResult, StopReason } from './channel.results.ts';
export type { Channel, ChannelHandlers, Socket, SocketRef, TerminateReason } from './channel.types.ts';
export { TestClock } from './clock.ts';
export { ExpectationError, type Within } from './expectations.ts';
export { HeldJoin } from './held.ts';
export type { IdleClock } from './idle.ts';
export { createTestServer } from './kit.ts';
export type {
  ClientOptions,
  ConnectMatchers,
  JoinAnswer,
  JoinMatchers,
  TestExpectations,
  TestServer,
  TestServerOptions,
} from './kit.types.ts';
export type { LongPollTimes } from './longpoll.types.ts';
export type { Matcher, NameMatcher, TextMatcher } from './match.ts';
export { inMemory, type Memory, type MemoryOptions } from './memory.ts';
export type { Params } from './params.ts';
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
export type { ChannelPresence, PresenceEntry, PresenceMeta } from './presence.ts';
export type { ServerSerializer } from './serializer.ts';
export { type PhoenixServer, type ServerOptions, startServer } from './server.ts';
export type { Tls } from './tls.types.ts';
export type { TransportName } from './transport.name.ts';
export type { TestWebSocket, TestWebSocketClass } from './websocket.ts';
export type { Ref, ServerFrame, WireData } from './wire.ts';
