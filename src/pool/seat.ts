import type { ChannelHost } from '../machines/channel/channel.host.ts';
import type { ChannelRef } from '../machines/channel/channel.ref.ts';
import type { JoinTurns } from '../machines/channel/join.turns.ts';
import type { WatchedPush } from '../machines/channel/push.ts';
import type { ClientRef } from '../machines/client/client.ref.ts';
import type { Connection } from '../machines/client/connection.ts';
import type { Topics } from '../machines/client/topics.ts';
import { keepOutOfProxies } from '../machines/proxies.ts';
import type { Time } from '../machines/time.ts';
import type { Frame } from '../protocol/frame.ts';
import type { Member } from './member.ts';

/** Who gives seats their connections. */
export interface Seats {
  readonly pool: Connection<ClientRef>;
  /** Why topics have to wait for a connection; undefined if one is on its way. */
  readonly obstacle: unknown;
  /** Gives a topic a connection, or lets it wait for one. */
  want(seat: Seat): void;
  /** A topic needs no connection any more. */
  free(seat: Seat): void;
  /** The server says that a connection has too many channels. Returns whether the topic goes to another one. */
  refuse(seat: Seat): boolean;
  /** A connection has no topic any more, or has one again. */
  counted(member: Member): void;
}

/**
 * The host of one channel of a pool: it speaks for the connection that the topic has at present. So a channel can move to
 * another connection and stay the same channel.
 */
export class Seat implements ChannelHost {
  readonly topic: string;
  readonly #seats: Seats;
  #channel: ChannelRef | null = null;
  #member: Member | null = null;

  constructor(topic: string, seats: Seats) {
    this.topic = topic;
    this.#seats = seats;
    keepOutOfProxies(this);
  }

  /** The pool. With `topics`, it tells that a client is behind this host. */
  get client(): ClientRef {
    return this.#pool.client;
  }

  get topics(): Topics {
    return this.#pool.topics;
  }

  get seats(): Seats {
    return this.#seats;
  }

  /** The connection of the topic; null while it has none. */
  get member(): Member | null {
    return this.#member;
  }

  /** Whether the topic is to be joined. */
  get isWanted(): boolean {
    const { status, value } = this.#channel?.getSnapshot() ?? {};
    return status === 'active' && value !== 'closed';
  }

  /** Whether the server has the topic, as far as we know. */
  get isAllowed(): boolean {
    const value = this.#channel?.getSnapshot().value;
    return value === 'joined' || value === 'leaving';
  }

  get configuration(): ChannelHost['configuration'] {
    return this.#pool.configuration;
  }

  get time(): Time {
    return this.#pool.time;
  }

  get watcher(): ChannelHost['watcher'] {
    return this.#pool.watcher;
  }

  /** Without a connection, nobody has a turn. */
  get joins(): JoinTurns {
    return this.#present.joins;
  }

  /** The channel is made. Its connection routes frames to it from now on. */
  seat(channel: ChannelRef): void {
    this.#channel = channel;
    this.#route();
  }

  /** Gives the topic a connection. A channel that waits for one joins. */
  take(member: Member): void {
    this.#member = member;
    this.#route();
    if (this.isOpen()) this.#channel?.send({ type: 'connection.opened' });
  }

  /** The topic has no connection any more. Nothing that still comes for it there is heard. */
  leave(): void {
    const member = this.#member;
    this.#member = null;
    if (member === null || this.#channel === null) return;
    const { joins, topics } = member.connection;
    topics.remove(this.topic);
    joins.forget(this.topic);
    if (member.size === 0) this.#seats.counted(member);
  }

  #route(): void {
    const [member, channel] = [this.#member, this.#channel];
    if (member === null || channel === null) return;
    member.connection.topics.add(this.topic, channel);
    if (member.size === 1) this.#seats.counted(member);
  }

  isOpen(): boolean {
    return this.#pool.isOpen() && this.#member?.isOpen === true;
  }

  absence(): { readonly error: unknown; readonly isFinal: boolean } {
    const { isFinal, error } = this.#pool.absence();
    if (isFinal || !this.#pool.isOpen()) return { error, isFinal };
    return { error: this.#member?.client.getSnapshot().context.error ?? this.#seats.obstacle, isFinal };
  }

  isWritable(): boolean {
    return this.#member?.connection.isWritable() === true;
  }

  nextRef(): string {
    return this.#pool.nextRef();
  }

  write(frame: Frame, push?: WatchedPush | null): void {
    this.#member?.connection.write(frame, push);
  }

  told(): void {
    this.#present.told();
  }

  onStop(listener: () => void): () => void {
    return this.#pool.onStop(listener);
  }

  scrub(error: unknown): unknown {
    return this.#present.scrub(error);
  }

  ignores(type: string, topic: string): void {
    this.#pool.ignores(type, topic);
  }

  drop(...what: Parameters<ChannelHost['drop']>): void {
    this.#pool.drop(...what);
  }

  report(error: unknown, topic: string | null, event: string): void {
    this.#pool.report(error, topic, event);
  }

  get #pool(): Connection<ClientRef> {
    return this.#seats.pool;
  }

  get #present(): Connection<ClientRef> {
    return this.#member?.connection ?? this.#pool;
  }
}
