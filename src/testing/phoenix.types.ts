import type { Channel, ChannelHandlers } from './channel.types.ts';
import type { Params } from './params.ts';
import type { PresenceEntry } from './presence.ts';
import type { ServerSerializer } from './serializer.ts';
import type { Session } from './session.ts';
import type { SessionSink } from './session.types.ts';
import type { Outgoing } from './wire.ts';

/** What `connect` may look at besides the params: Phoenix's `connect_info`. */
export interface ConnectInfo {
  readonly authToken: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

/** Lets a connection in, with an id and assigns if it needs them, or refuses it with an HTTP status (403 as a rule). */
export type ConnectResult =
  | { readonly id?: string; readonly assigns?: Record<string, unknown> }
  | { readonly error: number }
  | undefined;

/** One frame as it passed the server, for those who watch. */
export interface ObservedFrame extends Outgoing {
  /** `in`: from the client. */
  readonly direction: 'in' | 'out';
  /** Counts the connections of this server from 1. */
  readonly connection: number;
}

/** What a server is made of. */
export interface PhoenixOptions {
  /** The channels by topic: `room:lobby`, or `room:*` for all that begin with `room:`. Others are `unmatched topic` (M1). */
  readonly channels: Readonly<Record<string, ChannelHandlers>>;
  /** Decides about a connection. A throw is HTTP 500. @defaultValue everybody is let in */
  readonly connect?: (params: Params, info: ConnectInfo) => ConnectResult;
  /** The socket's path, without `/websocket`; any other is HTTP 404. @defaultValue `'/socket'` */
  readonly path?: string;
  /** Channels one connection may have; the next join is refused (M15). @defaultValue 100 */
  readonly maxChannels?: number;
  /** Whether subprotocols are read; false is a Phoenix without `auth_token: true` (semantics 98). @defaultValue true */
  readonly authToken?: boolean;
  /** Serializers of another kind by the `vsn` that asks for them, beside 1.0 and 2.0. @defaultValue none */
  readonly serializers?: Readonly<Record<string, ServerSerializer>>;
  /** Sees every frame, as it is handled or written. */
  readonly onFrame?: (frame: ObservedFrame) => void;
  /** Hears what handlers throw: Phoenix would log it. @defaultValue nobody hears it */
  readonly onCrash?: (error: Error, channel: Channel) => void;
}

/** A client's wish to connect. */
export interface ConnectRequest {
  /** Path and query; scheme and host may stand before them and are not looked at. */
  readonly url: string;
  readonly protocols: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
}

/** The answer to it: the connection to be opened, or an HTTP refusal. */
export type ConnectAnswer =
  | {
      readonly status: 101;
      readonly protocol: string | undefined;
      /** What the number of its socket will be, see {@link ObservedFrame}. */
      readonly connection: number;
      open(sink: SessionSink): Session;
    }
  | { readonly status: number; readonly body: string };

/** A Phoenix server without a wire: {@link startServer} gives it a port, {@link inMemory} a transport. */
export interface Phoenix {
  connect(request: ConnectRequest): ConnectAnswer;
  /** Sends to everybody on the topic. The event `disconnect` on a socket's id is {@link Phoenix.disconnect}. */
  broadcast(topic: string, event: string, payload?: object): void;
  /** Closes the connections with that id, or all, with 1001 and no frame for their channels (M12). */
  disconnect(socketId?: string): void;
  /** Closes all connections with `code`: 1012 is a deploy, 1000 an old server's shutdown (semantics 77). */
  closeConnections(code: number): void;
  /** Cuts all connections without a close frame; clients see 1006. */
  dropConnections(): void;
  /** Open connections. */
  readonly connections: number;
  /** The channels that have joined a topic, in the order they came: to push to a client, or to stop one. */
  joined(topic: string): readonly Channel[];
  /** Who is on a topic. */
  presences(topic: string): Record<string, PresenceEntry>;
}
