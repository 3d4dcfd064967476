import type { IdleClock } from './idle.ts';

/**
 * A virtual clock for actors: `interpret(machine, { clock })`. Time stands still until you move it. Then it goes from
 * timer to timer: each timer sees the time it was set for. Timers that are due at the same time fire in the order in
 * which they were set.
 */
export class TestClock implements IdleClock {
  readonly #timers = new Map<number, { readonly dueAt: number; readonly fire: () => void }>();
  #now: number;
  #lastId = 0;

  /** @param options - `now`: the first time of the clock, in milliseconds. 0 by default. */
  constructor({ now = 0 }: { readonly now?: number } = {}) {
    this.#now = now;
  }

  /** Keeps reactive libraries from wrapping the clock in a proxy, as `keepOutOfProxies` does for our other classes. */
  get [Symbol.toStringTag](): string {
    return 'TestClock';
  }

  /** The time in milliseconds. */
  now(): number {
    return this.#now;
  }

  /** How many timers wait. */
  get timers(): number {
    return this.#timers.size;
  }

  setTimeout(fire: () => void, timeout: number): number {
    this.#lastId += 1;
    this.#timers.set(this.#lastId, { dueAt: this.#now + Math.max(0, timeout || 0), fire });
    return this.#lastId;
  }

  clearTimeout(id: number): void {
    this.#timers.delete(id);
  }

  /**
   * Lets `ms` milliseconds pass. All timers fire that are due by then, also those that another timer sets.
   *
   * @throws RangeError when `ms` is not a finite number from 0 up; and whatever a timer throws.
   */
  increment(ms: number): void {
    const end = this.#now + checkedMs(ms);
    while (this.step(end));
    this.#now = end;
  }

  /**
   * Moves to the next timer that is due by the time `until` (in milliseconds), and fires it.
   *
   * @returns Whether there was one.
   */
  step(until: number): boolean {
    let next: [id: number, dueAt: number] | undefined;
    for (const [id, { dueAt }] of this.#timers)
      if (dueAt <= until && dueAt < (next?.[1] ?? Infinity)) next = [id, dueAt];
    if (!next) return false;
    const [id, dueAt] = next;
    const timer = this.#timers.get(id);
    this.#timers.delete(id);
    this.#now = Math.max(this.#now, dueAt);
    timer?.fire();
    return true;
  }

  /**
   * Lets `ms` milliseconds pass without firing timers, as while a computer sleeps. The late timers fire when time is
   * moved again.
   *
   * @throws RangeError when `ms` is not a finite number from 0 up.
   */
  sleep(ms: number): void {
    this.#now += checkedMs(ms);
  }
}

/** @throws RangeError */
export function checkedMs(ms: number): number {
  if (Number.isFinite(ms) && ms >= 0) return ms;
  throw new RangeError(`Time can not move by ${ms} ms; a finite number from 0 up is needed.`);
}
