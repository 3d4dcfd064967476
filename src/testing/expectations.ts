import type { Act } from './acts.types.ts';
import { checkedMs, type TestClock } from './clock.ts';
import type { Journal } from './journal.ts';
import { nextTask } from './task.ts';

/**
 * An expectation failed: the act did not come, or it came though it was refuted. The message lists what the clients
 * did.
 */
export class ExpectationError extends Error {
  override readonly name = 'ExpectationError';
}

/** How long to wait for an act, and on which connection. */
export interface Within {
  /**
   * Milliseconds of the server's clock to wait. Time moves, timer by timer, and stops when the act is there. A
   * refutation moves it by all of `withinMs`. @defaultValue 0
   */
  readonly withinMs?: number | undefined;
  /** Looks only at acts of this connection. Connections are counted from 1. @defaultValue any */
  readonly connection?: number | undefined;
}

/** The act that an expectation looks for. */
export interface Wanted<Kind extends Act> {
  /** In words: what the client should do. */
  readonly words: string;
  fits(act: Act): act is Kind;
}

/** Looks for acts that no expectation has taken. */
export class Expectations {
  readonly #clock: TestClock;
  readonly #journal: Journal;

  constructor(clock: TestClock, journal: Journal) {
    this.#clock = clock;
    this.#journal = journal;
  }

  /** Lets time pass, timer by timer. Promises settle between the timers. */
  async elapse(ms: number): Promise<void> {
    await this.#until(() => undefined, ms);
  }

  /** Takes the first act that fits. */
  async expect<Kind extends Act>(wanted: Wanted<Kind>, within: Within): Promise<Kind> {
    const act = await this.#until(() => this.#find(wanted, within), within.withinMs);
    if (act) {
      this.#journal.take(act);
      return act;
    }
    throw new ExpectationError(
      `Expected the client to ${wanted.words}${limits(within)}; it did not.\n\n${this.#journal.tell()}`,
    );
  }

  /** Fails if there is an act that fits. */
  async refute<Kind extends Act>(wanted: Wanted<Kind>, within: Within): Promise<void> {
    const act = await this.#until(() => this.#find(wanted, within), within.withinMs);
    if (!act) return;
    const line = this.#journal.line(act).trim();
    throw new ExpectationError(
      `Expected the client not to ${wanted.words}${limits(within)}; it did:\n    ${line}\n\n${this.#journal.tell()}`,
    );
  }

  #find<Kind extends Act>(wanted: Wanted<Kind>, { connection }: Within): Kind | undefined {
    return this.#journal.acts.find(
      (act): act is Kind =>
        !this.#journal.isTaken(act) && (connection ?? act.connection) === act.connection && wanted.fits(act),
    );
  }

  async #until<Found>(look: () => Found | undefined, ms = 0): Promise<Found | undefined> {
    const end = this.#clock.now() + checkedMs(ms);
    do {
      await nextTask();
      const found = look();
      if (found) return found;
    } while (this.#clock.step(end));
    // Another expectation may have moved the clock meanwhile.
    this.#clock.increment(Math.max(0, end - this.#clock.now()));
    return undefined;
  }
}

function limits({ withinMs = 0, connection }: Within): string {
  const where = connection === undefined ? '' : ` over connection ${connection}`;
  return `${where}${withinMs === 0 ? '' : ` within ${withinMs} ms`}`;
}
