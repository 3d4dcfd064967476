import {
  awaitConnect,
  awaitDisconnect,
  awaitJoin,
  awaitLeave,
  awaitMessage,
  type ChannelRef,
  type ClientRef,
  cast,
  connect,
  disconnect,
  type JoinParams,
  join,
  leave,
  on,
  ping,
  push,
  reconnect,
  rejoin,
} from 'xstate-phoenix';
import type { ParamsKind, PushKind, Reaction, UserAct } from './acts.ts';
import type { Witness } from './witness.ts';

/** Does what a program would do with a client, by its public API, and tells the witness of it. */
export class User {
  readonly #client: ClientRef;
  readonly #witness: Witness;
  readonly #now: () => number;
  readonly #aborts: AbortController[] = [];
  #pushes = 0;
  #listeners = 0;
  readonly #waits: string[] = [];
  readonly #params = new Map<string, ParamsKind>();
  readonly #asked: { readonly topic: string; answer(): void }[] = [];
  readonly #reactions: string[] = [];
  #isCalm = false;

  constructor(client: ClientRef, witness: Witness, now: () => number) {
    this.#client = client;
    this.#witness = witness;
    this.#now = now;
  }

  /** What it waits for, pushes not among it, what it does when it hears of something, and how it is asked for params. */
  told(): readonly [waits: readonly string[], reactions: readonly string[], params: readonly unknown[]] {
    const asked = this.#asked.map(({ topic }) => topic);
    return [[...this.#waits].sort(), this.#reactions, [...[...this.#params].sort(), asked]];
  }

  /** From now on listeners do nothing but hear. */
  calms(): void {
    this.#isCalm = true;
  }

  /** Whether there was anything to do. What is thrown is a violation: all of this is legal. */
  does(act: UserAct): boolean {
    this.#witness.deeds += 1;
    try {
      return this.#do(act);
    } catch (error) {
      this.#witness.blame('I10', `"${act.act}" threw ${String(error)}`);
      return true;
    }
  }

  #do(act: UserAct): boolean {
    this.#hurries(act);
    switch (act.act) {
      case 'connect':
      case 'reconnect':
        this.#witness.wantsConnection = true;
        this.#await(act.act === 'connect' ? connect(this.#client) : reconnect(this.#client), act.act);
        return true;
      case 'disconnect':
        this.#witness.wantsConnection = false;
        this.#await(disconnect(this.#client), act.act);
        return true;
      case 'join':
        return this.#join(act.topic, act.params);
      case 'push':
        return this.#push(act.topic, act.kind, act.timeoutMs);
      case 'await':
        return this.#waitFor(act.what, act.topic, act.timeoutMs);
      case 'params':
        return this.#answer(act.asked);
      case 'abort':
        return this.#abort();
      case 'react':
        return this.#react(act.topic, act.to, act.by);
      case 'attend':
        return this.#attend(act.topic, act.to);
      case 'restart':
        return this.#restart();
      case 'wake':
        this.#client.send({ type: act.by });
        return true;
      default:
        return this.#handle(act.act, act.topic);
    }
  }

  /** What the user asks for may be had at once, however often. */
  #hurries(act: UserAct): void {
    const isHurry =
      act.act === 'wake'
        ? this.#witness.pageSays(act.by)
        : ['connect', 'reconnect', 'disconnect', 'restart'].includes(act.act);
    if (isHurry) this.#witness.hurries();
    if (act.act === 'join' || act.act === 'rejoin' || act.act === 'leave') this.#witness.topic(act.topic).hurries();
    // A topic that is wanted is a reason to connect again.
    if ((act.act === 'join' || act.act === 'rejoin') && this.#client.getSnapshot().context.reason === 'idle')
      this.#witness.hurries();
  }

  #join(topic: string, params: ParamsKind | undefined): boolean {
    const watched = this.#witness.topic(topic);
    watched.wanted = true;
    if (params !== undefined) {
      watched.asksNobody = params === 'value';
      this.#params.set(topic, params);
    }
    const options = params === undefined ? {} : { params: this.#paramsOf(topic, params) };
    this.#adopt(topic, () => join(this.#client, topic, options));
    return true;
  }

  #paramsOf(topic: string, kind: ParamsKind): JoinParams {
    switch (kind) {
      case 'value':
        return {};
      case 'function':
        return () => ({});
      case 'promise':
        return async () => ({});
      case 'later':
        return () => new Promise((resolve) => void this.#asked.push({ topic, answer: () => resolve({}) }));
      case 'throws':
        return () => {
          throw new Error('The params of the user throw.');
        };
    }
  }

  #answer(asked: 'first' | 'last'): boolean {
    const next = asked === 'first' ? this.#asked.shift() : this.#asked.pop();
    next?.answer();
    return next !== undefined;
  }

  #handle(act: 'leave' | 'rejoin' | 'cast', topic: string): boolean {
    const watched = this.#witness.topic(topic);
    const { room } = watched;
    if (!room) return false;
    if (act === 'leave') {
      watched.wanted = false;
      this.#await(leave(room), `${act} ${topic}`);
    } else if (act === 'rejoin') {
      watched.wanted = true;
      watched.asksAnew();
      this.#adopt(topic, () => rejoin(room));
    } else {
      this.#pushes += 1;
      this.#witness.pushes.asked(this.#pushes, topic, Number.POSITIVE_INFINITY);
      cast(room, 'silent', { n: this.#pushes });
    }
    return true;
  }

  #push(topic: string, kind: PushKind, timeoutMs?: number): boolean {
    const { room } = this.#witness.topic(topic);
    if (!room) return false;
    this.#pushTo(room, topic, kind, timeoutMs).catch(() => {});
    return true;
  }

  /** Pushes, and answers the number of the push when its reply is there. */
  #pushTo(room: ChannelRef, topic: string, kind: PushKind, timeoutMs = 10_000): Promise<number> {
    this.#pushes += 1;
    const n = this.#pushes;
    const { pushes } = this.#witness;
    const abort = new AbortController();
    this.#aborts.push(abort);
    pushes.asked(n, topic, this.#now() + timeoutMs);
    const settled = () => this.#aborts.splice(this.#aborts.indexOf(abort), 1);
    return push(room, kind, { n }, { timeoutMs, signal: abort.signal }).then(
      (response) => {
        settled();
        pushes.settled(n, { response });
        return n;
      },
      (error: unknown) => {
        settled();
        pushes.settled(n, { error });
        throw error;
      },
    );
  }

  /** Awaits an answer, and listens only then. */
  #attend(topic: string, to: 'join' | 'push'): boolean {
    const { room } = this.#witness.topic(topic);
    if (room?.getSnapshot().status !== 'active') return false;
    const { attendance, pushes } = this.#witness;
    const begunAt = attendance.now;
    const listen = (ref: string) => {
      const { value, context } = room.getSnapshot();
      if (value !== 'joined' || context.joinRef === null) return;
      const { deeds } = this.#witness;
      const isUndisturbed = () => this.#witness.deeds === deeds;
      const attendant = attendance.begins(topic, context.joinRef, ref, begunAt, isUndisturbed);
      on<{ seq: number }>(room, 'said', ({ seq }) => attendant.hears(seq));
    };
    if (to === 'push') {
      const answered = this.#pushTo(room, topic, 'echo');
      void answered.then((n) => listen(pushes.refOf(n))).catch(() => {});
    } else {
      const joined = awaitJoin(room, { timeoutMs: 10_000 });
      this.#await(joined, 'attend join');
      void joined.then(() => listen(room.getSnapshot().context.joinRef ?? '')).catch(() => {});
    }
    return true;
  }

  /** What has listened by XState's own `on` listens no more. */
  #restart(): boolean {
    this.#reactions.splice(0, this.#reactions.length, ...this.#reactions.filter((name) => name.includes(' message ')));
    this.#client.stop();
    this.#client.start();
    this.#witness.restarted();
    return true;
  }

  #waitFor(what: Extract<UserAct, { act: 'await' }>['what'], topic: string, timeoutMs: number): boolean {
    const client = this.#client;
    const { room } = this.#witness.topic(topic);
    const name = `await ${what}`;
    if (what === 'connect') this.#await(awaitConnect(client, { timeoutMs }), name);
    else if (what === 'disconnect') this.#await(awaitDisconnect(client, { timeoutMs }), name);
    else if (what === 'ping') this.#await(ping(client, { timeoutMs }), name);
    else if (!room) return false;
    else if (what === 'join') this.#await(awaitJoin(room, { timeoutMs }), name);
    else if (what === 'leave') this.#await(awaitLeave(room, { timeoutMs }), name);
    else this.#await(awaitMessage(room, 'said', { timeoutMs }), name);
    return true;
  }

  #abort(): boolean {
    const oldest = this.#aborts[0];
    oldest?.abort();
    return oldest !== undefined;
  }

  /** Does something once, from within a listener, when it hears of it. */
  #react(topic: string, to: string, by: Reaction): boolean {
    const { room } = this.#witness.topic(topic);
    if (room?.getSnapshot().status !== 'active') return false;
    const reaction = `${topic} ${to} ${by}`;
    this.#reactions.push(reaction);
    const heard = () => this.#reactions.splice(this.#reactions.indexOf(reaction), 1);
    if (to === 'message') {
      this.#listen(topic, room, (stop) => {
        stop();
        heard();
        this.#reacts(topic, by);
      });
      return true;
    }
    const react = ({ type }: { readonly type: string }) => {
      if (type !== to) return;
      for (const hearing of hearings) hearing.unsubscribe();
      heard();
      // What a listener of XState's own `on` throws is XState's to report, to the whole process.
      if (by !== 'throws') this.#reacts(topic, by);
    };
    const hearings = [room.on('*', react), this.#client.on('*', react)];
    return true;
  }

  #reacts(topic: string, by: Reaction): void {
    if (this.#isCalm) return;
    if (by === 'throws') throw new Error('A listener of the user throws.');
    if (by === 'leaves') this.does({ act: 'leave', topic });
    if (by === 'pushes') this.does({ act: 'push', topic, kind: 'echo' });
    if (by === 'rejoins') this.does({ act: 'rejoin', topic });
    if (by === 'disconnects') this.does({ act: 'disconnect' });
    if (by === 'reconnects') this.does({ act: 'reconnect' });
  }

  /** Takes the channel that is obtained for that of its topic, unless a listener has obtained another one meanwhile. */
  #adopt(topic: string, obtain: () => ChannelRef): void {
    const watched = this.#witness.topic(topic);
    const before = watched.room;
    const room = obtain();
    if (room === before || watched.room !== before) return;
    this.#witness.adopt(topic, room);
    this.#listen(topic, room, () => {});
  }

  #listen(topic: string, room: ChannelRef, then: (stop: () => void) => void): void {
    this.#listeners += 1;
    const name = `listener ${this.#listeners}`;
    const stop = () => {
      this.#witness.listensNoMore(room, name);
      off();
    };
    const off = on(room, '*', (_, { event }) => {
      this.#witness.messages.heard(name, topic, event);
      then(stop);
    });
    this.#witness.listens(room, name, '*');
  }

  #await(promise: Promise<unknown>, what: string): void {
    this.#waits.push(what);
    const settled = () => this.#waits.splice(this.#waits.indexOf(what), 1);
    promise.then(settled, settled);
  }
}
