export { attachOpenTelemetry, type OpenTelemetryOptions } from './opentelemetry.ts';
export { onTelemetry, type TelemetryOptions } from './telemetry.ts';
export type {
  CallbackTelemetry,
  ConnectionCause,
  ConnectionTelemetry,
  ConnectTelemetry,
  FrameTelemetry,
  HeartbeatTelemetry,
  JoinTelemetry,
  JoinTelemetryCode,
  PushTelemetry,
  TelemetryEvent,
  TelemetryIds,
} from './telemetry.types.ts';
