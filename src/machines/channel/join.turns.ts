import type { Time } from '../time.ts';

/** A join that has its turn. */
interface Turn {
  readonly timeoutMs: number;
  /** When it was written, or has begun to ask for its params. */
  readonly since: number;
  readonly isWritten: boolean;
}

/** What the turns of a connection are made of. */
export interface JoinTurnsInput {
  readonly time: Time;
  /** How many joins may be on the wire at a time. */
  readonly max: number;
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
  readonly #max: number;
  readonly #admit: JoinTurnsInput['admit'];
  /** In the order of writing, those at the end that are not written yet. */
  readonly #turns = new Map<string, Turn>();
  readonly #waiting = new Set<string>();
  readonly #admitted = new Set<string>();
  /** Topics whose last join has kept the server until it was given up. */
  readonly #stuck = new Set<string>();
  /** Since when the oldest join on the wire can be what the server is at. */
  #freeSince = 0;
  /** Since when the server owes an answer to a join: a join that was given up is none. */
  #owedSince: number | null = null;

  constructor({ time, max, admit }: JoinTurnsInput) {
    this.#time = time;
    this.#max = max;
    this.#admit = admit;
  }

  /** Joins that have their turn, and those that wait for it. */
  get size(): number {
    return this.#turns.size + this.#waiting.size + this.#admitted.size;
  }

  /** Whether a topic may join at once. Then nobody waits, since a turn that is free goes to whoever waits longest. */
  get hasRoom(): boolean {
    return this.#turns.size + this.#admitted.size < this.#max;
  }

  /** Topics that should come behind all others, since they have kept the server from them when they joined last. */
  get stuck(): ReadonlySet<string> {
    return this.#stuck;
  }

  /** Whether a topic has its turn. */
  has(topic: string): boolean {
    return this.#turns.has(topic);
  }

  /** A topic waits for its turn, behind those that wait already. */
  wait(topic: string): void {
    this.#waiting.add(topic);
  }

  /** A topic waits no more, and has no use for its turn. */
  leave(topic: string): void {
    this.#waiting.delete(topic);
    if (this.#admitted.delete(topic)) this.#next();
  }

  /** A topic takes its turn. */
  begin(topic: string, timeoutMs: number): void {
    this.#admitted.delete(topic);
    if (!this.#turns.has(topic)) this.#turns.set(topic, { timeoutMs, since: this.#time.now(), isWritten: false });
  }

  /** Its join goes to the wire. */
  write(topic: string): void {
    const turn = this.#turns.get(topic);
    if (turn === undefined) return;
    const since = this.#time.now();
    // The server is at the join before it until now.
    if (this.#oldest?.[0] === topic) this.#freeSince = since;
    this.#turns.delete(topic);
    this.#turns.set(topic, { ...turn, since, isWritten: true });
    this.#owedSince ??= since;
  }

  /** The turn is over: the join was answered, or given up. */
  end(topic: string, isAnswered: boolean): void {
    const isOldest = this.#oldest?.[0] === topic;
    if (!this.#turns.delete(topic)) return;
    const now = this.#time.now();
    if (isAnswered) {
      this.#stuck.delete(topic);
      this.#owedSince = this.#oldest === undefined ? null : now;
    } else if (isOldest && !this.#isStuck) this.#stuck.add(topic);
    if (isOldest) this.#freeSince = now;
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
    this.#turns.clear();
    this.#waiting.clear();
    this.#admitted.clear();
    this.#owedSince = null;
  }

  /**
   * Milliseconds until the answer to a join is overdue. For those behind the oldest this is the earliest that can be: it
   * may end now.
   */
  dueInMs(topic: string): number {
    const turn = this.#turns.get(topic);
    if (turn === undefined) return 0;
    const now = this.#time.now();
    const oldest = this.#oldest;
    if (!turn.isWritten || oldest === undefined) return turn.since + turn.timeoutMs - now;
    return oldest[0] === topic ? Math.max(turn.since, this.#freeSince) + turn.timeoutMs - now : turn.timeoutMs;
  }

  /**
   * Milliseconds for which joins may still hold up the answer to something that was written at a time: 0 where none was
   * written before it, or where the server has answered no join for too long.
   */
  patienceMs(writtenAt: number): number {
    const oldest = this.#oldest?.[1];
    if (oldest === undefined || oldest.since >= writtenAt || this.#owedSince === null) return 0;
    return Math.max(0, this.#owedSince + oldest.timeoutMs - this.#time.now());
  }

  /** Whether a join that was given up keeps the server: those behind it have not even begun when their time is up. */
  get #isStuck(): boolean {
    return this.#owedSince !== null && this.#freeSince > this.#owedSince;
  }

  /** The oldest join on the wire. */
  get #oldest(): readonly [string, Turn] | undefined {
    for (const entry of this.#turns) if (entry[1].isWritten) return entry;
    return undefined;
  }

  /** Gives the turns that are free to those that have waited longest. */
  #next(): void {
    for (const topic of this.#waiting) {
      if (!this.hasRoom) return;
      this.#waiting.delete(topic);
      this.#admitted.add(topic);
      this.#admit(topic);
    }
  }
}
