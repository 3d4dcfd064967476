import type { ConnectErrorCode, JoinErrorCode, PushErrorCode } from '../errors.ts';
import type { PushKind } from '../machines/channel/push.ts';
import type { DropReason, LossCause } from '../machines/client/client.emitted.ts';

/** How an event relates to others. The ids are random lowercase hex digits. */
export interface TelemetryIds {
  /**
   * 32 digits. Each connection has a trace of its own: the attempts that led to it, and everything that happens on it.
   * While there is no connection, events belong to the trace of the next one.
   */
  readonly traceId: string;
  /** 16 digits, the same for an attempt and its connection. Null while there is neither. */
  readonly connectionId: string | null;
  /** 16 digits, the same in all events of a span. */
  readonly spanId: string;
  /**
   * The `spanId` of the parent. The parent of a connection is its attempt; of joins, pushes, frames and heartbeats it
   * is the connection; of callbacks it is the frame that is being handled, or else the connection. Null without a
   * parent. The parent may have begun before you listened.
   */
  readonly parentId: string | null;
}

/** When an event happened, in milliseconds since 1970. */
export interface TelemetryMoment {
  readonly timeMs: number;
}

/** The end of a span, and its duration in milliseconds, by a clock that never jumps. */
export interface TelemetryEnd extends TelemetryMoment {
  readonly durationMs: number;
}

/** An event of one type. */
export interface TelemetryEventOf<T extends string, Measurements, Metadata> extends TelemetryIds {
  readonly type: T;
  /** Numbers. Those named `...Ms` are milliseconds. */
  readonly measurements: Readonly<Measurements>;
  /** Names and codes. Never payloads, params, urls, headers, tokens, close reasons or messages of errors. */
  readonly metadata: Readonly<Metadata>;
}

/** No metadata. */
export type NoMetadata = Record<never, never>;

/** The metadata of an attempt. */
export interface AttemptMetadata {
  /** Attempts since the connection was last stable, this one included: 1 for the first. */
  readonly attempt: number;
  /** Whether the client was connected before. */
  readonly reconnect: boolean;
}

/**
 * One attempt to connect. It starts before the url is known, and ends when the client is connected, fails or gives up.
 */
export type ConnectTelemetry =
  | TelemetryEventOf<'client.connect.start', TelemetryMoment, AttemptMetadata>
  | TelemetryEventOf<'client.connect.stop', TelemetryEnd, AttemptMetadata>
  /** The code is `aborted` if `disconnect()`, `reconnect()` or `stop()` ended the attempt. */
  | TelemetryEventOf<
      'client.connect.exception',
      TelemetryEnd,
      AttemptMetadata & {
        readonly code: ConnectErrorCode;
        /** The code or the name of the error's cause, such as `ECONNREFUSED` or `TypeError`. Null without a cause. */
        readonly error: string | null;
        readonly httpStatus: number | null;
        readonly willRetry: boolean;
      }
    >;

/**
 * Why a connection ended: the cause of `connection.lost`; `idle` for want of topics; `disconnected` by
 * `disconnect()`; `stopped` with the client.
 */
export type ConnectionCause = LossCause | 'disconnected' | 'stopped';

/** How much went over a connection. */
export interface ConnectionTraffic {
  readonly framesIn: number;
  readonly framesOut: number;
  /** Without the headers of WebSocket frames. */
  readonly bytesIn: number;
  readonly bytesOut: number;
}

/** The life of a connection. */
export type ConnectionTelemetry =
  | TelemetryEventOf<'connection.start', TelemetryMoment, { readonly reconnect: boolean }>
  | TelemetryEventOf<
      'connection.stop',
      TelemetryEnd & ConnectionTraffic,
      {
        /** The close code; 1006 without a close frame, 1000 if the client gave the connection up. */
        readonly code: number;
        readonly cause: ConnectionCause;
        /** The code or the name of the error's cause, as for an attempt. */
        readonly error: string | null;
        readonly willRetry: boolean;
      }
    >;

/** The metadata of a join. */
export interface JoinMetadata {
  readonly topic: string | null;
  /** Null until the params are known. */
  readonly joinRef: string | null;
  /** Joins in a row without success, this one included: 1 for the first. */
  readonly attempt: number;
  /** Whether the topic had been joined before. */
  readonly rejoin: boolean;
}

/**
 * Why a join failed: the code of its `JoinError`; `crashed` if the channel crashed before it answered; `disconnected`
 * if the connection was lost; `aborted` if another join replaced it.
 */
export type JoinTelemetryCode = JoinErrorCode | 'crashed';

/**
 * One join. It starts when the topic goes to `joining`, before its params are known, and ends when it leaves that
 * state.
 */
export type JoinTelemetry =
  | TelemetryEventOf<'client.join.start', TelemetryMoment, JoinMetadata>
  | TelemetryEventOf<'client.join.stop', TelemetryEnd, JoinMetadata>
  | TelemetryEventOf<
      'client.join.exception',
      TelemetryEnd,
      JoinMetadata & { readonly code: JoinTelemetryCode; readonly willRetry: boolean }
    >;

/** The metadata of a push. */
export interface PushMetadata {
  readonly kind: PushKind;
  readonly topic: string | null;
  readonly event: string;
}

/** The metadata of a push that may have been written. */
export interface WrittenPushMetadata extends PushMetadata {
  /** Null if the push is not written. */
  readonly ref: string | null;
  readonly joinRef: string | null;
}

/** How long a push waited until it was written, or failed unwritten, and the size of its frame. */
export interface PushWait {
  readonly queuedMs: number;
  /** 0 if the push is not written. */
  readonly bytes: number;
}

/** One push, from the call to its outcome. A cast ends when it is written. */
export type PushTelemetry =
  | TelemetryEventOf<'client.push.start', TelemetryMoment, PushMetadata>
  /** The push waits, because its topic is not joined, or the socket has too much to send. */
  | TelemetryEventOf<'client.push.queued', TelemetryMoment, PushMetadata>
  | TelemetryEventOf<'client.push.sent', TelemetryMoment & PushWait, WrittenPushMetadata>
  /** `status` is the status of the reply; null for a cast. */
  | TelemetryEventOf<
      'client.push.stop',
      TelemetryEnd & PushWait,
      WrittenPushMetadata & { readonly status: 'ok' | null }
    >
  /** `status` is the status of the reply; null without a reply. */
  | TelemetryEventOf<
      'client.push.exception',
      TelemetryEnd & PushWait,
      WrittenPushMetadata & { readonly code: PushErrorCode; readonly sent: boolean; readonly status: string | null }
    >;

/** The metadata of a callback. */
export interface CallbackMetadata {
  /** The event that it listens to, or the name of the option or handler, as in `listener.failed`. */
  readonly callback: string;
  readonly topic: string | null;
}

/** One call of one of your functions. If it returns a promise, the span lasts until that is settled. */
export type CallbackTelemetry =
  | TelemetryEventOf<'client.callback.start', TelemetryMoment, CallbackMetadata>
  | TelemetryEventOf<'client.callback.stop', TelemetryEnd, CallbackMetadata>
  /** The function threw, or its promise was rejected. */
  | TelemetryEventOf<'client.callback.exception', TelemetryEnd, CallbackMetadata>;

/** The metadata of a frame: all but its payload. */
export interface FrameMetadata {
  readonly topic: string | null;
  readonly event: string | null;
  readonly ref: string | null;
  readonly joinRef: string | null;
}

/** The size of a frame without its WebSocket header; 0 if the transport could not read it. */
export interface FrameSize {
  readonly bytes: number;
}

/**
 * The handling of an incoming frame, from decoding until its listeners have returned; and one event per outgoing frame.
 */
export type FrameTelemetry =
  | TelemetryEventOf<'frame.received.start', TelemetryMoment & FrameSize, NoMetadata>
  | TelemetryEventOf<'frame.received.stop', TelemetryEnd & FrameSize, FrameMetadata>
  /** The frame was dropped. All fields but `why` are null if it could not be decoded. */
  | TelemetryEventOf<'frame.received.exception', TelemetryEnd & FrameSize, FrameMetadata & { readonly why: DropReason }>
  | TelemetryEventOf<'frame.sent', TelemetryMoment & FrameSize, FrameMetadata>;

/** The server answered a heartbeat of the client (not a `ping()`). */
export type HeartbeatTelemetry = TelemetryEventOf<
  'heartbeat',
  TelemetryMoment & { readonly rttMs: number },
  NoMetadata
>;

/** Every event of telemetry. Each `start` is followed by one `stop` or one `exception` with the same `spanId`. */
export type TelemetryEvent =
  | ConnectTelemetry
  | ConnectionTelemetry
  | JoinTelemetry
  | PushTelemetry
  | CallbackTelemetry
  | FrameTelemetry
  | HeartbeatTelemetry;

type BodyOf<E> = E extends TelemetryEvent ? Omit<E, keyof TelemetryIds> : never;

/** An event without its ids. */
export type TelemetryBody = BodyOf<TelemetryEvent>;
