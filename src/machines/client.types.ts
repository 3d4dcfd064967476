import type { ActorRef, MachineSnapshot, MetaObject, StateSchema } from 'xstate';
import type { WhenNotJoined } from '../configuration.types.ts';
import type { ConnectError, ProtocolError } from '../errors.ts';
import type { CallbackFact } from './callbacks.types.ts';
import type { Hidden, JoinParams } from './channel.types.ts';
import type { ChannelsRef } from './channels.actor.ts';
import type { Connection } from './connection.ts';

/** User data, whatever they are. */
export type Assigned = Readonly<Record<string, unknown>>;

/** Commands are imperative: somebody asks. Those of a topic are handed on to its channel. */
export type ClientCommand =
  | { readonly type: 'client.connect' }
  /** A code is 1000 or from 3000 to 4999 (semantics 83); another one is replaced by 1000. */
  | { readonly type: 'client.disconnect'; readonly code?: number; readonly reason?: string }
  /** Gives up the present connection or attempt and dials anew. */
  | { readonly type: 'client.reconnect' }
  /** Ends the client for good: it is done, and its output tells the reason. */
  | { readonly type: 'client.stop'; readonly reason?: unknown }
  /** Asks what only a client with `onCall` can answer; made by {@link call}. */
  | { readonly type: 'client.call'; readonly call: unknown }
  /** Merges into the user data of the client. */
  | { readonly type: 'client.assign'; readonly change: (assigns: Assigned) => object }
  | { readonly type: 'channel.join'; readonly topic: string; readonly params?: JoinParams }
  | { readonly type: 'channel.leave'; readonly topic: string }
  | {
      readonly type: 'channel.push';
      readonly topic: string;
      readonly event: string;
      readonly payload: unknown;
      /** Comes back with the outcome. */
      readonly id?: string;
    }
  | {
      readonly type: 'channel.cast';
      readonly topic: string;
      readonly event: string;
      readonly payload: unknown;
      readonly whenNotJoined?: WhenNotJoined;
    };

/** The signs of life that end a wait at once, and have a connection checked. */
export type WakeFact =
  | { readonly type: 'network.online' }
  | { readonly type: 'page.visible' }
  | { readonly type: 'page.resumed' };

/** Facts are past participles: something happened and can not be refused. */
export type ClientFact =
  | WakeFact
  | { readonly type: 'network.offline' }
  | { readonly type: 'page.hidden' }
  /** Url, params and token are known; the handshake begins. */
  | { readonly type: 'transport.prepared' }
  | { readonly type: 'transport.opened'; readonly headers: Readonly<Record<string, string>> }
  | { readonly type: 'transport.closed'; readonly code: number; readonly reason: string }
  /** The attempt ended without a connection. */
  | { readonly type: 'transport.failed'; readonly error: ConnectError; readonly code: number; readonly reason: string }
  /** The socket holds more unsent bytes than `maxBufferedAmount`. */
  | { readonly type: 'transport.congested' }
  | { readonly type: 'heartbeat.acknowledged'; readonly ref: string }
  /** The end of the present heartbeat is overdue by the clock on the wall: the machine slept (semantics 56). */
  | { readonly type: 'heartbeat.overdue' }
  /** An open connection has ended, by whichever of the facts above. */
  | { readonly type: 'connection.lost'; readonly code: number; readonly reason: string; readonly cause: LossCause }
  /** Time to look at the socket's buffer again. */
  | { readonly type: 'buffer.due' }
  /** A join was answered: the server is really there. */
  | { readonly type: 'connection.confirmed' }
  | ListenerFailed
  | FrameDropped
  | CallbackFact;

/** A function of the user threw: a listener, a policy, a backoff. */
export interface ListenerFailed {
  readonly type: 'listener.failed';
  readonly error: unknown;
  /** The topic it was called for; null for the connection's own. */
  readonly topic: string | null;
  /** The event it listened to, or the name of the option it stands behind. */
  readonly event: string;
}

/**
 * Why an incoming frame went nowhere.
 *
 * The codes of {@link ProtocolError}: it is no frame. `unknown_topic`: no channel of this client has its topic.
 * `not_joined`: a message for a topic that is not joined. `stale`: it belongs to an older join (semantics 40).
 * `reserved`: an event that only clients may send (semantics 150).
 */
export type DropReason = ProtocolError['code'] | 'unknown_topic' | 'not_joined' | 'stale' | 'reserved';

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

/** All that a client takes. */
export type ClientEvent = ClientCommand | ClientFact;

/**
 * What ended a connection: the other side or the network, a heartbeat without answer, or a wish for a new one, by
 * `reconnect()` or by a `connect()` that overtook a `disconnect()`.
 */
export type LossCause = 'remote' | 'heartbeat' | 'requested';

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
      /** Attempts that failed in a row, this one included. */
      readonly attempt: number;
      readonly error: ConnectError;
      readonly httpStatus: number | undefined;
      readonly willRetry: boolean;
    }
  | {
      readonly type: 'connection.lost';
      readonly code: number;
      readonly reason: string;
      readonly cause: LossCause;
      readonly willRetry: boolean;
    }
  | { readonly type: 'disconnected' }
  | { readonly type: 'heartbeat'; readonly rttMs: number }
  /** Pushes that waited for the socket's buffer go on. */
  | { readonly type: 'drain' }
  | ListenerFailed
  | FrameDropped;

/** What a client knows. */
export interface ClientContext {
  /** Retries in a row since the connection was last stable; 0 for the first try. */
  readonly attempt: number;
  /** Attempts since the connection was last stable, the present one included. */
  readonly dials: number;
  /** Upgrades in a row that were answered by 401 or 403. */
  readonly refusals: number;
  /** Connections so far. */
  readonly connections: number;
  /** Clock time of the next try in ms, null unless one is waited for. */
  readonly retryAt: number | null;
  /** The wait that ends at `retryAt`, in ms. */
  readonly retryInMs: number;
  /** How the last connection or attempt ended, unless it was given up before it did. */
  readonly lastClose: { readonly code: number; readonly reason: string } | null;
  /** Why the client is `failed`, or the last attempt failed; null once connected. */
  readonly error: ConnectError | null;
  /** Why the client is `disconnected`: it never connected, or was asked to end; null in every other state. */
  readonly reason: 'never_connected' | 'requested' | null;
  /** The heartbeat that is waited for. */
  readonly heartbeatRef: string | null;
  readonly heartbeatSentAt: number;
  /** Clock time in ms at which the present phase of the heartbeat is overdue. */
  readonly heartbeatDueAt: number;
  /** How the connection shall be closed. */
  readonly closing: { readonly code: number; readonly reason: string };
  /** Why the client was stopped, as `client.stop` gave it. */
  readonly stopReason: unknown;
  /** The user data of a client that `defineClient` made. */
  readonly assigns: Hidden<Assigned>;
  readonly connection: Connection;
}

/** The states of a client, as `snapshot.value` has them. */
export type ClientState =
  | 'disconnected'
  | { readonly connecting: 'preparing' | 'dialing' }
  | {
      readonly connected: {
        readonly heartbeat: 'resting' | 'awaiting-ack' | 'off';
        readonly stability: 'fresh' | 'stable';
        readonly flow: 'flowing' | 'congested';
      };
    }
  | { readonly 'reconnect-waiting': 'backoff' | 'paused' }
  | { readonly disconnecting: 'draining' | 'closing' }
  | 'failed'
  | 'stopped';

/** What a client ends with. */
export interface ClientOutput {
  /** As `client.stop` gave it. */
  readonly reason: unknown;
}

/** `connected`: frames go out. `connecting`: an attempt is made. `stable`: the connection has proven itself. */
export type ClientTag = 'connected' | 'connecting' | 'stable';

/** A client at one moment. */
export type ClientSnapshot = MachineSnapshot<
  ClientContext,
  ClientEvent,
  { readonly channels?: ChannelsRef },
  ClientState,
  ClientTag,
  ClientOutput,
  MetaObject,
  StateSchema
>;

/** A running client: what `interpret(clientMachine, { input })` returns. */
export type ClientRef = ActorRef<ClientSnapshot, ClientEvent, ClientEmitted>;
