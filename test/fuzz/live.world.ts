import {
  type ChannelEmitted,
  type ChannelRef,
  type ClientEmitted,
  type ClientRef,
  clientMachine,
  type Frame,
  interpret,
  join,
  on,
  onFrame,
  rejoin,
  type Serializer,
  type TransportFactory,
  type TransportSink,
  v1,
  v2,
} from 'xstate-phoenix';
import { onTelemetry } from 'xstate-phoenix/telemetry';
import { TestClock } from 'xstate-phoenix/testing';
import type { Random } from '../proof/random.ts';
import { type Dialect, read } from './reference.ts';
import { assure } from './target.ts';

/** What a topic of the world is meant to be, as long as no frame has changed it. */
export type Role = 'joined' | 'joining' | 'asking' | 'leaving' | 'backoff' | 'closed' | 'gone';

/** The topics of every world, two of them with names that would break a table made of an object. */
export const roles: readonly (readonly [topic: string, role: Role])[] = [
  ['room:joined', 'joined'],
  ['__proto__', 'joined'],
  ['room:joining', 'joining'],
  ['room:asking', 'asking'],
  ['room:leaving', 'leaving'],
  ['constructor', 'backoff'],
  ['room:closed', 'closed'],
  ['room:gone', 'gone'],
];

const serializers: Readonly<Record<Dialect, () => Serializer>> = {
  v1: () => v1(),
  v2: () => v2(),
  loose: () => ({
    vsn: '2.0.0',
    encode: (frame) => JSON.stringify(frame),
    decode: (data) => JSON.parse(String(data)) as Frame,
  }),
};

/** A live client with a topic in each state, on a virtual clock, and a server that may send anything. */
export class LiveWorld {
  readonly clock = new TestClock();
  readonly dialect: Dialect;
  readonly client: ClientRef;
  /** What the client emitted since it was last looked at. */
  said: ClientEmitted[] = [];
  /** What the topics emitted since then. */
  heard: [topic: string, event: ChannelEmitted][] = [];
  /** What a listener of `on()` heard, whose count has to be the same. */
  delivered = 0;
  /** Flaws that were found inside of the client, where it would catch a throw. */
  readonly flaws: string[] = [];
  /** Pushes without an outcome: the topic of each, by its id. */
  readonly pending = new Map<string, string>();
  /** Those of them that were written: the id, by the ref. */
  readonly asked = new Map<string, string>();
  /** Join and leave refs of the past, to be said again. */
  readonly stale: string[] = [];
  readonly #joinRefs = new Map<string, string>();
  readonly #leaveRefs = new Map<string, string>();
  readonly #heardOf = new WeakSet<ChannelRef>();
  #sink: TransportSink | null = null;
  #beats: string[] = [];
  #lastId = 0;

  constructor(random: Random) {
    this.dialect = random.weighted([
      [6, 'v2'],
      [2, 'v1'],
      [2, 'loose'],
    ]);
    this.client = interpret(clientMachine, {
      clock: this.clock,
      input: {
        url: 'ws://server.test/socket',
        transport: this.#transport,
        serializer: serializers[this.dialect](),
        jitter: 0,
        joinTimeoutMs: 60_000,
        pushTimeoutMs: 60_000,
        leaveTimeoutMs: 60_000,
        rejoinAfterMs: [60_000],
      },
    });
    this.client.on('*', (event) => void this.said.push(event));
    this.client.subscribe({ error: () => {} });
    this.client.start();
    if (random.chance(0.3)) onFrame(this.client, () => {});
    if (random.chance(0.2)) onTelemetry(this.client, () => {});
    this.#sink?.opened();
    for (const [topic, role] of roles) this.put(topic, role);
  }

  /** The channel of a topic, if there is one. */
  room(topic: string): ChannelRef | undefined {
    return this.client.getSnapshot().context.connection.topics.channels.get(topic);
  }

  /** The state of a topic, as one word. */
  stateOf(topic: string): string {
    const value = this.room(topic)?.getSnapshot().value;
    if (value === undefined) return 'gone';
    return typeof value === 'string' ? value : `rejoin-waiting.${value['rejoin-waiting']}`;
  }

  /** The ref of the last join that was written for a topic; null when there was none. */
  joinRef(topic: string): string | null {
    return this.#joinRefs.get(topic) ?? null;
  }

  leaveRef(topic: string): string | null {
    return this.#leaveRefs.get(topic) ?? null;
  }

  /** Gives the client a message, whatever it is. */
  receive(data: unknown): void {
    this.#sink?.received(data as string);
  }

  unreadable(): void {
    this.#sink?.unreadable('A text frame is not UTF-8.');
  }

  /** Says a frame as a sound server would. */
  say(...frame: Frame): void {
    const [joinRef, ref, topic, event, payload] = frame;
    const v1Ref = event === 'phx_close' || event === 'phx_error' ? joinRef : ref;
    this.receive(JSON.stringify(this.dialect === 'v1' ? { topic, event, payload, ref: v1Ref } : frame));
  }

  /** Makes a topic what it is meant to be, as a user and a sound server together can. */
  put(topic: string, role: Role): void {
    if (this.isAs(topic, role)) return;
    if (role === 'gone') this.#leave(topic, true);
    else if (role === 'leaving') this.#leave(topic, false);
    else {
      this.#obtain(topic, role === 'asking');
      if (role === 'joined') this.#answer(topic, 'ok', {});
      if (role === 'backoff') this.#answer(topic, 'error', { reason: 'no' });
      if (role === 'closed') this.#answer(topic, 'error', { reason: 'unauthorized' });
    }
    assure(this.isAs(topic, role), () => `"${topic}" can not be brought back to ${role}: it is ${this.stateOf(topic)}`);
  }

  isAs(topic: string, role: Role): boolean {
    const state = this.stateOf(topic);
    const isWritten = (this.room(topic)?.getSnapshot().context.joinRef ?? null) !== null;
    if (role === 'asking') return state === 'joining' && !isWritten;
    if (role === 'joining') return state === 'joining' && isWritten;
    return role === 'backoff' ? state === 'rejoin-waiting.backoff' : state === role;
  }

  /** Pushes with a reply to wait for. */
  ask(topic: string): void {
    this.#lastId += 1;
    const id = `ask ${this.#lastId}`;
    const room = this.room(topic);
    if (room) this.pending.set(id, topic);
    room?.send({ type: 'channel.push', event: 'ask', payload: { id }, id });
  }

  /** The connection breaks, and there is a new one. */
  reconnect(): void {
    this.#sink?.closed({ code: 1006, reason: '' });
    this.#sink = null;
    this.clock.increment(this.client.getSnapshot().context.retryInMs);
    assure(this.#sink !== null, 'a lost connection is not dialed again');
    this.open();
  }

  open(): void {
    this.#beats = [];
    this.#sink?.opened();
  }

  /** Time passes; heartbeats are answered. */
  wait(ms: number): void {
    const end = this.clock.now() + ms;
    while (this.clock.step(end)) this.#acknowledge();
    this.clock.increment(end - this.clock.now());
  }

  /** Closes the connection as the other side of `disconnect()`. */
  conclude(): void {
    this.#sink?.closed({ code: 1000, reason: '' });
  }

  #acknowledge(): void {
    for (const ref of this.#beats.splice(0))
      this.say(null, ref, 'phoenix', 'phx_reply', { status: 'ok', response: {} });
  }

  #obtain(topic: string, asks: boolean): void {
    const params = asks ? () => new Promise<never>(() => {}) : {};
    const room = join(this.client, topic, { params });
    this.#listen(topic, room);
    rejoin(room, { params });
  }

  #leave(topic: string, answers: boolean): void {
    if (this.room(topic) === undefined && answers) return;
    if (this.stateOf(topic) !== 'leaving') {
      this.#obtain(topic, false);
      this.#answer(topic, 'ok', {});
      this.room(topic)?.send({ type: 'channel.leave' });
    }
    const ref = this.leaveRef(topic);
    if (answers) this.say(this.joinRef(topic), ref, topic, 'phx_reply', { status: 'ok', response: {} });
  }

  #answer(topic: string, status: string, response: object): void {
    const ref = this.joinRef(topic);
    this.say(ref, ref, topic, 'phx_reply', { status, response });
  }

  #listen(topic: string, room: ChannelRef): void {
    if (this.#heardOf.has(room)) return;
    this.#heardOf.add(room);
    room.on('*', (event) => {
      this.heard.push([topic, event]);
      if (event.type === 'reply' || event.type === 'push.failed') this.#settle(topic, event.id);
    });
    on(room, '*', () => {
      this.delivered += 1;
    });
  }

  #settle(topic: string, id: string | undefined): void {
    if (id === undefined || this.pending.get(id) !== topic) this.flaws.push(`the push "${id}" has a second outcome`);
    else this.pending.delete(id);
    for (const [ref, asked] of this.asked) if (asked === id) this.asked.delete(ref);
  }

  readonly #transport: TransportFactory = (_, sink) => {
    this.#sink = sink;
    const isCurrent = () => this.#sink === sink;
    return { send: (data) => void (isCurrent() && this.#note(data)), close: () => {} };
  };

  /** What the client writes is read, too: it has to be a frame. */
  #note(data: string | ArrayBuffer): void {
    const frame = read(this.dialect, data);
    if (typeof frame === 'string') {
      this.flaws.push(`the client wrote no frame: ${data}`);
      return;
    }
    const [, ref, topic, event, payload] = frame;
    if (ref === null) return;
    if (event === 'heartbeat') this.#beats.push(ref);
    if (event === 'phx_join') this.#keep(this.#joinRefs, topic, ref);
    if (event === 'phx_leave') this.#keep(this.#leaveRefs, topic, ref);
    if (event === 'ask' && typeof payload === 'object' && payload !== null && 'id' in payload)
      this.asked.set(ref, String(payload.id));
  }

  #keep(refs: Map<string, string>, topic: string, ref: string): void {
    const before = refs.get(topic);
    if (before !== undefined) this.stale.push(before);
    if (this.stale.length > 50) this.stale.shift();
    refs.set(topic, ref);
  }
}
