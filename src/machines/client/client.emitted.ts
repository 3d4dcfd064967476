import type { ConnectError, ProtocolError } from '../../errors.ts';
import type { Undelivered } from '../channel/channel.host.ts';

/** What a client tells its listeners: the participle alone, the emitter is known. */
export type ClientEmitted =
  | {
      readonly type: 'connected';
      /** Whether there was a connection before. */
      readonly reconnect: boolean;
      /** The headers of the upgrade's response, where the transport can see them. */
      readonly headers: Readonly<Record<string, string>>;
    }
  | {
      readonly type: 'connect.failed';
      /** Attempts in a row that came to nothing, this one included; so does a connection that is lost before it is stable. */
      readonly attempt: number;
      readonly error: ConnectError;
      readonly httpStatus: number | undefined;
      readonly willRetry: boolean;
      /** The wait before the next attempt, in ms; undefined where there is none. */
      readonly retryInMs?: number;
    }
  | {
      readonly type: 'connection.lost';
      readonly code: number;
      readonly reason: string;
      readonly cause: LossCause;
      /** What the transport, the platform or the serializer said, as its `cause`; null where none of them said anything. */
      readonly error: ConnectError | null;
      readonly willRetry: boolean;
    }
  | { readonly type: 'disconnected' }
  | { readonly type: 'heartbeat'; readonly rttMs: number }
  /** Pushes that waited for the socket's buffer go on. */
  | { readonly type: 'drain' }
  | ListenerFailed
  | FrameDropped;

/**
 * What ended a connection: the other side or the network, a heartbeat without answer, a transport or serializer that can
 * not send, or a wish for a new one, by `reconnect()` or by a `connect()` that overtook a `disconnect()`.
 */
export type LossCause = 'remote' | 'heartbeat' | 'send' | 'requested';

/**
 * A function of the user threw: a listener, a policy, a backoff. Or what they gave or sent can not be as they mean it, such as
 * a delay that is none: then the error is a {@link ConfigurationError}.
 */
export interface ListenerFailed {
  readonly type: 'listener.failed';
  readonly error: unknown;
  /** The topic it was called for; null for the connection's own. */
  readonly topic: string | null;
  /** The event it listened to or was, or the name of the option it stands behind. */
  readonly event: string;
}

/**
 * Why an incoming frame went nowhere.
 *
 * The codes of {@link ProtocolError}: it is no frame. `unknown_topic`: no channel of this client has its topic.
 * `not_joined`: a message for a topic that is not joined. `stale`: it belongs to an older join (semantics 40).
 * `reserved`: an event that only clients may send (semantics 150).
 */
export type DropReason = ProtocolError['code'] | Undelivered | 'unknown_topic' | 'reserved';

/** An incoming frame went nowhere; the connection goes on. */
export interface FrameDropped {
  readonly type: 'frame.dropped';
  readonly why: DropReason;
  /** What the serializer threw; null when the frame could be read. */
  readonly error: ProtocolError | null;
  /** Null when the frame could not be read. */
  readonly topic: string | null;
  readonly event: string | null;
}
