export { awaitConnect, awaitDisconnect, awaitJoin, awaitLeave, type Joined } from './await.ts';
export { type Callable, type CallCommand, call } from './call.ts';
export { channels, connect, type DisconnectOptions, disconnect, reconnect, responseHeaders } from './client.ts';
export { defaults, parseConfiguration } from './configuration.ts';
export type {
  ChannelEnd,
  ClientInput,
  Configuration,
  ConnectionEnd,
  Delays,
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
export {
  ConfigurationError,
  ConnectError,
  type ConnectErrorCode,
  type ConnectErrorDetails,
  JoinError,
  type JoinErrorCode,
  type Problem,
  ProtocolError,
  type ProtocolErrorCode,
  PushError,
  type PushErrorCode,
  type PushErrorDetails,
} from './errors.ts';
export { onFrame, ping } from './frames.ts';
export {
  type AwaitMessageOptions,
  awaitMessage,
  type MessageOf,
  messages,
  on,
  type Payload,
} from './listen.ts';
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
} from './machines/callbacks.types.ts';
export { channelMachine } from './machines/channel.machine.ts';
export type {
  ChannelCommand,
  ChannelContext,
  ChannelEmitted,
  ChannelEvent,
  ChannelFact,
  ChannelFrameFact,
  ChannelInput,
  ChannelOutput,
  ChannelRef,
  ChannelSnapshot,
  ChannelState,
  ChannelTag,
  Hidden,
  JoinOptions,
  JoinParams,
  Message,
  PushCall,
  PushName,
  PushOutcome,
} from './machines/channel.types.ts';
export { clientMachine } from './machines/client.machine.ts';
export type {
  Assigned,
  ClientCommand,
  ClientContext,
  ClientEmitted,
  ClientEvent,
  ClientFact,
  ClientOutput,
  ClientRef,
  ClientSnapshot,
  ClientState,
  ClientTag,
  DropReason,
  FrameDropped,
  ListenerFailed,
  LossCause,
  WakeFact,
} from './machines/client.types.ts';
export type { FrameTap } from './machines/connection.ts';
export { type ConnectParams, type EndpointParts, endpointUrl, type ParamValue } from './protocol/endpoint.ts';
export type { Frame, Reply } from './protocol/frame.ts';
export type { JsonOptions } from './protocol/json.ts';
export type { Serializer } from './protocol/serializer.ts';
export { v1 } from './protocol/v1.ts';
export { v2 } from './protocol/v2.ts';
export { cast, type PushOptions, push } from './push.ts';
export { join, type LeaveOptions, leave, rejoin } from './topic.ts';
export type {
  Transport,
  TransportClose,
  TransportFactory,
  TransportRequest,
  TransportSink,
} from './transport/transport.ts';
export { type WebSocketLike, type WebSocketOptions, websocket } from './transport/websocket.ts';
export { ws } from './transport/ws.ts';
export type { AwaitOptions } from './wait.ts';
