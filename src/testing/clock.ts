import type { IdleClock } from './idle.ts';

/**
 * A virtual clock for actors: `interpret(machine, { clock })`. Time stands still until it is moved, and goes from timer
 * to timer then, so that each timer sees the time it was set for, and timers of the same time come in the order they
 * were set.
 */
export class TestClock implements IdleClock {
  readonly #timers = new Map<number, { readonly dueAt: number; readonly fire: () => void }>();
  #now: number;
  #lastId = 0;

  /** @param options - `now`: milliseconds the clock begins with, 0 by default. */
  constructor({ now = 0 }: { readonly now?: number } = {}) {
    this.#now = now;
  }

  /** Keeps it out of the proxies of reactive state, as `keepOutOfProxies` does for what has no subclasses. */
  get [Symbol.toStringTag](): string {
    return 'TestClock';
  }

  /** Milliseconds. */
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
   * Lets `ms` milliseconds pass, and all timers fire that are due by then, those they set included.
   *
   * @throws RangeError for what is no number from 0 up; and whatever a timer throws.
   */
  increment(ms: number): void {
    const end = this.#now + checkedMs(ms);
    while (this.step(end));
    this.#now = end;
  }

  /**
   * Moves to the next timer that is due by `until` milliseconds of this clock, and lets it fire.
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
   * Lets `ms` milliseconds pass without any timer, as while the machine sleeps. Those that are late then fire first
   * when time is moved again.
   *
   * @throws RangeError for what is no number from 0 up.
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
