import type { WhenNotJoined } from '../../configuration.types.ts';
import type { ConnectError } from '../../errors.ts';
import type { JoinParams } from '../channel/join.options.ts';
import type { Assigned } from './assigns.ts';
import type { CallbackFact } from './callbacks.facts.ts';
import type { FrameDropped, ListenerFailed, LossCause } from './client.emitted.ts';

/** The commands that a client takes. Their names are imperatives. Those of a topic are handed on to its channel. */
export type ClientCommand =
  | { readonly type: 'client.connect' }
  /** The close code may be 1000, or 3000 to 4999, as for `WebSocket.close()`. Any other is replaced by 1000, the default. */
  | {
      readonly type: 'client.disconnect';
      readonly code?: number;
      readonly reason?: string;
      /** Leaves all topics, and forgets what is known of this session. */
      readonly forget?: boolean;
    }
  /** Gives up the present connection or attempt and dials anew. */
  | { readonly type: 'client.reconnect' }
  /** Ends the client for good. The `reason` becomes its output. */
  | { readonly type: 'client.stop'; readonly reason?: unknown }
  /** A request for `onCall`; made by {@link call}. */
  | { readonly type: 'client.call'; readonly call: unknown }
  /** Merges the result of `change` into the user data of the client. */
  | { readonly type: 'client.assign'; readonly change: (assigns: Assigned) => object }
  | { readonly type: 'channel.join'; readonly topic: string; readonly params?: JoinParams }
  | { readonly type: 'channel.leave'; readonly topic: string }
  | {
      readonly type: 'channel.push';
      readonly topic: string;
      readonly event: string;
      readonly payload: unknown;
      /** The `reply` or `push.failed` of the channel has the same one. */
      readonly id?: string;
    }
  | {
      readonly type: 'channel.cast';
      readonly topic: string;
      readonly event: string;
      readonly payload: unknown;
      readonly whenNotJoined?: WhenNotJoined;
    };

/** Signs that the computer or the network is back. They end the wait for a retry, and check a connection by a heartbeat. */
export type WakeFact =
  | { readonly type: 'network.online' }
  | { readonly type: 'page.visible' }
  | { readonly type: 'page.resumed' };

/** Events of the page and its network. They are noted in every state. */
export type PageFact =
  | WakeFact
  | { readonly type: 'network.offline' }
  | { readonly type: 'page.hidden' }
  /** The browser has stopped the page, and may let it go on later. */
  | { readonly type: 'page.frozen' }
  /** The page lets go of its connection until it is shown again: it left the screen, or was hidden for long. */
  | { readonly type: 'page.suspended' };

/** What happened to a client. The names are past participles. */
export type ClientFact =
  | PageFact
  /** The client was started again after a stop. */
  | { readonly type: 'client.restarted' }
  /** `onStart` was called, and its commands were handled. Only sent if there is an `onStart`. */
  | { readonly type: 'client.prepared' }
  /** Url, params and token are known; the handshake begins. */
  | { readonly type: 'transport.prepared' }
  | { readonly type: 'transport.opened'; readonly headers: Readonly<Record<string, string>> }
  | {
      readonly type: 'transport.closed';
      readonly code: number;
      readonly reason: string;
      /** Null or undefined if nothing is known. */
      readonly error?: ConnectError | null;
    }
  /** Nothing can be sent any more: the transport could not send, or the serializer could not encode a heartbeat. */
  | { readonly type: 'transport.broken'; readonly error: ConnectError }
  /** The attempt ended without a connection. */
  | { readonly type: 'transport.failed'; readonly error: ConnectError; readonly code: number; readonly reason: string }
  /** A better transport can be dialed now. */
  | { readonly type: 'transport.outdated' }
  /** The socket holds more unsent bytes than `maxBufferedAmount`. */
  | { readonly type: 'transport.congested' }
  | { readonly type: 'heartbeat.acknowledged'; readonly ref: string }
  /** Something arrived that counts as the answer to the heartbeat; see `livenessFrom`. */
  | { readonly type: 'heartbeat.heard' }
  /** A timer fired: check whether the answer to the heartbeat is overdue. */
  | { readonly type: 'heartbeat.due' }
  /** A push found that the heartbeat or its answer is overdue: the computer slept, so no timer has fired. */
  | { readonly type: 'heartbeat.overdue' }
  /** An open connection has ended, because of one of the events above. */
  | {
      readonly type: 'connection.lost';
      readonly code: number;
      readonly reason: string;
      readonly cause: LossCause;
      readonly error: ConnectError | null;
    }
  /** There is no wanted topic any more, or the first one. Only sent with `idleDisconnectMs`. */
  | { readonly type: 'topic.counted' }
  /** A timer fired: check the socket's buffer again. */
  | { readonly type: 'buffer.due' }
  | ListenerFailed
  | FrameDropped
  | CallbackFact;

/** All events that a client takes. */
export type ClientEvent = ClientCommand | ClientFact;

/** An event of a client by its type. */
export type ClientEventOf<T extends ClientEvent['type']> = Extract<ClientEvent, { type: T }>;
