import type { WatchedPush } from '../machines/channel/push.ts';
import type { SocketMessage } from './phoenix.types.ts';

/** What a message needs of the channel that it belongs to. */
export interface Owner {
  readonly topic: string;
  joinRef(): string | null | undefined;
  isClosed(): boolean;
}

/** A message of a channel. */
export class Outgoing implements SocketMessage {
  readonly topic: string;
  readonly event: string;
  readonly payload: unknown;
  readonly ref: string | null | undefined;
  readonly join_ref: string | null | undefined;
  readonly #channel: Owner;
  readonly #watched: WatchedPush | null;

  constructor(
    channel: Owner,
    event: string,
    payload: unknown,
    ref: string | null | undefined,
    watched: WatchedPush | null = null,
  ) {
    this.topic = channel.topic;
    this.event = event;
    this.payload = payload;
    this.ref = ref;
    this.join_ref = channel.joinRef();
    this.#channel = channel;
    this.#watched = watched;
  }

  /** The channel whose join this is; undefined for any other message. */
  static joining(message: SocketMessage): Owner | undefined {
    return #channel in message && message.event === 'phx_join' ? message.#channel : undefined;
  }

  /** What watches the push that this is. */
  static watched(message: SocketMessage): WatchedPush | null {
    return #watched in message ? message.#watched : null;
  }

  /** Whether a message is one of an earlier join of its channel, or of a channel that has ended. */
  static isOutdated(message: SocketMessage): boolean {
    if (!(#channel in message)) return false;
    const channel = message.#channel;
    return message.join_ref !== channel.joinRef() || channel.isClosed();
  }
}
