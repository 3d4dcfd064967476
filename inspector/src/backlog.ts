import type { Beat } from './actors.types.ts';
import type { Entry } from './wire.types.ts';

/** Keeps what a slow page needs when it can receive again: new actors, and last states. */
export class Backlog {
  readonly #appeared = new Map<number, Entry>();
  readonly #states = new Map<number, Entry>();
  readonly #counts = new Map<number, number>();
  #dropped = 0;

  /** Keeps the necessary parts of a beat that is not sent. */
  keep({ entries, counts }: Beat): void {
    for (const [n, events] of counts) this.#counts.set(n, events);
    for (const entry of entries) this.#keep(entry);
  }

  /** Returns a beat, with everything that was kept before it. */
  before({ at, entries, counts }: Beat): Beat & { readonly dropped: number } {
    for (const [n, events] of counts) this.#counts.set(n, events);
    const beat = {
      at,
      entries: [...this.#appeared.values(), ...this.#states.values(), ...entries],
      counts: [...this.#counts],
      dropped: this.#dropped,
    };
    this.#appeared.clear();
    this.#states.clear();
    this.#counts.clear();
    this.#dropped = 0;
    return beat;
  }

  #keep(entry: Entry): void {
    if (entry.k === 'actor') this.#appeared.set(entry.row.n, entry);
    else if (entry.k !== 'state') this.#dropped += 1;
    // The page does not need an actor that has come and gone meanwhile.
    else if (entry.status !== 'active' && this.#appeared.delete(entry.n)) this.#forget(entry.n);
    else {
      if (this.#states.delete(entry.n)) this.#dropped += 1;
      this.#states.set(entry.n, entry);
    }
  }

  #forget(n: number): void {
    this.#dropped += this.#states.delete(n) ? 3 : 2;
    this.#counts.delete(n);
  }
}
