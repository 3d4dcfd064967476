/**
 * The client: its machine, and the functions around it.
 *
 * @module xstate-phoenix
 */

export { ws } from '#ws';
export { type AwaitJoinOptions, awaitConnect, awaitDisconnect, awaitJoin, awaitLeave, type Joined } from './await.ts';
export { type Callable, type CallCommand, call } from './call.ts';
export { channels, connect, type DisconnectOptions, disconnect, reconnect, responseHeaders } from './client.ts';
export { defaults, parseConfiguration } from './configuration.ts';
export type {
  ChannelEnd,
  ClientInput,
  Configuration,
  ConnectionEnd,
  Delays,
  Logger,
  ParsedConfiguration,
  PushBuffer,
  Resolvable,
  WhenNotJoined,
} from './configuration.types.ts';
export { defineClient } from './define.ts';
export type {
  ClientHandlers,
  DefinedClient,
  DefinedEvent,
  Scope,
} from './define.types.ts';
export { leaving, stopping } from './disposal.ts';
export type { AsyncEnding } from './ending.ts';
export {
  ConfigurationError,
  ConnectError,
  type ConnectErrorCode,
  type ConnectErrorDetails,
  JoinError,
  type JoinErrorCode,
  type JoinErrorDetails,
  type Problem,
  ProtocolError,
  type ProtocolErrorCode,
  PushError,
  type PushErrorCode,
  type PushErrorDetails,
  Unauthorized,
} from './errors.ts';
export { onFrame, onUnrouted, ping } from './frames.ts';
export type { EventPattern } from './heard.ts';
export { intercept } from './intercept.ts';
export { interpret } from './interpret.ts';
export {
  type AwaitMessageOptions,
  awaitMessage,
  type MessageListener,
  type MessageOf,
  on,
  type Payload,
} from './listen.ts';
export type { LogFields, LogLevel } from './logger.lines.ts';
export { type LoggerOptions, logger } from './logger.ts';
export type { ChannelContext, ChannelInput } from './machines/channel/channel.context.ts';
export type {
  ChannelCommand,
  ChannelEmitted,
  ChannelEvent,
  ChannelFact,
  ChannelFrameFact,
  LostReason,
  Message,
} from './machines/channel/channel.events.ts';
export type { ChannelConfiguration, ChannelHost, Undelivered } from './machines/channel/channel.host.ts';
export { type ChannelMachine, channelLogic, channelMachine } from './machines/channel/channel.logic.ts';
export type {
  ChannelOutput,
  ChannelRef,
  ChannelSnapshot,
  ChannelState,
  ChannelTag,
} from './machines/channel/channel.ref.ts';
export type { JoinOptions, JoinParams } from './machines/channel/join.options.ts';
export { JoinTurns, type JoinTurnsInput } from './machines/channel/join.turns.ts';
export type { PushCall, PushKind, PushName, PushOutcome, PushWatcher, WatchedPush } from './machines/channel/push.ts';
export type { Assigned } from './machines/client/assigns.ts';
export type {
  CallbackFact,
  ConnectedFact,
  DisconnectedFact,
  JoinedFact,
  OfTopic,
  ReceivedFact,
  RepliedFact,
  TopicClosedFact,
  TopicLeftFact,
} from './machines/client/callbacks.facts.ts';
export type {
  ClientEmitted,
  DropReason,
  FrameDropped,
  ListenerFailed,
  LossCause,
} from './machines/client/client.emitted.ts';
export type { ClientCommand, ClientEvent, ClientFact, PageFact, WakeFact } from './machines/client/client.events.ts';
export { type ClientImplementations, type ClientMachine, clientMachine } from './machines/client/client.logic.ts';
export type {
  ClientContext,
  ClientOutput,
  ClientRef,
  ClientSnapshot,
  ClientState,
  ClientTag,
} from './machines/client/client.ref.ts';
export type { Interception, Interceptor } from './machines/client/interceptors.ts';
export type { FrameTap } from './machines/client/taps.ts';
export type { Hidden } from './machines/hidden.ts';
export type { Time } from './machines/time.ts';
export type { CallWatcher, UserCodeOwner, WatchedCall } from './machines/user.code.ts';
export { type Messages, messages } from './messages.ts';
export { type ConnectParams, type EndpointParts, endpointUrl, type ParamValue } from './protocol/endpoint.ts';
export type { Frame, Reply } from './protocol/frame.ts';
export type { JsonOptions } from './protocol/json.ts';
export type { Serializer } from './protocol/serializer.ts';
export { v1 } from './protocol/v1.ts';
export { v2 } from './protocol/v2.ts';
export { cast, type PushOptions, push } from './push.ts';
export { type RefreshAuthOptions, type RefreshedAuth, type RefreshPush, refreshAuth } from './refresh.auth.ts';
export { type ClientStats, stats, type Traffic } from './stats.ts';
export { join, type LeaveOptions, leave, rejoin } from './topic.ts';
export type {
  Transport,
  TransportClock,
  TransportClose,
  TransportFactory,
  TransportRequest,
  TransportSink,
} from './transport/transport.ts';
export { type WebSocketLike, type WebSocketOptions, websocket } from './transport/websocket.ts';
export type { WsOptions } from './transport/ws.options.ts';
export type { AwaitOptions } from './wait.ts';
