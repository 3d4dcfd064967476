import { expect } from 'vitest';
import type { Actor, EventObject } from 'xstate';
import {
  type ChannelEmitted,
  type ChannelRef,
  type ClientEmitted,
  type ClientInput,
  type ClientRef,
  clientMachine,
  type DefinedClient,
  type FrameDropped,
  interpret,
  type JoinOptions,
  join,
} from 'xstate-phoenix';
import type { JoinResult } from 'xstate-phoenix/testing';
import { coverage } from './coverage.ts';
import type { Drive, Driver } from './driver.types.ts';
import { Line } from './line.ts';
import { Stage } from './stage.ts';

export const TOPIC = 'room:lobby';

interface Room {
  readonly ref: ChannelRef;
  /** All but its losses. */
  readonly heard: ChannelEmitted[];
  readonly losses: Losses;
}

/** How often a topic has told that its connection is gone, and how often it was. */
interface Losses {
  told: number;
  seen: number;
}

/** A client, and everything that a path does to it or reads of it. */
export class World {
  readonly line = new Line();
  readonly stage: Stage;
  readonly driver: Driver;
  readonly #said: ClientEmitted[] = [];
  readonly #dropped: FrameDropped[] = [];
  readonly #rooms = new Map<string, Room>();
  #client: ClientRef | undefined;

  constructor(driver: Driver, stage: Stage) {
    this.driver = driver;
    this.stage = stage;
  }

  static async make(drive: Drive): Promise<World> {
    const stage = new Stage();
    return new World(await drive(stage), stage);
  }

  /**
   * Starts the client of this path. Not listed among what it says are heartbeats that are answered, and frames that go
   * nowhere: a server that has to answer late is bound to send some.
   */
  begin(input: Partial<ClientInput> = {}): ClientRef {
    return this.run(clientMachine, input);
  }

  /** Starts a client of another making. */
  run<Own extends EventObject, Request, Answer>(
    logic: DefinedClient<Own, Request, Answer>,
    input: Partial<ClientInput> = {},
  ): Actor<DefinedClient<Own, Request, Answer>> {
    const { driver } = this;
    const client = interpret(logic, {
      ...(driver.clock && { clock: driver.clock }),
      inspect: coverage.inspect,
      input: { url: driver.url, ...driver.input, transport: this.line.lay(driver.transport), ...input },
    });
    this.#hear(client);
    this.#client = client;
    return client.start();
  }

  /** Stops the client and starts it again. What listened by XState's own `on` has to listen anew. */
  restart(): void {
    const { client } = this;
    client.stop();
    this.#hear(client);
    client.start();
    for (const room of this.#rooms.values()) this.#hearRoom(room);
  }

  #hear(client: ClientRef): void {
    client.on('*', (event) => {
      if (event.type === 'frame.dropped') this.#dropped.push(event);
      else if (event.type !== 'heartbeat') this.#said.push(event);
    });
  }

  get client(): ClientRef {
    if (!this.#client) throw new Error('This path has begun no client.');
    return this.#client;
  }

  /** Wants a topic. A channel that is new is listened to. */
  join(topic = TOPIC, options: JoinOptions = {}): ChannelRef {
    return this.listen(join(this.client, topic, options), topic);
  }

  listen(ref: ChannelRef, topic = TOPIC): ChannelRef {
    if (this.#rooms.get(topic)?.ref === ref) return ref;
    const room = { ref, heard: [], losses: { told: 0, seen: 0 } };
    this.#rooms.set(topic, room);
    this.#hearRoom(room);
    return ref;
  }

  #hearRoom({ ref, heard, losses }: Room): void {
    let { value } = ref.getSnapshot();
    ref.on('*', (event) => {
      if (event.type === 'lost') losses.told += 1;
      else heard.push(event);
    });
    ref.subscribe((snapshot) => {
      const wasThere = value === 'joined' || value === 'joining';
      if (wasThere && snapshot.matches({ 'rejoin-waiting': 'offline' })) losses.seen += 1;
      value = snapshot.value;
    });
  }

  room(topic = TOPIC): ChannelRef {
    return this.#find(topic).ref;
  }

  #find(topic: string): Room {
    const room = this.#rooms.get(topic);
    if (!room) throw new Error(`This path has joined no "${topic}".`);
    return room;
  }

  /** The client has told its listeners this since it was last asked, and nothing else. */
  async says(...events: readonly object[]): Promise<void> {
    await this.driver.eventually(() => expect(this.#said).toMatchObject(events));
    this.#said.length = 0;
  }

  /** The frame that came last went nowhere. */
  async drops(dropped: Partial<FrameDropped>): Promise<void> {
    await this.driver.eventually(() => expect(this.#dropped.at(-1)).toMatchObject(dropped));
    this.#dropped.length = 0;
  }

  /** So has a topic, but for the losses of its connection, which are counted. */
  async hears(events: readonly object[], topic = TOPIC): Promise<void> {
    const { heard } = this.#find(topic);
    await this.driver.eventually(() => expect(heard).toMatchObject(events));
    heard.length = 0;
  }

  /** What always holds: nothing unexpected was emitted, and there is one socket at most (I1). */
  expectQuiet(): void {
    expect(this.#said, 'said beyond what was expected').toEqual([]);
    for (const [topic, { heard, losses }] of this.#rooms) {
      expect(heard, `told by ${topic} beyond that`).toEqual([]);
      expect(losses.told, `losses told by ${topic}`).toBe(losses.seen);
    }
    expect(this.line.alive, 'sockets').toBeLessThanOrEqual(1);
  }

  /** The server answers the last join of a topic. */
  async answerJoin(result: JoinResult, topic = TOPIC): Promise<void> {
    await this.driver.eventually(() => this.stage.answer(topic, this.joinRef(topic), result));
  }

  /** The ref of the last join of a topic. */
  joinRef(topic = TOPIC): string | null {
    return this.line.written('phx_join', topic).at(-1)?.[0] ?? null;
  }

  /** Lets a delay run off, before whose end no state changes. */
  lasts(ms: number): Promise<void> {
    return this.driver.lasts(ms, () => [this.client, ...[...this.#rooms.values()].map(({ ref }) => ref)].map(standOf));
  }

  /** The connection breaks, and the client has dialed anew. */
  async breaks(): Promise<void> {
    this.driver.drop();
    await this.says({ type: 'connection.lost', code: 1006, willRetry: true });
    await this.driver.comes(this.client.getSnapshot().context.retryAt);
  }

  /** The attempt that waits is let in. */
  async opens(): Promise<void> {
    await this.driver.eventually(() => expect(this.client.getSnapshot().value).toEqual({ connecting: 'dialing' }));
    this.driver.accept();
    await this.says({ type: 'connected' });
  }

  /** The last join of a topic is let in. */
  async admits(topic = TOPIC): Promise<void> {
    await this.answerJoin({ ok: {} }, topic);
    await this.hears([{ type: 'joined' }], topic);
  }

  async end(): Promise<void> {
    this.#client?.stop();
    this.line.keepsCloses = false;
    this.line.closes();
    await this.driver.end();
  }
}

function standOf(actor: ClientRef | ChannelRef): unknown {
  const { value, status } = actor.getSnapshot();
  // What goes on within a connection has delays of its own.
  return [status, typeof value === 'object' && 'connected' in value ? 'connected' : value];
}
