import { connectionOf } from '../client.ts';
import { ConfigurationError, type Problem } from '../errors.ts';
import type { ChannelRef } from '../machines/channel/channel.ref.ts';
import type { ClientRef } from '../machines/client/client.ref.ts';
import type { Connection } from '../machines/client/connection.ts';
import { keepOutOfProxies } from '../machines/proxies.ts';
import type { Presence } from '../presence/presence.ref.ts';
import { createPresence } from '../presence/presence.ts';
import { join, leave, rejoin } from '../topic.ts';
import type { GroupFact } from './group.events.ts';
import { withOwn } from './join.params.ts';
import { type CheckedOptions, randomName } from './options.ts';

/** What the server is to put into the meta of a member: the `session` of its join. */
interface Meta {
  readonly session?: unknown;
}

/** Why a process is no member, though the group's topic is joined. */
const absent: Problem = {
  path: 'topic',
  message:
    'is joined, but its presences do not have this member: track it under the `member` of its params, with their `session` in the meta, and push `presence_state`',
};
const doubled = (name: string): Problem => ({
  path: 'member',
  message: `is the name of another member, too: "${name}"; until that is gone, this one owns no topic`,
});

/** The place of this process in its group: the group's topic, and the presence of it. */
export class Membership {
  readonly #options: CheckedOptions;
  readonly #connection: Connection<ClientRef>;
  readonly #process = randomName();
  readonly #told = new Set<string>();
  #room: ChannelRef | null = null;
  #end = () => {};
  #joins = 0;
  #last = '';
  #obstacle: Problem = absent;

  constructor(options: CheckedOptions) {
    this.#options = options;
    this.#connection = connectionOf(options.client);
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

  /** Joins the group's topic. `tell` hears what becomes of it. */
  begin(tell: (fact: GroupFact) => void): void {
    const { client, topic, params, member } = this.#options;
    const own = () => {
      this.#joins += 1;
      return { member, session: this.#session };
    };
    const room = join(client, topic, { params: withOwn(params, own) });
    const presence = createPresence<Meta>(room);
    const look = () => {
      const fact = this.#look(room, presence);
      const known = JSON.stringify(fact);
      if (known !== this.#last) tell(fact);
      this.#last = known;
    };
    presence.subscribe(look);
    // After the presence, which has looked at the topic by then.
    const looking = room.getSnapshot().context.listeners.add(() => room.subscribe(look));
    this.#room = room;
    this.#last = '';
    this.#end = () => {
      looking.unsubscribe();
      presence.dispose();
    };
    look();
  }

  /** Joins the group's topic anew, since nobody knows what has happened meanwhile. */
  renew(): void {
    if (this.#room) rejoin(this.#room);
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
    const { path, message } = problem;
    if (this.#told.has(message)) return;
    this.#told.add(message);
    this.#connection.report(new ConfigurationError([problem]), this.#options.topic, path);
  }

  get #session(): string {
    return `${this.#process}.${this.#joins}`;
  }

  #look(room: ChannelRef, presence: Presence<Meta>): GroupFact {
    const { value } = room.getSnapshot();
    if (value === 'left' || value === 'closed') return { type: `room.${value}` };
    if (value !== 'joined') return { type: 'room.lost' };
    const snapshot = presence.getSnapshot();
    const { state } = snapshot.context;
    const own = Object.entries(state).find(([, { metas }]) => metas.some(({ session }) => session === this.#session));
    if (snapshot.value !== 'synced' || own === undefined) return { type: 'room.joined' };
    const [member, { metas }] = own;
    const others = metas.filter(({ session }) => !String(session).startsWith(`${this.#process}.`));
    this.#obstacle = others.length > 0 ? doubled(member) : absent;
    if (others.length > 0) return { type: 'room.joined' };
    const fence = metas.find(({ session }) => session === this.#session)?.phx_ref ?? '';
    return { type: 'members.listed', members: Object.keys(state).sort(), member, fence };
  }
}
