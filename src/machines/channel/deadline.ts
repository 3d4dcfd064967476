/** A timer of the actor system, for one event at a time. */
export interface DueTimer {
  now(): number;
  start(delayMs: number): void;
  stop(): void;
}

/** One timer for many deadlines: it is set for the earliest of them. */
export class Deadline {
  readonly #timer: DueTimer;
  #dueAt = Number.POSITIVE_INFINITY;

  constructor(timer: DueTimer) {
    this.#timer = timer;
  }

  /** A deadline more. */
  add(dueAt: number): void {
    if (dueAt >= this.#dueAt) return;
    if (this.#dueAt !== Number.POSITIVE_INFINITY) this.#timer.stop();
    this.#dueAt = dueAt;
    this.#timer.start(Math.max(0, dueAt - this.#timer.now()));
  }

  /** The timer has fired: answers up to when deadlines have come. Those that have not are to be added again. */
  ring(): number {
    // The timer may fire a fraction of a millisecond early; what it was set for is due all the same.
    const now = Math.max(this.#timer.now(), this.#dueAt);
    this.#dueAt = Number.POSITIVE_INFINITY;
    return now;
  }

  /** No deadline is left. */
  clear(): void {
    if (this.#dueAt === Number.POSITIVE_INFINITY) return;
    this.#dueAt = Number.POSITIVE_INFINITY;
    this.#timer.stop();
  }
}
