import {
  type ChannelRef,
  channels,
  connect,
  disconnect,
  join,
  leave,
  type PushError,
  push,
  reconnect,
  rejoin,
} from 'xstate-phoenix';
import { createPool, occupancy, type PoolInput } from 'xstate-phoenix/pool';
import { type Channel, type ChannelHandlers, createPhoenix, inMemory, TestClock } from 'xstate-phoenix/testing';
import { nextTask } from '../../support/task.ts';
import type { PoolAct } from './acts.ts';
import { Line } from './lines.ts';

/** How a world differs from others. */
export interface PoolClimate {
  readonly input: Pick<PoolInput, 'connections' | 'maxTopics' | 'lingerMs' | 'maxConcurrentJoins' | 'maxAttempts'>;
  readonly maxChannels: number;
  readonly topics: readonly string[];
  readonly latencyMs: number;
}

/** A push, and what became of it. */
interface Pushed {
  readonly n: number;
  readonly dueAt: number;
  ends: number;
  arrivals: number;
}

const PUSH_MS = 8_000;

/** A pool, its program, a server, and the lines between them, under one clock. It notes what may not be. */
export class PoolWorld {
  readonly violations: string[] = [];
  readonly #clock = new TestClock();
  readonly #climate: PoolClimate;
  readonly #lines = new Map<string, Line>();
  readonly #served = new Map<string, Set<Channel>>();
  readonly #wanted = new Map<string, ChannelRef>();
  readonly #pushes: Pushed[] = [];
  readonly #pool: ReturnType<typeof createPool>;
  readonly #memory: ReturnType<typeof inMemory>;
  #answers: 'ok' | 'error' | 'hopeless' = 'ok';
  #dialed = 0;

  constructor(climate: PoolClimate) {
    this.#climate = climate;
    const { input, maxChannels, latencyMs } = climate;
    const phoenix = createPhoenix({ channels: { '*': this.#handlers() }, maxChannels });
    const schedule = (deliver: () => void) =>
      latencyMs === 0 ? deliver() : void this.#clock.setTimeout(deliver, latencyMs);
    this.#memory = inMemory(phoenix, { schedule });
    this.#pool = createPool(
      {
        ...input,
        url: 'ws://server.test/socket',
        params: () => ({ line: String(++this.#dialed) }),
        pushTimeoutMs: PUSH_MS,
        heartbeatIntervalMs: 5_000,
        heartbeatTimeoutMs: 2_000,
        shouldReconnect: ({ code }) => (code === 4000 ? false : undefined),
        transport: (request, sink) => {
          const line = new Line(new URL(request.url).searchParams.get('line') ?? '', sink);
          this.#lines.set(line.name, line);
          return line.dial(this.#memory.transport, request);
        },
      },
      { clock: this.#clock },
    );
    this.#start();
  }

  #start(): void {
    this.#pool.on('listener.failed', ({ event, error }) => {
      if (event !== 'connections') this.#violate(`"${event}" failed: ${error}`);
    });
    this.#pool.start();
  }

  async perform(act: PoolAct): Promise<void> {
    this.#perform(act);
    await this.#flow(act.act === 'elapse' ? act.ms : 0);
    this.#check();
  }

  /** All is well again, and everything that is wanted has to be joined, as far as there is room. */
  async heal(): Promise<void> {
    this.#answers = 'ok';
    this.#memory.accept();
    this.#pool.send({ type: 'network.online' });
    this.#pool.send({ type: 'page.visible' });
    // A line that is frozen may end only now, and be the last attempt that the pool was allowed.
    for (let turn = 0; turn < 3; turn += 1) {
      void connect(this.#pool);
      await this.#flow(47_000);
    }
    this.#check();
    const { connections = 0, maxTopics = 0 } = this.#climate.input;
    const room = connections * Math.min(maxTopics, this.#climate.maxChannels);
    const joined = [...this.#wanted.values()].filter((one) => one.getSnapshot().value === 'joined');
    const there = [...this.#served].filter(([topic]) => this.#liveOf(topic).length === 1);
    const expected = Math.min(room, this.#wanted.size);
    if (joined.length < expected)
      this.#violate(`only ${joined.length} of ${expected} topics are joined again (${this.#wanted.size} are wanted)`);
    if (there.length !== joined.length)
      this.#violate(`${joined.length} are joined, and the server has ${there.length}`);
    const { waiting } = occupancy(this.#pool);
    if (waiting !== this.#wanted.size - joined.length) this.#violate(`${waiting} topics wait for a connection`);
    for (const one of this.#pushes) if (one.ends !== 1) this.#violate(`push ${one.n} ended ${one.ends} times`);
  }

  /** The end: nothing is left. */
  async stop(): Promise<void> {
    this.#pool.stop();
    await this.#flow(10_000);
    const { timers } = this.#clock;
    if (timers > 0) this.#violate(`${timers} timers are left`);
    const up = [...this.#lines.values()].filter(({ isUp }) => isUp).length;
    if (up > 0) this.#violate(`${up} connections are left`);
  }

  #perform(act: PoolAct): void {
    const pool = this.#pool;
    switch (act.act) {
      case 'join':
        this.#join(act.topic);
        break;
      case 'many':
        for (const topic of this.#climate.topics.slice(0, act.count)) this.#join(topic);
        break;
      case 'leave':
      case 'rejoin':
        this.#use(act.act, act.topic);
        break;
      case 'push':
        this.#push(act.topic, act.event);
        break;
      case 'connect':
        void connect(pool);
        break;
      case 'reconnect':
        void reconnect(pool);
        break;
      case 'disconnect':
        void disconnect(pool);
        break;
      case 'forget':
        this.#wanted.clear();
        void disconnect(pool, { forget: true });
        break;
      case 'restart':
        pool.stop();
        this.#start();
        break;
      case 'page':
        pool.send({ type: act.is });
        break;
      default:
        this.#befall(act);
    }
  }

  #befall(act: Exclude<PoolAct, { act: 'join' }>): void {
    switch (act.act) {
      case 'cut':
        this.#lineOf(act.index)?.cut(act.code);
        break;
      case 'freeze':
        this.#lineOf(act.index)?.freeze();
        break;
      case 'crash':
        for (const channel of this.#liveOf(act.topic)) channel.stop(new Error('crashed'));
        break;
      case 'stop':
        for (const channel of this.#liveOf(act.topic)) channel.stop();
        break;
      case 'outage':
        for (const line of this.#lines.values()) line.cut(1006);
        break;
      case 'deploy':
        this.#memory.close(1012);
        break;
      case 'network':
        if (typeof act.is === 'number') this.#memory.refuse({ httpStatus: act.is });
        else this.#memory[act.is]();
        break;
      case 'answers':
        this.#answers = act.are;
    }
  }

  #lineOf(index: number): Line | undefined {
    const up = [...this.#lines.values()].filter(({ isUp }) => isUp);
    return up[index % up.length];
  }

  #join(topic: string): void {
    const present = this.#wanted.get(topic);
    const room = join(this.#pool, topic);
    if (present !== undefined && present !== room) this.#violate(`${topic} has become another channel`);
    this.#wanted.set(topic, room);
  }

  #use(act: 'leave' | 'rejoin', topic: string): void {
    const room = this.#wanted.get(topic);
    if (room === undefined) return;
    if (act === 'rejoin') rejoin(room);
    else {
      this.#wanted.delete(topic);
      void leave(room);
    }
  }

  #push(topic: string, event: string): void {
    const room = this.#wanted.get(topic);
    if (room === undefined) return;
    const pushed: Pushed = { n: this.#pushes.length, dueAt: this.#clock.now() + PUSH_MS, ends: 0, arrivals: 0 };
    this.#pushes.push(pushed);
    push<{ n: number }>(room, event, { n: pushed.n }).then(
      ({ n }) => {
        pushed.ends += 1;
        if (n !== pushed.n || event !== 'echo') this.#violate(`push ${pushed.n} got the reply to ${n}`);
      },
      (error: PushError) => {
        pushed.ends += 1;
        if (!error.sent && pushed.arrivals > 0) this.#violate(`push ${pushed.n} arrived, though it was not sent`);
      },
    );
  }

  #handlers(): ChannelHandlers {
    return {
      join: (_, channel) => {
        if (this.#answers === 'error') return { error: { reason: 'nope' } };
        if (this.#answers === 'hopeless') return { error: { reason: 'unauthorized' } };
        const others = this.#liveOf(channel.topic).filter(({ socket }) => socket !== channel.socket);
        if (others.length > 0 && this.#isUp(channel)) this.#violate(`${channel.topic} is on two connections`);
        const set = this.#served.get(channel.topic) ?? new Set();
        this.#served.set(channel.topic, set.add(channel));
        return { ok: {} };
      },
      handleIn: (event, payload) => {
        const { n } = payload as { readonly n: number };
        const pushed = this.#pushes[n];
        if (pushed) pushed.arrivals += 1;
        if (pushed?.arrivals !== 1) this.#violate(`push ${n} arrived ${pushed?.arrivals} times`);
        return event === 'echo' ? { reply: ['ok', { n }] } : undefined;
      },
      terminate: (_, channel) => void this.#served.get(channel.topic)?.delete(channel),
    };
  }

  /** The channels of a topic at the server, but for those whose line is down, which it may not know. */
  #liveOf(topic: string): readonly Channel[] {
    return [...(this.#served.get(topic) ?? [])].filter((channel) => this.#isUp(channel));
  }

  #isUp({ socket }: Channel): boolean {
    return this.#lines.get(String(socket.params.line))?.isUp === true;
  }

  /** What holds whenever nothing is on its way. */
  #check(): void {
    // The server may end a topic for good. Then it is not wanted any more.
    for (const [topic, room] of this.#wanted) if (room.getSnapshot().value === 'closed') this.#wanted.delete(topic);
    const { connections: present, waiting } = occupancy(this.#pool);
    const { connections = 0, maxTopics = 0 } = this.#climate.input;
    if (present.length > connections) this.#violate(`there are ${present.length} connections`);
    for (const { topics } of present) if (topics > maxTopics) this.#violate(`a connection has ${topics} topics`);
    const isConnected = this.#pool.getSnapshot().hasTag('connected');
    if (isConnected !== present.some(({ isOpen }) => isOpen))
      this.#violate('the pool does not know whether it is open');
    const seated = present.reduce((sum, { topics }) => sum + topics, 0);
    const open = [...channels(this.#pool)].filter((room) => room.getSnapshot().value !== 'closed').length;
    if (isConnected && seated + waiting !== open)
      this.#violate(`${seated} topics have a connection and ${waiting} wait, but there are ${open}`);
    for (const { n, dueAt, ends } of this.#pushes)
      if (ends > 1 || (ends === 0 && this.#clock.now() > dueAt)) this.#violate(`push ${n} ended ${ends} times`);
  }

  #violate(what: string): void {
    this.violations.push(what);
  }

  /** Frames behind an awaited answer wait for the next task, so each moment has one. */
  async #flow(ms: number): Promise<void> {
    const end = this.#clock.now() + ms;
    do await nextTask();
    while (this.#clock.step(end));
    this.#clock.increment(Math.max(0, end - this.#clock.now()));
    await nextTask();
  }
}
