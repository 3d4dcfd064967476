import type { Act } from './acts.types.ts';
import { checkedMs, type TestClock } from './clock.ts';
import type { Journal } from './journal.ts';
import { nextTask } from './task.ts';

/** What was expected of a client did not come, or what was not came. The message has all that the clients did. */
export class ExpectationError extends Error {
  override readonly name = 'ExpectationError';
}

/** How long an act may take, and on which connection it is looked for. */
export interface Within {
  /**
   * Milliseconds of the server's clock the act may take: time is moved, timer by timer, until it is there, and stays
   * there. A refutation moves it to the end. @defaultValue 0
   */
  readonly withinMs?: number | undefined;
  /** Only what came over this connection; they are counted from 1. @defaultValue any */
  readonly connection?: number | undefined;
}

/** An act that is looked for. */
export interface Wanted<Kind extends Act> {
  /** In words: what the client was to do. */
  readonly words: string;
  fits(act: Act): act is Kind;
}

/** Looks for acts that no expectation has taken yet. */
export class Expectations {
  readonly #clock: TestClock;
  readonly #journal: Journal;

  constructor(clock: TestClock, journal: Journal) {
    this.#clock = clock;
    this.#journal = journal;
  }

  /** Lets time pass: each timer at its time, one by one, with all promises settled between them. */
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
    // Two who wait at once move the same clock.
    this.#clock.increment(Math.max(0, end - this.#clock.now()));
    return undefined;
  }
}

function limits({ withinMs = 0, connection }: Within): string {
  const where = connection === undefined ? '' : ` over connection ${connection}`;
  return `${where}${withinMs === 0 ? '' : ` within ${withinMs} ms`}`;
}
