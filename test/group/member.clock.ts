import type { TestClock } from 'xstate-phoenix/testing';

/** The clock of one process: that of the world, but for the time that the process sleeps. Then its timers wait. */
export class MemberClock {
  readonly #world: TestClock;
  readonly #late: (() => void)[] = [];
  readonly #cancelled = new Set<number>();
  #isAsleep = false;

  constructor(world: TestClock) {
    this.#world = world;
  }

  get isAsleep(): boolean {
    return this.#isAsleep;
  }

  now(): number {
    return this.#world.now();
  }

  setTimeout(fire: () => void, ms: number): number {
    if (!(ms < 2 ** 31)) throw new RangeError(`No timer can wait for ${ms} ms.`);
    const id = this.#world.setTimeout(() => {
      if (this.#isAsleep) this.#late.push(() => void (this.#cancelled.has(id) || fire()));
      else fire();
    }, ms);
    return id;
  }

  clearTimeout(id: number): void {
    this.#cancelled.add(id);
    this.#world.clearTimeout(id);
  }

  sleep(): void {
    this.#isAsleep = true;
  }

  /** Fires what was due meanwhile. */
  wake(): void {
    this.#isAsleep = false;
    for (const fire of this.#late.splice(0)) fire();
  }
}
