import { ownerOf } from 'xstate-phoenix/group';
import { GROUP, GroupWorld, sensors, type TestMember } from '../../group/groups.ts';
import type { GroupAct } from './acts.ts';

/** How a world differs from others. */
export interface GroupClimate {
  readonly graceMs: number;
  /** The latency of each place, in ms. Each process is started in one of them. */
  readonly latenciesMs: readonly number[];
  readonly topics: number;
  /** Whether there are processes that sleep or are cut off, which the server does not notice at once. */
  readonly isRough: boolean;
}

/** When the server closes a connection that it hears nothing of. */
const IDLE_MS = 60_000;
/** A list that is older is not relied on: see the guide. */
const leaseMs = (graceMs: number) => Math.max(graceMs - 2_000, 3_000);
/** How long a client may wait until it connects and joins again, on top of the latency: after a long outage, five seconds. */
const RETRY_MS = 6_500;

/** Since when a topic has had no owner, or more than one, as the processes that are awake believe. */
interface Watched {
  noneSince: number;
  manySince: number | null;
}

/** Processes that share topics before one server, under one clock. It notes what may not be. */
export class GroupSimulation {
  readonly violations: string[] = [];
  /** The longest gap and overlap that there were, in ms. */
  readonly longest = { gapMs: 0, overlapMs: 0 };
  readonly #world = new GroupWorld();
  readonly #climate: GroupClimate;
  readonly #members: (TestMember | null)[];
  readonly #all: TestMember[] = [];
  readonly #topics: readonly string[];
  readonly #watched: ReadonlyMap<string, Watched>;
  #disturbedAt = 0;
  #started = 0;

  constructor(climate: GroupClimate) {
    this.#climate = climate;
    this.#topics = sensors(climate.topics);
    this.#members = climate.latenciesMs.map(() => null);
    this.#watched = new Map(this.#topics.map((topic) => [topic, { noneSince: 0, manySince: null }]));
  }

  get #now(): number {
    return this.#world.clock.now();
  }

  async perform(act: GroupAct): Promise<void> {
    if (act.act === 'elapse') return this.#world.flow(act.ms, () => this.#look());
    this.#disturbedAt = this.#now;
    this.#befall(act);
    await this.#world.flow(0, () => this.#look());
  }

  /** All is well again, and each topic has to have the owner that its members make. */
  async heal(): Promise<void> {
    for (const member of this.#members) {
      member?.heal();
      if (member?.clock.isAsleep) member.wake();
    }
    this.#disturbedAt = this.#now;
    await this.#world.flow(IDLE_MS * 2 + this.#climate.graceMs + 10_000, () => this.#look());
    const members = this.#members.filter((member) => member !== null);
    const names = members.map(({ name }) => name);
    for (const topic of this.#topics) {
      const owners = this.#ownersOf(topic).map(({ name }) => name);
      const owner = ownerOf(topic, names);
      const expected = owner === undefined ? '' : owner;
      if (owners.join() !== expected)
        this.#violate(`${topic} is owned by "${owners}" in the end, and not by "${expected}"`);
      if (this.#world.ownersAt(topic).join() !== expected)
        this.#violate(`the server has ${topic} for "${this.#world.ownersAt(topic)}" in the end`);
    }
  }

  /** The end: nothing is left. */
  async end(): Promise<void> {
    for (const member of this.#all) member.kill();
    await this.#world.flow(IDLE_MS + 1_000);
    const { timers } = this.#world.clock;
    if (timers > 0) this.#violate(`${timers} timers are left`);
    if (this.#world.phoenix.connections > 0) this.#violate('a connection is left');
  }

  #befall(act: Exclude<GroupAct, { act: 'elapse' }>): void {
    const member = this.#members[act.slot];
    if (act.act === 'start') {
      if (member) return;
      const name = act.isRenamed ? `process ${this.#started++}` : `place ${act.slot}`;
      const latencyMs = this.#climate.latenciesMs[act.slot] ?? 0;
      const started = this.#world.member(name, { latencyMs, graceMs: this.#climate.graceMs, topics: this.#topics });
      started.client.on('listener.failed', ({ event, error }) => {
        if (event !== 'member') this.#violate(`"${event}" failed: ${error}`);
      });
      this.#members[act.slot] = started;
      this.#all.push(started);
      return;
    }
    if (!member) return;
    switch (act.act) {
      case 'leave':
      case 'stop':
        // Who sleeps does nothing.
        if (member.clock.isAsleep) return;
        if (act.act === 'leave') member.group.send({ type: 'group.leave' });
        else member.group.stop();
        this.#members[act.slot] = null;
        break;
      case 'kill':
        member.kill();
        this.#members[act.slot] = null;
        break;
      case 'drop':
        member.network.drop();
        break;
      case 'crash':
        for (const channel of this.#world.phoenix.joined(GROUP))
          if (channel.assigns.member === member.name) channel.stop(new Error('crashed'));
        break;
      case 'wake':
        if (member.clock.isAsleep) member.wake();
        break;
      default:
        member[act.act]();
    }
  }

  #ownersOf(topic: string): readonly TestMember[] {
    return this.#all.filter((member) => member.isAwake && member.owned.includes(topic));
  }

  /** What holds at every moment. */
  #look(): void {
    const { graceMs, latenciesMs, isRough } = this.#climate;
    const latest = Math.max(...latenciesMs);
    const overlapMs = Math.max(0, leaseMs(graceMs) + latest - graceMs);
    const gapMs = graceMs + RETRY_MS + 10 * latest + (isRough ? IDLE_MS : 0);
    // Who is cut off can do nothing. Who slept or was cut off for long may take a while until it tries again.
    const canOwn = this.#members.some((member) => member?.isAwake && member.isReachable);
    for (const [topic, watched] of this.#watched) {
      const count = this.#ownersOf(topic).length;
      if (count > 0 || !canOwn) watched.noneSince = this.#now;
      const gap = this.#now - Math.max(watched.noneSince, this.#disturbedAt);
      this.longest.gapMs = Math.max(this.longest.gapMs, gap);
      if (gap > gapMs) this.#violate(`${topic} has had no owner for ${gap} ms`);
      if (count < 2) watched.manySince = null;
      else watched.manySince ??= this.#now;
      const overlap = watched.manySince === null ? -1 : this.#now - watched.manySince;
      this.longest.overlapMs = Math.max(this.longest.overlapMs, overlap);
      if (overlap > overlapMs || (overlapMs === 0 && count > 1))
        this.#violate(`${topic} has had ${count} owners for ${overlap} ms`);
    }
  }

  #violate(what: string): void {
    this.violations.push(`${what} (at ${this.#now} ms)`);
  }
}
