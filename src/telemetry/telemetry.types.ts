import type { ConnectErrorCode, JoinErrorCode, PushErrorCode } from '../errors.ts';
import type { PushKind } from '../machines/channel/push.ts';
import type { DropReason, LossCause } from '../machines/client/client.emitted.ts';

/** Where an event stands among the others. Ids are lowercase hex digits, drawn at random. */
export interface TelemetryIds {
  /**
   * 32 digits: one for each connection, shared by the attempts in a row that led to it and by all that happens on it.
   * What happens without a connection has that of the next one.
   */
  readonly traceId: string;
  /** 16 digits: one for each attempt, and the connection that came of it; null while there is neither. */
  readonly connectionId: string | null;
  /** 16 digits: the same from the start of a span to its end. */
  readonly spanId: string;
  /**
   * The span it is a part of: the attempt for a connection; the connection for joins, pushes, frames and heartbeats;
   * the frame being handled, or else the connection, for callbacks. Null without one. It may have begun before the
   * subscription.
   */
  readonly parentId: string | null;
}

/** When an event happened, in ms by the clock on the wall. */
export interface TelemetryMoment {
  readonly timeMs: number;
}

/** The end of a span, and what it took, in ms by a clock that never jumps. */
export interface TelemetryEnd extends TelemetryMoment {
  readonly durationMs: number;
}

/** An event of one type. */
export interface TelemetryEventOf<T extends string, Measurements, Metadata> extends TelemetryIds {
  readonly type: T;
  /** Numbers only. `...Ms` are milliseconds. */
  readonly measurements: Readonly<Measurements>;
  /** Names and codes; never a payload, params, a url, a header, a token, a close reason or an error's message. */
  readonly metadata: Readonly<Metadata>;
}

/** There is nothing more to say. */
export type NoMetadata = Record<never, never>;

/** What is known of an attempt. */
export interface AttemptMetadata {
  /** Attempts since the connection was last stable, this one included: 1 for the first. */
  readonly attempt: number;
  /** Whether there was a connection before. */
  readonly reconnect: boolean;
}

/** One attempt at a connection: from asking for the url, until it is connected, has failed or is given up. */
export type ConnectTelemetry =
  | TelemetryEventOf<'client.connect.start', TelemetryMoment, AttemptMetadata>
  | TelemetryEventOf<'client.connect.stop', TelemetryEnd, AttemptMetadata>
  /** Code `aborted`: given up, by `disconnect()`, `reconnect()` or a stop. */
  | TelemetryEventOf<
      'client.connect.exception',
      TelemetryEnd,
      AttemptMetadata & {
        readonly code: ConnectErrorCode;
        /** The code or the name of what was thrown or told: `ECONNREFUSED`, `TypeError`; null where nothing was. */
        readonly error: string | null;
        readonly httpStatus: number | null;
        readonly willRetry: boolean;
      }
    >;

/** What has ended a connection: as `connection.lost` has it, or `disconnect()`, or a stop of the client. */
export type ConnectionCause = LossCause | 'disconnected' | 'stopped';

/** What went over a connection. */
export interface ConnectionTraffic {
  readonly framesIn: number;
  readonly framesOut: number;
  /** Without the WebSocket's own headers. */
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
        /** The close code; 1006 without a close frame, 1000 where it was given up by us. */
        readonly code: number;
        readonly cause: ConnectionCause;
        /** As that of an attempt. */
        readonly error: string | null;
        readonly willRetry: boolean;
      }
    >;

/** What is known of a join. */
export interface JoinMetadata {
  readonly topic: string | null;
  /** Null while its params are asked for. */
  readonly joinRef: string | null;
  /** Joins in a row without success, this one included: 1 for the first. */
  readonly attempt: number;
  /** Whether the topic had been joined before. */
  readonly rejoin: boolean;
}

/**
 * Why a join came to nothing: the code of its `JoinError`; `crashed` when the channel crashed before it had answered;
 * `disconnected` when the connection was lost; `aborted` when another join took its place.
 */
export type JoinTelemetryCode = JoinErrorCode | 'crashed';

/** One join: from the state `joining`, its params asked for, until it is answered or given up. */
export type JoinTelemetry =
  | TelemetryEventOf<'client.join.start', TelemetryMoment, JoinMetadata>
  | TelemetryEventOf<'client.join.stop', TelemetryEnd, JoinMetadata>
  | TelemetryEventOf<
      'client.join.exception',
      TelemetryEnd,
      JoinMetadata & { readonly code: JoinTelemetryCode; readonly willRetry: boolean }
    >;

/** What is known of a push. */
export interface PushMetadata {
  readonly kind: PushKind;
  readonly topic: string | null;
  readonly event: string;
}

/** What is known of a push once it may have been written. */
export interface WrittenPushMetadata extends PushMetadata {
  /** Null while it is not written. */
  readonly ref: string | null;
  readonly joinRef: string | null;
}

/** How long a push had waited when it was written, or ended unwritten, and the size of its frame. */
export interface PushWait {
  readonly queuedMs: number;
  /** 0 while it is not written. */
  readonly bytes: number;
}

/** One push, from the call to its outcome. A cast ends when it is written. */
export type PushTelemetry =
  | TelemetryEventOf<'client.push.start', TelemetryMoment, PushMetadata>
  /** It waits, because its topic is not joined or the socket is congested. */
  | TelemetryEventOf<'client.push.queued', TelemetryMoment, PushMetadata>
  | TelemetryEventOf<'client.push.sent', TelemetryMoment & PushWait, WrittenPushMetadata>
  /** `status` is that of the reply, null for a cast. */
  | TelemetryEventOf<
      'client.push.stop',
      TelemetryEnd & PushWait,
      WrittenPushMetadata & { readonly status: 'ok' | null }
    >
  /** `status` is that of a reply that was not ok, null where there was no reply. */
  | TelemetryEventOf<
      'client.push.exception',
      TelemetryEnd & PushWait,
      WrittenPushMetadata & { readonly code: PushErrorCode; readonly sent: boolean; readonly status: string | null }
    >;

/** Which function was called. */
export interface CallbackMetadata {
  /** The event it listens to, or the name of the option or handler: as `listener.failed` names it. */
  readonly callback: string;
  readonly topic: string | null;
}

/** One call of a function of yours. One that returns a promise lasts until that is settled. */
export type CallbackTelemetry =
  | TelemetryEventOf<'client.callback.start', TelemetryMoment, CallbackMetadata>
  | TelemetryEventOf<'client.callback.stop', TelemetryEnd, CallbackMetadata>
  /** It threw, or its promise was rejected. */
  | TelemetryEventOf<'client.callback.exception', TelemetryEnd, CallbackMetadata>;

/** The head of a frame. */
export interface FrameMetadata {
  readonly topic: string | null;
  readonly event: string | null;
  readonly ref: string | null;
  readonly joinRef: string | null;
}

/** On the wire, without the WebSocket's own header; 0 where the transport could not read it. */
export interface FrameSize {
  readonly bytes: number;
}

/** The handling of one incoming frame, from decoding it until its listeners have returned; and frames on their way out. */
export type FrameTelemetry =
  | TelemetryEventOf<'frame.received.start', TelemetryMoment & FrameSize, NoMetadata>
  | TelemetryEventOf<'frame.received.stop', TelemetryEnd & FrameSize, FrameMetadata>
  /** It went nowhere. The head is null where it could not be decoded. */
  | TelemetryEventOf<'frame.received.exception', TelemetryEnd & FrameSize, FrameMetadata & { readonly why: DropReason }>
  | TelemetryEventOf<'frame.sent', TelemetryMoment & FrameSize, FrameMetadata>;

/** A heartbeat of the client's own was answered. */
export type HeartbeatTelemetry = TelemetryEventOf<
  'heartbeat',
  TelemetryMoment & { readonly rttMs: number },
  NoMetadata
>;

/** What a client tells of itself. `start` is followed by one `stop` or one `exception` of the same `spanId`. */
export type TelemetryEvent =
  | ConnectTelemetry
  | ConnectionTelemetry
  | JoinTelemetry
  | PushTelemetry
  | CallbackTelemetry
  | FrameTelemetry
  | HeartbeatTelemetry;

type BodyOf<E> = E extends TelemetryEvent ? Omit<E, keyof TelemetryIds> : never;

/** An event without its place. */
export type TelemetryBody = BodyOf<TelemetryEvent>;
