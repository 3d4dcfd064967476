import { SimulatedClock } from 'xstate';

/** The simulated clock, going from timer to timer so that each one sees its own time, and counting those that wait. */
export class WorldClock extends SimulatedClock {
  readonly #due = new Map<number, number>();
  #sleptMs = 0;

  /** How many timers wait. */
  get timers(): number {
    return this.#due.size;
  }

  override now(): number {
    return super.now() + this.#sleptMs;
  }

  override setTimeout(fn: () => void, timeout: number): number {
    const id = super.setTimeout(() => {
      this.#due.delete(id);
      fn();
    }, timeout);
    this.#due.set(id, this.now() + timeout);
    return id;
  }

  override clearTimeout(id: number): void {
    this.#due.delete(id);
    super.clearTimeout(id);
  }

  override increment(ms: number): void {
    const end = this.now() + ms;
    for (let next = this.#next(); next <= end; next = this.#next()) super.increment(Math.max(0, next - this.now()));
    super.increment(end - this.now());
  }

  /** Time passes and no timer fires, as while a machine sleeps. The next `increment` fires those that are late. */
  sleep(ms: number): void {
    this.#sleptMs += ms;
  }

  #next(): number {
    return Math.min(...this.#due.values());
  }
}
