import { clientMachine, interpret, type JoinOptions } from 'xstate-phoenix';
import { createGroup, type GroupEmitted, type GroupOptions } from 'xstate-phoenix/group';
import {
  type Channel,
  type ChannelHandlers,
  createPhoenix,
  inMemory,
  type Phoenix,
  TestClock,
} from 'xstate-phoenix/testing';
import { nextTask } from '../support/task.ts';
import { MemberClock } from './member.clock.ts';

export const GROUP = 'group:sensors';

/** The topics `sensor:1`, `sensor:2` and so on. */
export function sensors(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `sensor:${index + 1}`);
}

/** How a member differs from others. */
export interface MemberInput extends Partial<GroupOptions> {
  /** Milliseconds that everything takes, each way. */
  readonly latencyMs?: number;
  readonly isStarted?: boolean;
}

/** The channel of a group, as the guide has it. */
const groupChannel: ChannelHandlers = {
  join(params, channel) {
    channel.assigns.member = (params as { readonly member: string }).member;
    channel.send(params);
    return { ok: {} };
  },
  handleInfo(params, channel) {
    const { member, session } = params as { readonly member: string; readonly session: string };
    channel.presence.track(member, { session });
    channel.push('presence_state', channel.presence.list());
    return undefined;
  },
};

/** A server whose members share topics, under one clock. */
export class GroupWorld {
  /** Its time is no whole number, as that of a platform. */
  readonly clock = new TestClock({ now: 1_234.567 });
  readonly phoenix: Phoenix;
  /** The channels that the server has of each topic. */
  readonly served = new Map<string, Set<Channel>>();
  /** The joins that the server has refused, because their fence was old. */
  readonly refused: string[] = [];
  /** The params of all joins of shared topics. */
  readonly joins: { readonly topic: string; readonly params: unknown }[] = [];

  /** The events that clients have sent, but for heartbeats, with their topics. */
  readonly sent: string[] = [];

  constructor(channel: Partial<ChannelHandlers> = {}) {
    const channels = { 'group:*': { ...groupChannel, ...channel }, 'sensor:*': this.#sensor() };
    this.phoenix = createPhoenix({
      maxChannels: 100_000,
      channels,
      onFrame: ({ direction, frame: [, , topic, event] }) => {
        if (direction === 'in' && event !== 'heartbeat') this.sent.push(`${event} ${topic}`);
      },
    });
  }

  /** The members that the server has a topic for. */
  ownersAt(topic: string): readonly string[] {
    return [...(this.served.get(topic) ?? [])].map(({ assigns }) => String(assigns.member));
  }

  member(name: string, input: MemberInput = {}) {
    return new TestMember(this, name, input);
  }

  /** Lets time pass. Promises settle at each moment. `look` is called after each. */
  async flow(ms = 0, look = () => {}): Promise<void> {
    const end = this.clock.now() + ms;
    do {
      await nextTask();
      look();
    } while (this.clock.step(end));
    this.clock.increment(Math.max(0, end - this.clock.now()));
    await nextTask();
    look();
  }

  #sensor(): ChannelHandlers {
    return {
      join: (params, channel) => {
        const { member, fence } = params as { readonly member: string; readonly fence: string };
        this.joins.push({ topic: channel.topic, params });
        const metas = this.phoenix.presences(GROUP)[member]?.metas ?? [];
        if (!metas.some(({ phx_ref }) => phx_ref === fence)) {
          this.refused.push(channel.topic);
          return { error: { reason: 'old fence' } };
        }
        channel.assigns.member = member;
        this.served.set(channel.topic, (this.served.get(channel.topic) ?? new Set()).add(channel));
        return { ok: {} };
      },
      terminate: (_, channel) => void this.served.get(channel.topic)?.delete(channel),
    };
  }
}

/** A process that is a member: its client, its group, and the network between it and the server. */
export class TestMember {
  readonly name: string;
  readonly clock: MemberClock;
  readonly network: ReturnType<typeof inMemory>;
  readonly client: ReturnType<typeof interpret<typeof clientMachine>>;
  readonly group: ReturnType<typeof createGroup>;
  /** What the group has emitted. */
  readonly told: GroupEmitted[] = [];
  readonly #arrived: (() => void)[] = [];
  #isDead = false;
  #isCut = false;

  constructor(world: GroupWorld, name: string, { latencyMs = 10, isStarted = true, ...options }: MemberInput) {
    this.name = name;
    this.clock = new MemberClock(world.clock);
    // What arrives at a process that sleeps waits for it.
    const schedule = (deliver: () => void) =>
      void world.clock.setTimeout(
        () => void (this.clock.isAsleep ? this.#arrived.push(deliver) : deliver()),
        latencyMs,
      );
    this.network = inMemory(world.phoenix, { schedule, clock: world.clock });
    const input = { url: 'ws://server.test/socket', transport: this.network.transport, jitter: 0 };
    this.client = interpret(clientMachine, { clock: this.clock, input });
    this.group = createGroup(this.client, { topic: GROUP, member: name, topics: sensors(20), ...options });
    for (const type of ['owned', 'released', 'members.changed'] as const)
      this.group.on(type, (event) => void this.told.push(event));
    if (!isStarted) return;
    this.client.start();
    this.group.start();
  }

  /** Whether it runs. */
  get isAwake(): boolean {
    return !this.#isDead && !this.clock.isAsleep;
  }

  /** Whether there is a way to the server. */
  get isReachable(): boolean {
    return !this.#isCut;
  }

  get state(): unknown {
    return this.group.getSnapshot().value;
  }

  get owned(): readonly string[] {
    return this.#isDead ? [] : this.group.getSnapshot().context.owned;
  }

  get members(): readonly string[] {
    return this.group.getSnapshot().context.members;
  }

  /** The process is killed. Its system closes the socket. */
  kill(): void {
    this.#isDead = true;
    this.network.unplug();
    this.network.drop();
    this.client.stop();
    this.group.stop();
  }

  /** Nothing gets through any more, and nobody is told. */
  cut(): void {
    this.#isCut = true;
    this.network.stall();
    this.network.freeze();
  }

  /** The connection is closed, and there is no other. */
  unplug(): void {
    this.#isCut = true;
    this.network.unplug();
    this.network.drop();
  }

  heal(): void {
    this.#isCut = false;
    this.network.accept();
  }

  sleep(): void {
    this.clock.sleep();
  }

  /** Timers come first, and then what has arrived. */
  wake(): void {
    this.clock.wake();
    for (const deliver of this.#arrived.splice(0)) deliver();
  }
}

/** The owners of each topic, as the members believe. */
export function shares(members: readonly TestMember[], topics: readonly string[] = sensors(20)) {
  return new Map(
    topics.map((topic) => [topic, members.filter(({ owned }) => owned.includes(topic)).map(({ name }) => name)]),
  );
}

export type { JoinOptions };
