import { defaults } from '../configuration.ts';
import type { ChannelEvent } from '../machines/channel/channel.events.ts';
import type { ChannelConfiguration, ChannelHost } from '../machines/channel/channel.host.ts';
import type { ChannelState } from '../machines/channel/channel.ref.ts';
import type { JoinTurns } from '../machines/channel/join.turns.ts';
import type { WatchedPush } from '../machines/channel/push.ts';
import type { ClientRef } from '../machines/client/client.ref.ts';
import type { Connection } from '../machines/client/connection.ts';
import { readable } from '../machines/client/taps.ts';
import type { Topics } from '../machines/client/topics.ts';
import type { Watcher } from '../machines/client/watcher.ts';
import type { Time } from '../machines/time.ts';
import type { Frame } from '../protocol/frame.ts';
import { v2 } from '../protocol/v2.ts';
import { type TurnOwner, Turns } from './turns.ts';

/** What the chart of a channel asks of its {@link Channel}. */
export interface Hosted extends TurnOwner {
  isConnected(): boolean;
  makeRef(): string;
  /** Writes a join or a leave. */
  write(frame: Frame): void;
  /** Sends a push that was sent to the actor. */
  send(frame: Frame, watched: WatchedPush | null): void;
  /** Milliseconds before a retry. */
  planRejoin(attempt: number): number;
  /** A join has not been answered in time. */
  joinExpired(): void;
  /** Somebody has asked the actor to leave or to join again, which is now in this state. */
  goAlong(state: ChannelState): void;
}

/** The host of one channel's chart. The chart waits and counts; the channel joins, writes and tells. */
export class Host implements ChannelHost {
  readonly configuration: ChannelConfiguration;
  readonly #hosted: Hosted;
  readonly #connection: Connection<ClientRef>;
  readonly #joins: Turns;
  /** The refs of pushes that were sent to the actor, and have no reply yet. */
  readonly #awaited = new Set<unknown>();
  #loss: ChannelEvent | null = null;
  #isAsked = false;

  constructor(hosted: Hosted, connection: Connection<ClientRef>) {
    this.#hosted = hosted;
    this.#connection = connection;
    this.#joins = new Turns(hosted, connection.time);
    this.configuration = {
      ...defaults,
      jitter: 0,
      serializer: v2(),
      rejoinAfterMs: (attempt) => hosted.planRejoin(attempt),
    };
  }

  get client(): ClientRef {
    return this.#connection.client;
  }

  get topics(): Topics {
    return this.#connection.topics;
  }

  get time(): Time {
    return this.#connection.time;
  }

  get watcher(): Watcher | null {
    return this.#connection.watcher;
  }

  get joins(): JoinTurns {
    return this.#joins;
  }

  /** A join is written at once: what is sent without a connection waits in the socket. */
  isOpen(): boolean {
    return this.#hosted.mayJoin();
  }

  absence(): ReturnType<Connection['absence']> {
    return this.#connection.absence();
  }

  isWritable(): boolean {
    return this.#hosted.isConnected();
  }

  nextRef(): string {
    return this.#hosted.makeRef();
  }

  write(frame: Frame, push: WatchedPush | null = null): void {
    const [, ref, , event] = frame;
    if (event === 'phx_join') this.#awaited.clear();
    if (event === 'phx_join' || event === 'phx_leave') {
      this.#hosted.write(frame);
      return;
    }
    this.#awaited.add(ref);
    this.#hosted.send(readable(frame), push);
  }

  /** Whether a reply is for the actor. Asked once for each reply. */
  takesReply(ref: unknown): boolean {
    return this.#awaited.delete(ref);
  }

  /** Announces the loss of a connection that the actor is to hear of. That of the client comes before it is the time. */
  announce(loss: ChannelEvent): void {
    this.#loss = loss;
  }

  /** Whether the actor is to hear of an event. */
  hears(event: ChannelEvent): boolean {
    this.#isAsked ||= event.type === 'channel.leave' || event.type === 'channel.rejoin';
    return event.type !== 'connection.lost' || event === this.#loss;
  }

  /** Whether the actor was asked to leave or to join again, since the last look. */
  wasAsked(): boolean {
    const isAsked = this.#isAsked;
    this.#isAsked = false;
    return isAsked;
  }

  told(): void {
    this.#connection.told();
  }

  onStop(listener: () => void): () => void {
    return this.#connection.onStop(listener);
  }

  ignores(type: string, topic: string): void {
    this.#connection.ignores(type, topic);
  }

  report(error: unknown, topic: string | null, event: string): void {
    this.#connection.report(error, topic, event);
  }

  /** The callbacks of the channel have heard it. */
  drop(): void {}
}
