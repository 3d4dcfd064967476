import type { HandleResult, JoinResult, StopReason } from './channel.results.ts';
import type { HeldJoin } from './held.ts';
import type { Params } from './params.ts';
import type { ChannelPresence } from './presence.ts';
import type { Ref } from './wire.ts';

/** One connection, as the channels on it see it. */
export interface Socket {
  /** Counts the connections of this server from 1. */
  readonly connection: number;
  /** What `connect` gave as `id`: the topic whose `disconnect` broadcast closes this connection. */
  readonly id: string | undefined;
  readonly params: Params;
  /** The token of the subprotocols, decoded (semantics 96). */
  readonly authToken: string | undefined;
  /** What `connect` gave as `assigns`, the same object for all channels of the connection. */
  readonly assigns: Record<string, unknown>;
  /** Sends to every channel of the topic, on any connection (M10). */
  broadcast(topic: string, event: string, payload?: object): void;
  /** Closes every connection of that id with 1001, with no frame for its channels (M12). */
  disconnect(socketId: string): void;
  /** Kills this connection: TCP goes down without a close frame, the client sees 1006. */
  drop(): void;
}

/** Names one push, so that it can be replied to later; made by {@link Channel.socketRef}. */
export interface SocketRef {
  readonly ref: Ref;
}

/** Why a channel ended: its own stop, the client's leave, a newer join of the topic, or the end of the connection. */
export type TerminateReason = StopReason | 'left' | 'duplicate_join' | 'closed';

/** One join of one topic by one connection: what handlers act on. */
export interface Channel {
  readonly topic: string;
  /** The join's `join_ref`; its `ref` if it had none (semantics 38). */
  readonly joinRef: Ref;
  readonly socket: Socket;
  /** The channel's own state; begins as a copy of the socket's. */
  readonly assigns: Record<string, unknown>;
  readonly presence: ChannelPresence;

  /**
   * Sends an event to this client. Before the join is answered it throws, as in Phoenix: use {@link Channel.send}.
   *
   * @param payload - An object, or bytes, which travel as a binary frame. @defaultValue `{}`
   * @throws Error for a payload that is no object (semantics 16).
   */
  push(event: string, payload?: object): void;
  /** Sends to everybody on the topic, this client included. Fails as `push` does. */
  broadcast(event: string, payload?: object): void;
  /** Sends to everybody on the topic but this client. Fails as `push` does. */
  broadcastFrom(event: string, payload?: object): void;
  /** Names the push that is being handled; only before the handler's first `await`. */
  socketRef(): SocketRef;
  /** Replies to a push, any time later, even when the channel has ended (semantics 143). */
  reply(ref: SocketRef, status: string, response?: unknown): void;
  /** Puts a message into the channel's own mailbox, for `handleInfo`. From `join`, it is handled after the join's reply. */
  send(message: unknown): void;
  /** Ends the channel, after the messages that are in its mailbox now. @defaultValue `'normal'` */
  stop(reason?: StopReason): void;
}

/**
 * The callbacks of a `Phoenix.Channel`. Payloads are what the client sent, so a handler may declare the type it expects.
 *
 * A promise holds back the messages behind it, as a busy process does: one of `join` all frames of the connection
 * (M5), any other only those of its channel. Handlers without promises run synchronously. A {@link HeldJoin} lets a
 * test answer a join when it likes.
 */
export interface ChannelHandlers {
  /** Lets the client in or not. A throw is the error reply `{reason: "join crashed"}` (M15). */
  join(params: unknown, channel: Channel): JoinResult | HeldJoin | Promise<JoinResult | HeldJoin>;
  /** Answers a push; bytes arrive as `Uint8Array`. Without it every push is a crash. A throw is a crash: `phx_error` (M2). */
  handleIn?(event: string, payload: unknown, channel: Channel): HandleResult | Promise<HandleResult>;
  /** Hears what was given to {@link Channel.send}. A reply has nobody to go to. A throw is a crash. */
  handleInfo?(message: unknown, channel: Channel): HandleResult | Promise<HandleResult>;
  /** Hears the end of a channel that was joined, once, as a process that traps exits does. What it throws is ignored. */
  terminate?(reason: TerminateReason, channel: Channel): void;
}
