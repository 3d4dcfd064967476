import { connectionOf } from '../client.ts';
import { ConfigurationError, type Problem } from '../errors.ts';
import type { ChannelRef, ChannelState } from '../machines/channel/channel.ref.ts';
import type { ClientRef } from '../machines/client/client.ref.ts';
import type { Connection } from '../machines/client/connection.ts';
import { keepOutOfProxies } from '../machines/proxies.ts';
import type { Presence } from '../presence/presence.ref.ts';
import { createPresence } from '../presence/presence.ts';
import { join, leave } from '../topic.ts';
import type { GroupFact } from './group.events.ts';
import { withOwn } from './join.params.ts';
import { Lease } from './lease.ts';
import { absent, doubled } from './obstacles.ts';
import { type CheckedOptions, randomName } from './options.ts';

/** What the server is to put into the meta of a member: the `session` of its join. */
interface Meta {
  readonly session?: unknown;
}

/** The place of this process in its group: the group's topic, and the presence of it. */
export class Membership {
  readonly #options: CheckedOptions;
  readonly #connection: Connection<ClientRef>;
  readonly #lease: Lease;
  readonly #process = randomName();
  readonly #told = new Set<string>();
  #room: ChannelRef | null = null;
  #look = () => {};
  #end = () => {};
  #joins = 0;
  #last = '';
  #obstacle: Problem | null = absent;

  constructor(options: CheckedOptions) {
    this.#options = options;
    this.#connection = connectionOf(options.client);
    this.#lease = new Lease(this.#connection, options.graceMs);
    keepOutOfProxies(this);
  }

  get options(): CheckedOptions {
    return this.#options;
  }

  get connection(): Connection<ClientRef> {
    return this.#connection;
  }

  get now(): number {
    return this.#connection.time.now();
  }

  /** Milliseconds for which the list may still be relied on. */
  get leaseMs(): number {
    return this.#lease.restMs;
  }

  /** Joins the group's topic. `tell` hears what becomes of it. */
  begin(tell: (fact: GroupFact) => void): void {
    const { client, topic, params, member } = this.#options;
    const own = () => {
      this.#joins += 1;
      this.#lease.begin();
      return { member, session: this.#session };
    };
    const room = join(client, topic, { params: withOwn(params, own) });
    const presence = createPresence<Meta | null>(room);
    const look = () => {
      const fact = this.#factOf(room.getSnapshot().value, presence);
      const known = JSON.stringify(fact);
      if (known !== this.#last) tell(fact);
      this.#last = known;
      if (this.leaseMs <= 0) this.#ask();
    };
    presence.subscribe(look);
    // After the presence, which has looked at the topic by then.
    const looking = room.getSnapshot().context.listeners.add(() => room.subscribe(look));
    this.#room = room;
    this.#look = look;
    this.#last = '';
    this.#end = () => {
      looking.unsubscribe();
      presence.dispose();
      this.#lease.end();
    };
    look();
  }

  /** Looks whether the list may still be relied on, and asks the server for a sign of life. */
  check(): void {
    this.#look();
    this.#ask();
  }

  /** Leaves the group's topic. */
  async leave(): Promise<void> {
    if (this.#room) await leave(this.#room);
  }

  end(): void {
    this.#end();
  }

  /** Reports a problem, each once; without one, why this process is no member. */
  report(problem = this.#obstacle): void {
    if (problem === null || this.#told.has(problem.message)) return;
    this.#told.add(problem.message);
    this.#connection.report(new ConfigurationError([problem]), this.#options.topic, problem.path);
  }

  get #session(): string {
    return `${this.#process}.${this.#joins}`;
  }

  #ask(): void {
    if (this.#room) this.#lease.ask(this.#room.getSnapshot().context.host, this.#look);
  }

  #factOf(state: ChannelState, presence: Presence<Meta | null>): GroupFact {
    if (state === 'left' || state === 'closed') return { type: `room.${state}` };
    if (state !== 'joined') return { type: 'room.lost' };
    const { context } = presence.getSnapshot();
    const isOwn = (meta: Meta | null) => meta?.session === this.#session;
    const isOther = (meta: Meta | null) => !String(meta?.session).startsWith(`${this.#process}.`);
    const [member, entry] = Object.entries(context.state).find(([, { metas }]) => metas.some(isOwn)) ?? [];
    // A list from before this join does not have its session.
    const own = entry?.metas.find(isOwn);
    this.#obstacle = this.leaseMs <= 0 ? null : absent;
    if (member && entry?.metas.some(isOther)) this.#obstacle = doubled(member);
    else if (member && own && this.leaseMs > 0)
      return { type: 'members.listed', members: Object.keys(context.state).sort(), member, fence: own.phx_ref };
    return { type: 'room.joined' };
  }
}
