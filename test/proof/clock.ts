import { TestClock } from 'xstate-phoenix/testing';

const NAP_MS = 1_000;

/** What the timer of a channel's pushes calls (`push.timer.ts`). */
const OF_PUSHES = 'tellExpired';

/** A timer that is set. */
interface Timer {
  readonly dueAt: number;
  /** The name of the function that it calls. */
  readonly calls: string;
}

/** A virtual clock that tells what it has before it. */
export class ProofClock extends TestClock {
  readonly #timers = new Map<number, Timer>();
  #sleptMs = 0;

  override setTimeout(fire: () => void, timeout: number): number {
    const id = super.setTimeout(() => {
      this.#timers.delete(id);
      fire();
    }, timeout);
    this.#timers.set(id, { dueAt: this.now() + Math.max(0, timeout || 0), calls: fire.name });
    return id;
  }

  override clearTimeout(id: number): void {
    this.#timers.delete(id);
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
    for (const { dueAt } of this.#timers.values()) next = Math.min(next, dueAt);
    return next;
  }

  /** How long each timer has to wait, the shortest first. */
  get waits(): readonly number[] {
    return this.#waits([...this.#timers.values()]).sort((a, b) => a - b);
  }

  /** How long the timers of pushes have to wait, in the order they were set. */
  get waitsOfPushes(): readonly number[] {
    return this.#waits([...this.#timers.values()].filter(({ calls }) => calls === OF_PUSHES));
  }

  /** The same of all others. */
  get otherWaits(): readonly number[] {
    return this.#waits([...this.#timers.values()].filter(({ calls }) => calls !== OF_PUSHES));
  }

  #waits(timers: readonly Timer[]): number[] {
    const now = this.now();
    return timers.map(({ dueAt }) => dueAt - now);
  }
}
