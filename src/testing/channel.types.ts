import type { HandleResult, JoinResult, StopReason } from './channel.results.ts';
import type { HeldJoin } from './held.ts';
import type { Params } from './params.ts';
import type { ChannelPresence } from './presence.ts';
import type { TransportName } from './transport.name.ts';
import type { Ref } from './wire.ts';

/** One connection, as its channels see it: the `Phoenix.Socket`. */
export interface Socket {
  readonly transport: TransportName;
  /** Counts the connections of this server from 1. */
  readonly connection: number;
  /** The `id` that `connect` returned: a broadcast of `disconnect` on this topic closes the connection. */
  readonly id: string | undefined;
  readonly params: Params;
  /** The auth token, decoded. It travels in the subprotocols: `base64url.bearer.phx.<token>`. */
  readonly authToken: string | undefined;
  /** The `assigns` that `connect` returned: one object for all channels of the connection. */
  readonly assigns: Record<string, unknown>;
  /** Sends to every channel of the topic, on every connection. */
  broadcast(topic: string, event: string, payload?: object): void;
  /** Closes every connection with that id, with code 1001. As in Phoenix, its channels get no frame. */
  disconnect(socketId: string): void;
  /** Cuts this connection without a close frame. The client sees code 1006. */
  drop(): void;
}

/** Names one push, so that you can reply to it later. {@link Channel.socketRef} makes it. */
export interface SocketRef {
  readonly ref: Ref;
}

/** Why a channel ended: its own stop, the client's leave, a newer join of the topic, or the end of the connection. */
export type TerminateReason = StopReason | 'left' | 'duplicate_join' | 'closed';

/** A joined topic of one connection. Handlers get it as their last argument. */
export interface Channel {
  readonly topic: string;
  /** The `join_ref` of the join, or its `ref` if it had none. */
  readonly joinRef: Ref;
  readonly socket: Socket;
  /** The channel's own state. It begins as a copy of the socket's `assigns`. */
  readonly assigns: Record<string, unknown>;
  readonly presence: ChannelPresence;

  /**
   * Sends an event to this client. After the end of the channel it does nothing.
   *
   * @param payload - An object, or bytes, which travel as a binary frame. @defaultValue `{}`
   * @throws TypeError when the payload is not an object: Phoenix's own serializer takes only maps.
   * @throws Error before the join is answered, as in Phoenix: use {@link Channel.send} there.
   */
  push(event: string, payload?: object): void;
  /** Sends to everybody on the topic, this client included. Throws as `push` does. */
  broadcast(event: string, payload?: object): void;
  /** Sends to everybody on the topic but this client. Throws as `push` does. */
  broadcastFrom(event: string, payload?: object): void;
  /** Names the push that `handleIn` handles. Call it before the first `await` of the handler. */
  socketRef(): SocketRef;
  /** Replies to a push, at any time, even after the channel has ended. @defaultValue `response` is `{}` */
  reply(ref: SocketRef, status: string, response?: unknown): void;
  /** Sends a message to the channel's own `handleInfo`. If `join` sends it, it is handled after the join's reply. */
  send(message: unknown): void;
  /** Ends the channel, after the messages that are now in its mailbox. @defaultValue `'normal'` */
  stop(reason?: StopReason): void;
}

/**
 * The callbacks of a [Phoenix.Channel](https://hexdocs.pm/phoenix/Phoenix.Channel.html). Payloads are what the client
 * sent, so a handler may declare the type it expects.
 *
 * Handlers without promises run synchronously. A promise keeps later messages waiting, as a busy process does: a
 * promise of `join` keeps all frames of the connection waiting, any other only those of its channel. With a {@link
 * HeldJoin} a test can answer a join when it likes.
 */
export interface ChannelHandlers {
  /** Accepts or refuses the join. If it throws, the client gets the error reply `{reason: "join crashed"}`. */
  join(params: unknown, channel: Channel): JoinResult | HeldJoin | Promise<JoinResult | HeldJoin>;
  /**
   * Handles a push. Bytes arrive as `Uint8Array`. If it throws, or is missing, the channel crashes: `phx_error`, no
   * reply.
   */
  handleIn?(event: string, payload: unknown, channel: Channel): HandleResult | Promise<HandleResult>;
  /** Handles a message of {@link Channel.send}. A `reply` is ignored. If it throws, the channel crashes. */
  handleInfo?(message: unknown, channel: Channel): HandleResult | Promise<HandleResult>;
  /**
   * Called once when a joined channel ends, as in a process that traps exits. What it throws only goes to `onCrash`.
   */
  terminate?(reason: TerminateReason, channel: Channel): void;
}
