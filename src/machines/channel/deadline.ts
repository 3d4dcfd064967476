import { ENDLESS } from '../../values.ts';
/** A timer of the actor system. It sends one event when it fires. */
export interface DueTimer {
  now(): number;
  start(delayMs: number): void;
  stop(): void;
}

/** One timer for many deadlines. It is set for the earliest of them. */
export class Deadline {
  readonly #timer: DueTimer;
  #dueAt = ENDLESS;

  constructor(timer: DueTimer) {
    this.#timer = timer;
  }

  /** Adds a deadline. */
  add(dueAt: number): void {
    if (dueAt >= this.#dueAt) return;
    if (this.#dueAt !== ENDLESS) this.#timer.stop();
    this.#dueAt = dueAt;
    this.#timer.start(Math.max(0, dueAt - this.#timer.now()));
  }

  /** The timer has fired. Returns the time up to which deadlines have come. Add the later ones again. */
  ring(): number {
    // The timer may fire a fraction of a millisecond early. The deadline that it was set for is due anyway.
    const now = Math.max(this.#timer.now(), this.#dueAt);
    this.#dueAt = ENDLESS;
    return now;
  }

  /** Removes all deadlines. */
  clear(): void {
    if (this.#dueAt === ENDLESS) return;
    this.#dueAt = ENDLESS;
    this.#timer.stop();
  }
}
