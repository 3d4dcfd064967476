import type { Channel, ChannelHandlers } from './channel.types.ts';
import type { Params } from './params.ts';
import type { PresenceEntry } from './presence.ts';
import type { ServerSerializer } from './serializer.ts';
import type { Session } from './session.ts';
import type { SessionSink } from './session.types.ts';
import type { TransportName } from './transport.name.ts';
import type { Outgoing } from './wire.ts';

/** What `connect` gets besides the params: Phoenix's `connect_info`. */
export interface ConnectInfo {
  readonly transport: TransportName;
  readonly authToken: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Accepts a connection, with an id and assigns if you like, or refuses it with an HTTP status (Phoenix's own is 403).
 */
export type ConnectResult =
  | { readonly id?: string; readonly assigns?: Record<string, unknown> }
  | { readonly error: number }
  | undefined;

/** One frame that the server read or wrote. */
export interface ObservedFrame extends Outgoing {
  /** `in` comes from the client, `out` goes to it. */
  readonly direction: 'in' | 'out';
  /** The number of the connection. A server counts its connections from 1. */
  readonly connection: number;
}

/** Options of {@link createPhoenix}. */
export interface PhoenixOptions {
  /** Channels by topic: `room:lobby`, or `room:*` for topics that begin with `room:`. Others are `unmatched topic`. */
  readonly channels: Readonly<Record<string, ChannelHandlers>>;
  /** Accepts or refuses a connection. If it throws, the answer is HTTP 500. @defaultValue accepts all */
  readonly connect?: (params: Params, info: ConnectInfo) => ConnectResult;
  /** The path of the socket, without `/websocket`. Other paths get HTTP 404. @defaultValue `'/socket'` */
  readonly path?: string;
  /**
   * How many channels a connection may have, as Phoenix's `max_channels_per_transport`. Further joins are refused.
   *
   * @defaultValue 100
   */
  readonly maxChannels?: number;
  /** Whether the server reads auth tokens, as a Phoenix socket with `auth_token: true` does. @defaultValue true */
  readonly authToken?: boolean;
  /** More serializers, by the `vsn` of their clients. 1.0 and 2.0 are built in. @defaultValue none */
  readonly serializers?: Readonly<Record<string, ServerSerializer>>;
  /** Called with every frame that the server handles or writes. */
  readonly onFrame?: (frame: ObservedFrame) => void;
  /** Called with every error of a handler. Phoenix would log it. @defaultValue errors are ignored */
  readonly onCrash?: (error: Error, channel: Channel) => void;
}

/** The request of a client to connect, by a WebSocket or by long polling. The end of its path tells which. */
export interface ConnectRequest {
  /** The path and the query. A scheme and a host before them are ignored. */
  readonly url: string;
  readonly protocols: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  /** The auth token of long polling, which sends it in a header. That of a WebSocket is in `protocols`. */
  readonly authToken?: string;
}

/** The answer to a {@link ConnectRequest}: a connection that you can open, or an HTTP refusal. */
export type ConnectAnswer =
  | {
      readonly status: 101;
      readonly protocol: string | undefined;
      /** The number of the connection, as in {@link ObservedFrame}. */
      readonly connection: number;
      open(sink: SessionSink): Session;
    }
  | { readonly status: number; readonly body: string };

/**
 * A Phoenix server without a port. {@link startServer} makes one with a port; {@link inMemory} connects clients to it.
 */
export interface Phoenix {
  connect(request: ConnectRequest): ConnectAnswer;
  /** Sends to everybody on the topic. The event `disconnect` on the id of a socket disconnects it, too. */
  broadcast(topic: string, event: string, payload?: object): void;
  /** Closes the connections with that id, or all, with code 1001. As in Phoenix, their channels get no frame. */
  disconnect(socketId?: string): void;
  /** Closes all connections. Phoenix closes with 1012 at a deploy; older Bandit servers closed with 1000. */
  closeConnections(code: number): void;
  /** Cuts all connections without a close frame. Clients see code 1006. */
  dropConnections(): void;
  /** How many connections are open. */
  readonly connections: number;
  /**
   * The channels that have joined a topic, in the order of their joins. Use them to push to a client, or to stop one.
   */
  joined(topic: string): readonly Channel[];
  /** The presences of a topic. */
  presences(topic: string): Record<string, PresenceEntry>;
}
