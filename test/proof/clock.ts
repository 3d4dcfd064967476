import { TestClock } from 'xstate-phoenix/testing';

const NAP_MS = 1_000;

/** A virtual clock that tells what it has before it. */
export class ProofClock extends TestClock {
  readonly #dueAt = new Map<number, number>();
  #sleptMs = 0;

  override setTimeout(fire: () => void, timeout: number): number {
    const id = super.setTimeout(() => {
      this.#dueAt.delete(id);
      fire();
    }, timeout);
    this.#dueAt.set(id, this.now() + Math.max(0, timeout || 0));
    return id;
  }

  override clearTimeout(id: number): void {
    this.#dueAt.delete(id);
    super.clearTimeout(id);
  }

  /** Lets time pass without any timer, though the machine is awake. */
  pass(ms: number): void {
    super.sleep(ms);
  }

  /** A nap of a second or less can not be told from a clock that is set right, so no clock stands still for it. */
  override sleep(ms: number): void {
    super.sleep(ms);
    if (ms > NAP_MS) this.#sleptMs += ms;
  }

  /** Has the clocks of the platform show this time; the steady one stands still while the machine sleeps. Answers the undo. */
  standIn(): () => void {
    const { now } = Date;
    const steady = performance.now;
    Date.now = () => this.now();
    performance.now = () => this.now() - this.#sleptMs;
    return () => {
      Date.now = now;
      performance.now = steady;
    };
  }

  /** When the next timer is due; Infinity without one. */
  get nextDueAt(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const dueAt of this.#dueAt.values()) next = Math.min(next, dueAt);
    return next;
  }

  /** How long each timer has to wait, the shortest first. */
  get waits(): readonly number[] {
    return [...this.waitsAsSet].sort((a, b) => a - b);
  }

  /** The same in the order the timers were set. */
  get waitsAsSet(): readonly number[] {
    const now = this.now();
    return [...this.#dueAt.values()].map((dueAt) => dueAt - now);
  }
}
