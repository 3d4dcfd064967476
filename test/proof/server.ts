import {
  type Channel,
  type ChannelHandlers,
  createPhoenix,
  HeldJoin,
  type ObservedFrame,
  type Ref,
  type ServerFrame,
  type SocketRef,
  type TestClock,
} from 'xstate-phoenix/testing';
import type { ServerAct } from './acts.ts';

type JoinPolicy = Extract<ServerAct, { act: 'joins' }>['get'];

/** How long the server is at a join that is slow, in ms. */
const SLOW_MS = 150;

/** A join that waits for its answer, and the frames of its topic that wait behind it. */
interface Held {
  readonly join: HeldJoin;
  readonly channel: Channel;
  readonly behind: ServerFrame[];
}

/** A join, by what tells it from all others. */
interface JoinTold {
  readonly topic: string;
  readonly joinRef: Ref;
  readonly connection: number;
}

/** The state of a server, without its counters. */
export interface ServerTold {
  readonly joins: JoinPolicy;
  readonly held: readonly (JoinTold & { readonly behind: readonly ServerFrame[] })[];
  readonly owed: readonly (JoinTold & { readonly ref: Ref })[];
  /** By topic. */
  readonly joined: readonly (readonly JoinTold[])[];
}

/** A Phoenix server that follows the protocol, and whose channels do what a world wants. */
export class Server {
  readonly phoenix;
  joins: JoinPolicy = 'ok';
  readonly #clock: TestClock;
  readonly #held: Held[] = [];
  readonly #owed: { readonly channel: Channel; readonly ref: SocketRef }[] = [];
  #released: readonly ServerFrame[] = [];
  #said = 0;
  #slow = 0;

  constructor(maxChannels: number, clock: TestClock) {
    this.#clock = clock;
    this.phoenix = createPhoenix({
      channels: { '*': this.#handlers() },
      maxChannels,
      onFrame: (observed) => this.#hears(observed),
    });
  }

  /** Joins that wait for their answer. */
  get held(): number {
    return this.#held.length;
  }

  /** Timers of its own: joins that it is at. */
  get timers(): number {
    return this.#slow;
  }

  /** Pushes that wait for their reply. */
  get owed(): number {
    return this.#owed.length;
  }

  /** Answers the join that has waited longest. */
  answer(status: 'ok' | 'error'): boolean {
    const held = this.#held.shift();
    this.#released = held?.behind ?? [];
    held?.join.answer(status === 'ok' ? { ok: {} } : { error: { reason: 'no' } });
    this.#released = [];
    return held !== undefined;
  }

  /** Replies to the push that has waited longest. */
  reply(): boolean {
    const owed = this.#owed.shift();
    owed?.channel.reply(owed.ref, 'ok', {});
    return owed !== undefined;
  }

  /** Says something to those who have joined, to each or to all at once, or ends their channels. */
  act(act: 'message' | 'broadcast' | 'crash' | 'stop', topic: string): boolean {
    const channels = this.phoenix.joined(topic);
    if (channels.length === 0) return false;
    this.#said += 1;
    const payload = { seq: this.#said };
    if (act === 'broadcast') this.phoenix.broadcast(topic, 'said', payload);
    else
      for (const channel of channels) {
        if (act === 'message') channel.push('said', payload);
        else channel.stop(act === 'crash' ? new Error('as it was told') : 'normal');
      }
    return true;
  }

  /** What can be told of it, for those who compare worlds. */
  told(topics: Iterable<string>): ServerTold {
    return {
      joins: this.joins,
      held: this.#held.map(({ channel, behind }) => ({ ...told(channel), behind })),
      owed: this.#owed.map(({ channel, ref }) => ({ ...told(channel), ref: ref.ref })),
      joined: [...topics].map((topic) => this.phoenix.joined(topic).map(told)),
    };
  }

  /** Notes the frames that have to wait for the answer to a held join, as the server keeps them. */
  #hears({ direction, connection, frame }: ObservedFrame): void {
    if (direction !== 'in') return;
    const held = this.#held.find(
      ({ channel }) => channel.topic === frame[2] && channel.socket.connection === connection,
    );
    held?.behind.push(frame);
  }

  #handlers(): ChannelHandlers {
    return {
      join: (_, channel) => this.#join(channel),
      handleInfo: (message, channel) => {
        if (message === 'drop') channel.socket.drop();
        else throw new Error('as it was told');
      },
      handleIn: (event, _, channel) => {
        switch (event) {
          case 'echo':
            return { reply: ['ok', {}] };
          case 'refuse':
            return { reply: ['error', { reason: 'no' }] };
          case 'later':
            this.#owed.push({ channel, ref: channel.socketRef() });
            return undefined;
          case 'crash':
            throw new Error('as it was told');
          case 'stop':
            return { stop: 'normal' };
          default:
            return undefined;
        }
      },
    };
  }

  #join(channel: Channel) {
    if (this.joins === 'ok') return { ok: {} };
    if (this.joins === 'slow') {
      this.#slow += 1;
      return new Promise<{ ok: object }>((resolve) => {
        this.#clock.setTimeout(() => {
          this.#slow -= 1;
          resolve({ ok: {} });
        }, SLOW_MS);
      });
    }
    if (this.joins === 'crash' || this.joins === 'drop') {
      channel.send(this.joins);
      return { ok: {} };
    }
    if (this.joins === 'error') return { error: { reason: 'no' } };
    if (this.joins === 'hopeless') return { error: { reason: 'unauthorized' } };
    const join = new HeldJoin();
    // A join that waited itself has before it what waited behind it.
    const at = this.#released.findIndex(([, ref, topic]) => topic === channel.topic && ref === channel.joinRef);
    this.#held.push({ join, channel, behind: at < 0 ? [] : this.#released.slice(at + 1) });
    return join;
  }
}

function told({ topic, joinRef, socket }: Channel): JoinTold {
  return { topic, joinRef, connection: socket.connection };
}
