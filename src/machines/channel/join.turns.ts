import type { Time } from '../time.ts';
import { Line } from './line.ts';

/** A join that has its turn. */
interface Turn {
  readonly timeoutMs: number;
  /** When it was written, or has begun to ask for its params. */
  readonly since: number;
}

/** How many joins are on the wire at first, and while the server is slow, where their number is `'auto'`. */
const FEW = 10;
/** How many may be while the server answers quickly. */
const MANY = 100;
/** Milliseconds in which an answer is quick. */
const QUICK = 250;

/** What the turns of a connection are made of. */
export interface JoinTurnsInput {
  readonly time: Time;
  /**
   * How many joins may be on the wire at a time. With `'auto'` it is 10, and one more for each answer that comes within a
   * quarter of a second, up to 100; an answer that takes longer makes it 10 again.
   */
  readonly max: number | 'auto';
  /** Tells a channel, by its topic, that it is its turn: `join.admitted`. */
  admit(topic: string): void;
}

/**
 * The joins of one connection.
 *
 * Phoenix handles the frames of a connection in order, and does nothing else while a `join/3` runs
 * (`Phoenix.Socket`, `handle_in` of `phx_join`). So only so many are written at a time, the others wait for their turn, and
 * the clock of a join runs only while it is the oldest on the wire: before that the server has not begun with it.
 */
export class JoinTurns {
  readonly #time: Time;
  readonly #isAuto: boolean;
  readonly #admit: JoinTurnsInput['admit'];
  /** Joins that are on the wire. */
  readonly #written = new Line<Turn>();
  /** Joins that have their turn, and are not written yet. */
  readonly #asking = new Map<string, Turn>();
  readonly #waiting = new Line<true>();
  readonly #admitted = new Set<string>();
  /** Topics whose last join has kept the server until it was given up. */
  readonly #stuck = new Set<string>();
  /** How many may have their turn at present. */
  #max: number;
  /** Since when the oldest join on the wire can be what the server is at. */
  #freeSince = 0;
  /** Since when the server owes an answer to a join: a join that was given up is none. */
  #owedSince: number | null = null;

  constructor({ time, max, admit }: JoinTurnsInput) {
    this.#time = time;
    this.#isAuto = max === 'auto';
    this.#max = max === 'auto' ? FEW : max;
    this.#admit = admit;
  }

  /** Joins that have their turn, and those that wait for it. */
  get size(): number {
    return this.#taken + this.#waiting.size;
  }

  /** Whether a topic may join at once. Then nobody waits, since a turn that is free goes to whoever waits longest. */
  get hasRoom(): boolean {
    return this.#taken < this.#max;
  }

  /** Topics that should come behind all others, since they have kept the server from them when they joined last. */
  get stuck(): ReadonlySet<string> {
    return this.#stuck;
  }

  /** Whether a topic has its turn. */
  has(topic: string): boolean {
    return this.#turnOf(topic) !== undefined;
  }

  /** A topic waits for its turn, behind those that wait already. */
  wait(topic: string): void {
    this.#waiting.join(topic, true);
  }

  /** A topic waits no more, and has no use for its turn. */
  leave(topic: string): void {
    this.#waiting.leave(topic);
    if (this.#admitted.delete(topic)) this.#next();
  }

  /** A topic takes its turn. */
  begin(topic: string, timeoutMs: number): void {
    this.#admitted.delete(topic);
    if (!this.has(topic)) this.#asking.set(topic, { timeoutMs, since: this.#time.now() });
  }

  /** Its join goes to the wire. */
  write(topic: string): void {
    const turn = this.#turnOf(topic);
    if (turn === undefined) return;
    const since = this.#time.now();
    // The server is at the join before it until now.
    if (this.#isOldest(topic)) this.#freeSince = since;
    this.#asking.delete(topic);
    this.#written.join(topic, { ...turn, since });
    this.#owedSince ??= since;
  }

  /** The turn is over: the join was answered, or given up. */
  end(topic: string, isAnswered: boolean): void {
    const isOldest = this.#isOldest(topic);
    const since = this.#written.get(topic)?.since;
    if (!this.#written.leave(topic) && !this.#asking.delete(topic)) return;
    const now = this.#time.now();
    if (isAnswered) {
      this.#stuck.delete(topic);
      this.#owedSince = this.#written.size === 0 ? null : now;
    } else if (isOldest && !this.#isStuck) this.#stuck.add(topic);
    if (isOldest) this.#freeSince = now;
    if (this.#isAuto && isAnswered && since !== undefined) this.#learn(now - since);
    this.#next();
  }

  /** A topic is gone. */
  forget(topic: string): void {
    this.leave(topic);
    this.end(topic, false);
    this.#stuck.delete(topic);
  }

  /** There is no connection any more, and nobody's turn. */
  clear(): void {
    this.#written.clear();
    this.#asking.clear();
    this.#waiting.clear();
    this.#admitted.clear();
    this.#owedSince = null;
    if (this.#isAuto) this.#max = FEW;
  }

  /**
   * Milliseconds until the answer to a join is overdue. For those behind the oldest this is the earliest that can be: it
   * may end now.
   */
  dueInMs(topic: string): number {
    const turn = this.#turnOf(topic);
    if (turn === undefined) return 0;
    const { since, timeoutMs } = turn;
    const now = this.#time.now();
    if (this.#isOldest(topic)) return Math.max(since, this.#freeSince) + timeoutMs - now;
    return this.#asking.has(topic) ? since + timeoutMs - now : timeoutMs;
  }

  /**
   * Milliseconds for which joins may still hold up the answer to something that was written at a time: 0 where none was
   * written before it, or where the server has answered no join for too long.
   */
  patienceMs(writtenAt: number): number {
    const oldest = this.#written.first?.[1];
    if (oldest === undefined || oldest.since >= writtenAt || this.#owedSince === null) return 0;
    return Math.max(0, this.#owedSince + oldest.timeoutMs - this.#time.now());
  }

  /** Whether a join that was given up keeps the server: those behind it have not even begun when their time is up. */
  get #isStuck(): boolean {
    return this.#owedSince !== null && this.#freeSince > this.#owedSince;
  }

  get #taken(): number {
    return this.#written.size + this.#asking.size + this.#admitted.size;
  }

  #turnOf(topic: string): Turn | undefined {
    return this.#written.get(topic) ?? this.#asking.get(topic);
  }

  /** Whether a join is what the server is at, or will be next. */
  #isOldest(topic: string): boolean {
    return this.#written.first?.[0] === topic;
  }

  /** What an answer tells of how many joins may be on the wire. */
  #learn(answerMs: number): void {
    this.#max = answerMs > QUICK ? FEW : Math.min(this.#max + 1, MANY);
  }

  /** Gives the turns that are free to those that have waited longest. */
  #next(): void {
    for (let next = this.#waiting.first; next !== undefined && this.hasRoom; next = this.#waiting.first) {
      const [topic] = next;
      this.#waiting.leave(topic);
      this.#admitted.add(topic);
      this.#admit(topic);
    }
  }
}
