import type { ConnectError, ProtocolError } from '../../errors.ts';
import type { Undelivered } from '../channel/channel.host.ts';

/** The events that a client emits. */
export type ClientEmitted =
  | {
      readonly type: 'connected';
      /** Whether there was a connection before. */
      readonly reconnect: boolean;
      /** The headers of the server's answer to the upgrade; `{}` if the transport can not see them. */
      readonly headers: Readonly<Record<string, string>>;
    }
  | {
      readonly type: 'connect.failed';
      /** Attempts in a row without a stable connection, this one included. */
      readonly attempt: number;
      readonly error: ConnectError;
      readonly httpStatus: number | undefined;
      readonly willRetry: boolean;
      /** Milliseconds before the next attempt; undefined if there will be none. */
      readonly retryInMs?: number;
    }
  | {
      readonly type: 'connection.lost';
      readonly code: number;
      readonly reason: string;
      readonly cause: LossCause;
      /** Its `cause` is the error of the transport, the platform or the serializer; null if there was none. */
      readonly error: ConnectError | null;
      readonly willRetry: boolean;
    }
  /** `context.reason` of the client says why: `requested` or `idle`. */
  | { readonly type: 'disconnected' }
  | { readonly type: 'heartbeat'; readonly rttMs: number }
  /** The socket takes frames again: pushes that waited for it are written. */
  | { readonly type: 'drain' }
  | ListenerFailed
  | FrameDropped;

/**
 * What ended a connection.
 *
 * - `remote`: the server or the network
 * - `heartbeat`: the server did not answer a heartbeat in time
 * - `send`: the transport could not send, or the serializer could not encode a heartbeat
 * - `requested`: `reconnect()`, a `connect()` during a `disconnect()`, or a `refreshAuth()` that found nobody logged in; for
 *   handlers also `disconnect()`
 * - `outdated`: a better transport can be dialed, and the client dials it now
 * - `suspended`: the page said that it needs none until it is shown again (`page.suspended`)
 * - `idle`: there was no topic for `idleDisconnectMs`; only for handlers and telemetry
 */
export type LossCause = 'remote' | 'heartbeat' | 'send' | 'requested' | 'outdated' | 'suspended' | 'idle';

/**
 * A function of the user threw or rejected: a listener, a handler, a policy or a delay. If the error is a
 * {@link ConfigurationError}, it did not throw: it gave a wrong value, or somebody sent an unknown event.
 */
export interface ListenerFailed {
  readonly type: 'listener.failed';
  readonly error: unknown;
  /** The topic that it was called for; null if it was called for the connection. */
  readonly topic: string | null;
  /** The event that it listens to, the option that it belongs to, or the type of the unknown event. */
  readonly event: string;
}

/**
 * Why an incoming frame was dropped.
 *
 * - the codes of {@link ProtocolError}: it could not be read
 * - `unknown_topic`: this client has no channel for its topic
 * - `not_joined`: it is for a topic that is not joined
 * - `stale`: it belongs to an older join, since its join_ref is not that of the present one
 * - `reserved`: it is a `phx_join` or `phx_leave`, which only clients send, or an unknown frame of the topic `phoenix`
 */
export type DropReason = ProtocolError['code'] | Undelivered | 'unknown_topic' | 'reserved';

/** An incoming frame was dropped. The connection goes on. */
export interface FrameDropped {
  readonly type: 'frame.dropped';
  readonly why: DropReason;
  /** Why the frame could not be read; null if it could. */
  readonly error: ProtocolError | null;
  /** Null if the frame could not be read; the same for `event`. */
  readonly topic: string | null;
  readonly event: string | null;
}
