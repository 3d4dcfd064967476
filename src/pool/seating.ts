import { ConnectError } from '../errors.ts';
import type { ChannelRef } from '../machines/channel/channel.ref.ts';
import { Line } from '../machines/channel/line.ts';
import type { ClientRef } from '../machines/client/client.ref.ts';
import type { Connection } from '../machines/client/connection.ts';
import type { WatchedAttempt } from '../machines/client/watcher.ts';
import { keepOutOfProxies } from '../machines/proxies.ts';
import { Crew } from './crew.ts';
import type { Member } from './member.ts';
import { type Limits, poolDefaults } from './options.ts';
import { Seat, type Seats } from './seat.ts';

/**
 * Which topic has which connection of a pool, and which topics wait for one.
 *
 * A topic gets the open connection that has the fewest topics, and keeps it. If all are full, it waits in a line, and the chart
 * of the pool's size is told.
 */
export class Seating implements Seats {
  readonly #pool: Connection<ClientRef>;
  readonly #crew = new Crew();
  readonly #line = new Line<Seat>();
  #limits: Limits = poolDefaults;
  /** Null while the pool is not open. */
  #tell: (() => void) | null = null;
  /** The actor of the present attempt. */
  #owner: unknown = null;
  #watched: WatchedAttempt | null = null;

  constructor(pool: Connection<ClientRef>) {
    this.#pool = pool;
    keepOutOfProxies(this);
  }

  get pool(): Connection<ClientRef> {
    return this.#pool;
  }

  get limits(): Limits {
    return this.#limits;
  }

  limitTo(limits: Limits): void {
    this.#limits = limits;
  }

  /** The connections. */
  get crew(): Crew {
    return this.#crew;
  }

  /** How many topics wait for a connection. */
  get waiting(): number {
    return this.#line.size;
  }

  /** How many topics a new connection takes: the least that the present ones do. */
  get limit(): number {
    return Math.min(this.#limits.maxTopics, this.#crew.limit);
  }

  /** How many more connections are to be opened for the topics that wait. */
  get lack(): number {
    if (this.waiting === 0) return 0;
    const lacking = Math.ceil(this.waiting / this.limit) - this.#crew.coming.length;
    return Math.max(0, Math.min(lacking, this.#limits.connections - this.#crew.size));
  }

  /** Whether topics wait, and there may not be more connections. */
  get isFull(): boolean {
    return this.waiting > 0 && this.#crew.size >= this.#limits.connections && this.#crew.isSettled;
  }

  /** Milliseconds until a connection without a topic is to be closed. */
  restMs({ emptySince }: Member): number {
    return emptySince + this.#limits.lingerMs - this.#pool.time.now();
  }

  get obstacle(): unknown {
    if (this.isFull)
      return new ConnectError('exhausted', `The connections of the pool are full: ${fullness(this.#limits)}.`);
    return this.#crew.coming.map(({ client }) => client.getSnapshot().context.error).find((error) => error !== null);
  }

  /** Whether the pool has no connection yet. */
  get isClosed(): boolean {
    return this.#tell === null;
  }

  get watched(): WatchedAttempt | null {
    return this.#watched;
  }

  /** Whether an actor is that of the present attempt. One that is stopped may hear of it too late. */
  isOf(owner: unknown): boolean {
    return this.#owner === owner;
  }

  /** An attempt begins. The one before it ends now, if its actor has not been stopped yet. */
  start(owner: unknown): void {
    this.end();
    this.#owner = owner;
    this.#watched = this.#pool.watcher?.dials(this.#pool.client) ?? null;
  }

  /**
   * The first connection is open. `tell` is called when topics begin or cease to wait, and when a connection has no topic any
   * more, or one again.
   */
  begin(tell: () => void): void {
    this.#tell = tell;
    for (const seat of seatsOf(this.#pool)) if (seat.isWanted) this.#line.join(seat.topic, seat);
  }

  add(member: Member): void {
    if (this.limit < this.#limits.maxTopics) member.learn(this.limit);
    this.#crew.add(member);
  }

  /** Removes a connection. Its topics go to others, or wait. */
  remove(member: Member): void {
    if (!this.#crew.delete(member)) return;
    const seats = seatsOf(member.connection);
    for (const seat of seats) seat.leave();
    for (const seat of seats) this.#place(seat);
    this.#tell?.();
  }

  /** All connections end. Their channels are not told, since the pool tells all channels of its own end. */
  end(): void {
    this.#owner = null;
    this.#tell = null;
    this.#line.clear();
    this.#pool.outlet.use(null);
    for (const { connection } of this.#crew) for (const seat of seatsOf(connection)) seat.leave();
    for (const member of this.#crew) member.close();
    this.#crew.clear();
    this.#watched?.ends();
    this.#watched = null;
  }

  /** Makes the seat of a new channel. */
  open(topic: string): Seat {
    const seat = new Seat(topic, this);
    this.want(seat);
    return seat;
  }

  want(seat: Seat): void {
    if (seat.member !== null || this.#line.get(seat.topic) === seat || this.#tell === null) return;
    this.#place(seat);
    if (this.waiting === 1 || this.lack > 0) this.#tell?.();
  }

  free(seat: Seat): void {
    const { topic } = seat;
    const { waiting } = this;
    if (this.#line.get(topic) === seat) this.#line.leave(topic);
    seat.leave();
    this.fill();
    if (this.waiting === 0 && waiting > 0) this.#tell?.();
  }

  /**
   * The server refused a join, because its connection has too many channels. The topic goes to another connection. Returns false
   * if the server has not allowed any other topic there: then that is no limit.
   */
  refuse(seat: Seat): boolean {
    const { member } = seat;
    const allowed = member === null ? 0 : seatsOf(member.connection).filter(({ isAllowed }) => isAllowed).length;
    if (member === null || allowed === 0) return false;
    member.learn(allowed);
    member.connection.joins.end(seat.topic, true);
    seat.leave();
    this.want(seat);
    return true;
  }

  /** Gives connections to the topics that have waited longest. */
  fill(): void {
    for (let next = this.#line.first; next !== undefined; next = this.#line.first) {
      const member = this.#crew.fewest;
      if (member === undefined) return;
      const [topic, seat] = next;
      this.#line.leave(topic);
      seat.take(member);
    }
  }

  counted(member: Member): void {
    member.emptySince = this.#pool.time.now();
    this.#tell?.();
  }

  /** Whoever waits already comes first. */
  #place(seat: Seat): void {
    const member = this.waiting === 0 ? this.#crew.fewest : undefined;
    if (member === undefined) this.#line.join(seat.topic, seat);
    else seat.take(member);
  }
}

/** Why a pool has no place for a topic. */
export function fullness({ connections, maxTopics }: Limits): string {
  return `all have as many topics as they take (connections: ${connections}, maxTopics: ${maxTopics}, or what the server allows)`;
}

/** The seats of the channels of a pool, or of one of its connections. A copy, since they may change meanwhile. */
function seatsOf({ topics }: Connection): readonly Seat[] {
  return [...topics.channels.values()].map(seatOf).filter((seat) => seat !== null);
}

/** The seat of a channel; null if its host is another. */
export function seatOf(channel: ChannelRef): Seat | null {
  const { host } = channel.getSnapshot().context;
  return host instanceof Seat ? host : null;
}
