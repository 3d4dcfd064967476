import type { Payload } from '../listen.ts';
import type { Act, JoinAct, PushAct } from './acts.types.ts';
import type { Attempts } from './attempts.ts';
import type { Channel, ChannelHandlers } from './channel.types.ts';
import { HeldJoin } from './held.ts';
import type { Journal } from './journal.ts';
import type { ObservedFrame } from './phoenix.types.ts';
import { Standstill } from './standstill.ts';
import type { Ref } from './wire.ts';

/** A join, and its answer so far. */
interface Asked {
  readonly act: JoinAct;
  readonly ref: Ref;
  held?: HeldJoin;
  status?: 'ok' | 'error';
}

type Hurdle = 'over' | 'answered' | 'behind' | 'served';

const sentences: Readonly<Record<Hurdle, string>> = {
  over: 'its connection is over.',
  answered: 'it has been answered already.',
  behind:
    'an earlier join of the topic still waits, and the frames of a topic are handled in order. Answer that first.',
  served: 'the server has answered by itself, as it does for the topics of `channels`.',
};

/** Turns the frames of clients into acts, and holds the joins of the topics that no other channel serves. */
export class Desk {
  /** All frames, in and out. */
  readonly frames: ObservedFrame[] = [];
  /** The channel for all topics that have no other. */
  readonly channel: ChannelHandlers = {
    join: (_, channel) => this.#hold(channel),
    handleIn: () => undefined,
  };
  readonly #asked = new Map<Act, Asked>();
  readonly #attempts: Attempts;
  readonly #journal: Journal;
  readonly #now: () => number;
  readonly #joined: (topic: string) => readonly Channel[];
  readonly #standstill = new Standstill(() => `${this.#now()} ${this.frames.length}`);

  constructor(attempts: Attempts, journal: Journal, now: () => number, joined: (topic: string) => readonly Channel[]) {
    this.#attempts = attempts;
    this.#journal = journal;
    this.#now = now;
    this.#joined = joined;
  }

  /** Keeps a frame, and notes what the client does with it. */
  read(observed: ObservedFrame): void {
    const { number } = this.#attempts.of(observed.connection);
    this.frames.push({ ...observed, connection: number });
    if (observed.direction === 'out') return;
    const [joinRef, ref, topic, event] = observed.frame;
    const payload = observed.frame[4] as Payload;
    const act = { atMs: this.#now(), connection: number };
    if (event === 'phx_join') this.#noteJoin({ ...act, topic, joinRef, params: payload }, ref);
    else if (event === 'phx_leave') this.#journal.note({ ...act, type: 'leave', topic, joinRef });
    else if (event === 'heartbeat' && topic === 'phoenix') this.#journal.note({ ...act, type: 'heartbeat', ref });
    else this.#notePush({ ...act, topic, event, payload, ref, joinRef }, observed.connection);
  }

  /**
   * Answers a join with ok, unless it is answered already or by the server. Throws if it can not be answered any more.
   */
  welcome(act: Act): void {
    const asked = this.#asked.get(act);
    if (asked === undefined) return;
    const waits = asked.held ? !asked.held.isAnswered : this.#hurdle(asked) === 'behind';
    if (waits) asked.act.reply('ok');
  }

  /** Whether a join of the topic waits for its answer. */
  holds(topic: string): boolean {
    return [...this.#asked.values()].some((asked) => asked.act.topic === topic && this.#hurdle(asked) === undefined);
  }

  #noteJoin(seen: Omit<JoinAct, 'type' | 'reply'>, ref: Ref): void {
    const act: JoinAct = {
      ...seen,
      type: 'join',
      reply: (status, response = {}) => {
        const hurdle = this.#hurdle(asked);
        if (hurdle) throw new Error(`The join of "${seen.topic}" can not be answered: ${sentences[hurdle]}`);
        asked.status = status;
        asked.held?.answer(status === 'ok' ? { ok: response } : { error: response });
      },
    };
    const asked: Asked = { act, ref };
    this.#asked.set(act, asked);
    this.#journal.note(act, () => this.#fateOf(asked));
  }

  #notePush(seen: Omit<PushAct, 'type' | 'reply'>, connection: number): void {
    const { topic, event, ref } = seen;
    const find = () => this.#joined(topic).find(({ socket }) => socket.connection === connection);
    const channel = find();
    const reply: PushAct['reply'] = (status, response = {}) => {
      const target = this.#attempts.alive(seen.connection) && (channel ?? find());
      if (!target) {
        const why = this.#attempts.alive(seen.connection) ? 'its topic was not joined.' : sentences.over;
        throw new Error(`The push "${event}" to "${topic}" can not be answered: ${why}`);
      }
      target.reply({ ref }, status, response);
    };
    const act: PushAct = { ...seen, type: 'push', reply };
    const isAwaited = () => this.#attempts.alive(seen.connection)?.isAwaited?.(topic, ref);
    this.#journal.note(act, () => (isAwaited() === undefined ? '' : 'waits for its reply()'));
    if (isAwaited() !== undefined) this.#standstill.watch({ isAwaited, line: () => this.#journal.line(act) });
  }

  /** Finds the join of this channel by its ref: the joins of a topic come here one after the other. */
  #hold({ topic, joinRef, socket }: Channel): HeldJoin {
    const held = new HeldJoin();
    const { number } = this.#attempts.of(socket.connection);
    for (const asked of this.#asked.values()) {
      const { act, ref } = asked;
      if (asked.held || act.connection !== number || act.topic !== topic || (act.joinRef ?? ref) !== joinRef) continue;
      asked.held = held;
      break;
    }
    return held;
  }

  /** Why a join can not be answered. */
  #hurdle({ act, held }: Asked): Hurdle | undefined {
    if (!this.#attempts.alive(act.connection)) return 'over';
    if (held) return held.isAnswered ? 'answered' : undefined;
    const earlier = [...this.#asked.values()].some(
      (other) =>
        other.act.connection === act.connection && other.act.topic === act.topic && other.held?.isAnswered === false,
    );
    return earlier ? 'behind' : 'served';
  }

  #fateOf(asked: Asked): string {
    if (asked.status !== undefined) return `answered with ${asked.status}`;
    const hurdle = this.#hurdle(asked);
    if (hurdle === 'served') return 'answered by the server';
    return hurdle === 'over' ? 'not answered' : 'waits for its answer';
  }
}
