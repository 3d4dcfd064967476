import type { AnyActorRef } from 'xstate';
import type { Configuration } from '../../configuration.types.ts';
import type { ProtocolError } from '../../errors.ts';
import { byteLengthOf } from '../../protocol/bytes.ts';
import type { Frame } from '../../protocol/frame.ts';
import type { ChannelHost } from '../channel/channel.host.ts';
import { JoinTurns } from '../channel/join.turns.ts';
import type { WatchedPush } from '../channel/push.ts';
import { listenersOf } from '../listeners.ts';
import { keepOutOfProxies } from '../proxies.ts';
import { type Time, timeOf } from '../time.ts';
import type { DropReason } from './client.emitted.ts';
import type { ClientEvent } from './client.events.ts';
import { type HeartbeatPhase, isOverdue } from './heartbeat.phase.ts';
import { absence } from './hopelessness.ts';
import { Inbox } from './inbox.ts';
import { Life } from './life.ts';
import { Outlet } from './outlet.ts';
import { reportTo } from './report.ts';
import { Strangers } from './strangers.ts';
import { Taps } from './taps.ts';
import { Topics } from './topics.ts';
import { Unrouted } from './unrouted.ts';
import type { Watcher } from './watcher.ts';

/** The parts of a client that its connection needs. */
interface Owner extends Pick<AnyActorRef, 'system'> {
  send(event: ClientEvent): void;
  getSnapshot(): {
    readonly status: string;
    readonly value: unknown;
    readonly error: unknown;
    readonly context: HeartbeatPhase & Parameters<typeof absence>[0]['context'];
    hasTag(tag: 'connected'): boolean;
  };
}

/**
 * What the actors of one client share: the options, the transport and the table of topics. It is the host of the client's
 * channels.
 *
 * It is in the context of all of these actors. Its fields are private, so no serialised snapshot, log or inspector shows the
 * url, the params or a token.
 */
export class Connection<Client extends Owner = Owner> implements ChannelHost {
  readonly #configuration: Configuration;
  readonly #client: Client;
  readonly #time: Time;
  readonly #topics: Topics;
  #taps = new Taps(this);
  #unrouted = new Unrouted(this);
  readonly #life = new Life();
  readonly #strangers = new Strangers(this);
  readonly #joins: JoinTurns;
  readonly #parts = new Map<unknown, unknown>();
  #inbox = new Inbox();
  readonly #outlet = new Outlet({
    broken: (error) => this.#client.send({ type: 'transport.broken', error }),
    report: (error, topic, event) => this.report(error, topic, event),
  });
  #headers: Readonly<Record<string, string>> = {};
  #lastRef = 0;

  constructor(configuration: Configuration, client: Client) {
    this.#configuration = configuration;
    this.#client = client;
    this.#time = timeOf(client.system);
    this.#topics = new Topics(client.system);
    this.#joins = new JoinTurns({
      time: this.#time,
      max: configuration.maxConcurrentJoins,
      admit: (topic) => this.#topics.channels.get(topic)?.send({ type: 'join.admitted' }),
    });
    keepOutOfProxies(this);
  }

  get configuration(): Configuration {
    return this.#configuration;
  }

  /** The client's actor. */
  get client(): Client {
    return this.#client;
  }

  get time(): Time {
    return this.#time;
  }

  get topics(): Topics {
    return this.#topics;
  }

  get taps(): Taps {
    return this.#taps;
  }

  get unrouted(): Unrouted {
    return this.#unrouted;
  }

  /** Takes what comes from the socket of the present attempt. */
  get inbox(): Inbox {
    return this.#inbox;
  }

  hearBy(inbox: Inbox): void {
    this.#inbox = inbox;
  }

  get life(): Life {
    return this.#life;
  }

  get joins(): JoinTurns {
    return this.#joins;
  }

  /**
   * The one instance of a class for this client, made at the first call. So a feature that few programs import needs no field
   * here, and no state of its module.
   */
  part<Part>(Part: new (connection: this) => Part): Part {
    const present = this.#parts.get(Part);
    if (present instanceof Part) return present;
    const made = new Part(this);
    this.#parts.set(Part, made);
    return made;
  }

  onStop(listener: () => void): () => void {
    return this.#life.onStop(listener);
  }

  /** Null while nobody watches. */
  get watcher(): Watcher | null {
    return this.#taps.watcher;
  }

  /** Shows what passes here to those who look at another connection, and no more to those who look at this one. */
  showBy({ taps, unrouted }: Pick<Connection, 'taps' | 'unrouted'>): void {
    this.#taps = taps;
    this.#unrouted = unrouted;
  }

  /** Milliseconds between heartbeats; 0 if there are none, because of the option or the transport. */
  get heartbeatIntervalMs(): number {
    return this.#outlet.transport?.heartbeats === false ? 0 : this.#configuration.heartbeatIntervalMs;
  }

  /** The headers of the server's answer to the last upgrade; `{}` if the transport can not see them. */
  get headers(): Readonly<Record<string, string>> {
    return this.#headers;
  }

  keepHeaders(headers: Readonly<Record<string, string>>): void {
    this.#headers = Object.freeze({ ...headers });
  }

  /** Forgets what the last attempt has left: headers and secrets. */
  forget(): void {
    this.#headers = {};
    this.#outlet.use(null, null);
  }

  /** Writes to the transport. */
  get outlet(): Outlet {
    return this.#outlet;
  }

  get bufferedAmount(): number {
    return this.#outlet.bufferedAmount;
  }

  scrub(error: unknown): unknown {
    return this.#outlet.scrub(error);
  }

  isOpen(): boolean {
    // Checked first, since a client that is being restored has no snapshot yet.
    if (!this.#outlet.transport) return false;
    const snapshot = this.#client.getSnapshot();
    return snapshot.status === 'active' && snapshot.hasTag('connected');
  }

  absence(): ReturnType<typeof absence> {
    return absence(this.#client.getSnapshot());
  }

  /**
   * Whether a push may be written now. If the socket is full or a heartbeat is overdue, the client is told, and later sends
   * `connection.drained` or `connection.lost` to its channels.
   */
  isWritable(): boolean {
    if (!this.isOpen()) return false;
    if (isOverdue(this, this.#client.getSnapshot().context)) {
      this.#client.send({ type: 'heartbeat.overdue' });
      return false;
    }
    if (this.bufferedAmount <= this.#configuration.maxBufferedAmount) return true;
    this.#client.send({ type: 'transport.congested' });
    return false;
  }

  /**
   * A new ref. It is a string, since Phoenix compares refs with `===` and returns them as they were sent. Refs never start
   * again, so that no late frame of an older connection matches.
   *
   * A field, so that a program with a counter of its own can put that in its place.
   */
  nextRef = (): string => {
    this.#lastRef += 1;
    return String(this.#lastRef);
  };

  write(given: Frame, push: WatchedPush | null = null): void {
    this.#topics.note(given);
    const frame = this.#taps.pass('out', given);
    if (frame === null) return;
    const data = this.encode(frame);
    this.#taps.show('out', frame, data);
    const { watcher } = this.#taps;
    if (watcher !== null) {
      const bytes = byteLengthOf(data);
      watcher.writes(frame, bytes);
      push?.written(frame, bytes);
    }
    this.#outlet.send(data);
  }

  /** The data that the transport is to send. Throws what the serializer throws, without secrets. */
  encode(frame: Frame): string | ArrayBuffer {
    try {
      const data = this.#configuration.serializer.encode(frame);
      return typeof data === 'string' ? data : exactBuffer(data);
    } catch (error) {
      throw this.scrub(error);
    }
  }

  told(): void {
    this.#inbox.hold();
  }

  ignores(type: string, topic: string | null): void {
    this.#strangers.tell(type, topic);
  }

  /** Reports that an incoming frame was dropped. */
  drop(why: DropReason, topic: string | null, event: string | null, error: ProtocolError | null = null): void {
    this.watcher?.drops(why);
    this.#client.send({ type: 'frame.dropped', why, error, topic, event });
  }

  report(error: unknown, topic: string | null, event: string): void {
    const report = () => reportTo(this.#client, error, topic, event);
    // During `start()`, one listener is our own: that of `hearEarlyStart`.
    const isHeard = listenersOf(this.#client, 'listener.failed').length > 1;
    if (isHeard || !this.#life.keeps(report)) report();
  }
}

/** The bytes as a buffer of their own. A transport is never given a part of a larger buffer. */
function exactBuffer(bytes: Uint8Array): ArrayBuffer {
  const { buffer, byteLength } = bytes;
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? buffer : bytes.slice().buffer;
}
