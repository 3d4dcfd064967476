import type { Time } from '../time.ts';
import { Line } from './line.ts';

/** A join that has its turn. */
interface Turn {
  readonly timeoutMs: number;
  /** When it was written or, before that, when it began to ask for its params. */
  readonly since: number;
}

/** With `'auto'`: how many joins are on the wire at first, and while the server is slow. */
const FEW = 10;
/** With `'auto'`: how many joins are on the wire at most. */
const MANY = 100;
/** With `'auto'`: an answer within so many milliseconds is quick. */
const QUICK = 250;

/** The input of {@link JoinTurns}. */
export interface JoinTurnsInput {
  readonly time: Time;
  /**
   * How many joins may be on the wire at a time. `'auto'` begins with 10, and adds one for each answer that comes within
   * 250 ms, up to 100. After an answer that takes longer, it is 10 again.
   */
  readonly max: number | 'auto';
  /** Called when a topic that waits gets its turn: send `join.admitted` to its channel. */
  admit(topic: string): void;
}

/**
 * Decides which topics of a connection may join, and when a join is overdue.
 *
 * Phoenix handles the frames of a connection in order, and does nothing else while a `join/3` runs (`handle_in` of
 * `phx_join` in `lib/phoenix/socket.ex`). So only a few joins are written at a time, and the others wait for their turn. The
 * timeout of a join runs only while it is the oldest on the wire: the server has not begun with the others.
 */
export class JoinTurns {
  readonly #time: Time;
  readonly #isAuto: boolean;
  readonly #admit: JoinTurnsInput['admit'];
  /** Joins that are on the wire, oldest first. */
  readonly #written = new Line<Turn>();
  /** Joins that have their turn, but are not written yet. */
  readonly #asking = new Map<string, Turn>();
  readonly #waiting = new Line<true>();
  readonly #admitted = new Set<string>();
  /** Topics whose last join ended without an answer, while the server was at it. */
  readonly #stuck = new Set<string>();
  /** How many topics may have their turn at present. */
  #max: number;
  /** Since when the server may be at the oldest join on the wire. */
  #freeSince = 0;
  /** Since when the server owes an answer to a join. A join that timed out does not change it. */
  #owedSince: number | null = null;

  constructor({ time, max, admit }: JoinTurnsInput) {
    this.#time = time;
    this.#isAuto = max === 'auto';
    this.#max = max === 'auto' ? FEW : max;
    this.#admit = admit;
  }

  /** How many topics have their turn or wait for it. */
  get size(): number {
    return this.#taken + this.#waiting.size;
  }

  /** Whether a topic may join at once. Then none waits, since a free turn goes to the topic that has waited longest. */
  get hasRoom(): boolean {
    return this.#taken < this.#max;
  }

  /** Topics that should join after all others, because the server did not answer their last join in time. */
  get stuck(): ReadonlySet<string> {
    return this.#stuck;
  }

  /** Whether a topic has its turn. */
  has(topic: string): boolean {
    return this.#turnOf(topic) !== undefined;
  }

  /** Puts a topic at the end of the line. */
  wait(topic: string): void {
    this.#waiting.join(topic, true);
  }

  /** Takes a topic out of the line. If it had just got its turn, the next topic gets it. */
  leave(topic: string): void {
    this.#waiting.leave(topic);
    if (this.#admitted.delete(topic)) this.#next();
  }

  /** A topic takes its turn. `timeoutMs` is the time that its join has, in milliseconds. */
  begin(topic: string, timeoutMs: number): void {
    this.#admitted.delete(topic);
    if (!this.has(topic)) this.#asking.set(topic, { timeoutMs, since: this.#time.now() });
  }

  /** The join of a topic was written. */
  write(topic: string): void {
    const turn = this.#turnOf(topic);
    if (turn === undefined) return;
    const since = this.#time.now();
    // No other join is before it, so the server may begin with it now.
    if (this.#isOldest(topic)) this.#freeSince = since;
    this.#asking.delete(topic);
    this.#written.join(topic, { ...turn, since });
    this.#owedSince ??= since;
  }

  /** The turn of a topic is over: its join was answered, or given up. */
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

  /** Removes a topic that has no channel any more. */
  forget(topic: string): void {
    this.leave(topic);
    this.end(topic, false);
    this.#stuck.delete(topic);
  }

  /** The connection was lost: all turns are over, and no topic waits. */
  clear(): void {
    this.#written.clear();
    this.#asking.clear();
    this.#waiting.clear();
    this.#admitted.clear();
    this.#owedSince = null;
    if (this.#isAuto) this.#max = FEW;
  }

  /**
   * Milliseconds until the answer to a join is overdue. For joins behind the oldest it is the earliest possible: the oldest
   * may end at any moment. `otherwiseMs` if the topic has no turn.
   */
  dueInMs(topic: string, otherwiseMs = 0): number {
    const turn = this.#turnOf(topic);
    if (turn === undefined) return otherwiseMs;
    const { since, timeoutMs } = turn;
    const now = this.#time.now();
    if (this.#isOldest(topic)) return Math.max(since, this.#freeSince) + timeoutMs - now;
    return this.#asking.has(topic) ? since + timeoutMs - now : timeoutMs;
  }

  /**
   * Milliseconds for which joins may still delay the answer to a frame that was written at `writtenAt`. 0 if no join was
   * written before it, or if the server has not answered any join in time.
   */
  patienceMs(writtenAt: number): number {
    const oldest = this.#written.first?.[1];
    if (oldest === undefined || oldest.since >= writtenAt || this.#owedSince === null) return 0;
    return Math.max(0, this.#owedSince + oldest.timeoutMs - this.#time.now());
  }

  /** Whether a join that timed out still blocks the server. Then the joins behind it time out without having begun. */
  get #isStuck(): boolean {
    return this.#owedSince !== null && this.#freeSince > this.#owedSince;
  }

  get #taken(): number {
    return this.#written.size + this.#asking.size + this.#admitted.size;
  }

  #turnOf(topic: string): Turn | undefined {
    return this.#written.get(topic) ?? this.#asking.get(topic);
  }

  /** Whether the server is at this join, or will be next. */
  #isOldest(topic: string): boolean {
    return this.#written.first?.[0] === topic;
  }

  /** Adapts the number of joins on the wire to the time that an answer took. */
  #learn(answerMs: number): void {
    this.#max = answerMs > QUICK ? FEW : Math.min(this.#max + 1, MANY);
  }

  /** Gives the free turns to the topics that have waited longest. */
  #next(): void {
    for (let next = this.#waiting.first; next !== undefined && this.hasRoom; next = this.#waiting.first) {
      const [topic] = next;
      this.#waiting.leave(topic);
      this.#admitted.add(topic);
      this.#admit(topic);
    }
  }
}
