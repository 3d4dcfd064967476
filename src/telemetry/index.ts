/**
 * Telemetry: spans and measurements of everything a client does, also for OpenTelemetry.
 *
 * @module xstate-phoenix/telemetry
 */

export type { PushKind } from '../machines/channel/push.ts';
export { attachOpenTelemetry, type OpenTelemetryOptions } from './opentelemetry.ts';
export type { OpenTelemetryApi } from './opentelemetry.types.ts';
export { onTelemetry, type TelemetryOptions } from './telemetry.ts';
export type {
  AttemptMetadata,
  CallbackMetadata,
  CallbackTelemetry,
  ConnectionCause,
  ConnectionTelemetry,
  ConnectionTraffic,
  ConnectTelemetry,
  FrameMetadata,
  FrameSize,
  FrameTelemetry,
  HeartbeatTelemetry,
  JoinMetadata,
  JoinTelemetry,
  JoinTelemetryCode,
  NoMetadata,
  PushMetadata,
  PushTelemetry,
  PushWait,
  TelemetryEnd,
  TelemetryEvent,
  TelemetryEventOf,
  TelemetryIds,
  TelemetryMoment,
  WrittenPushMetadata,
} from './telemetry.types.ts';
