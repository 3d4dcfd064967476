import type { ActorRow, Entry } from './wire.types.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** The last entries, and the actors as they were before the first of them. */
export class History {
  readonly #limit: number;
  readonly #base = new Map<number, Writable<ActorRow>>();
  readonly #ring: Entry[] = [];
  /** The index of the oldest entry. 0 until the ring is full. */
  #oldest = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(entry: Entry): void {
    const evicted = this.#ring[this.#oldest];
    if (this.#ring.length < this.#limit || evicted === undefined) {
      this.#ring.push(entry);
      return;
    }
    this.#absorb(evicted);
    this.#ring[this.#oldest] = entry;
    this.#oldest = (this.#oldest + 1) % this.#limit;
  }

  /** The actors that existed before the first entry. */
  rows(): readonly ActorRow[] {
    return Array.from(this.#base.values(), (row) => ({ ...row }));
  }

  /** Oldest first. */
  entries(): readonly Entry[] {
    return [...this.#ring.slice(this.#oldest), ...this.#ring.slice(0, this.#oldest)];
  }

  #absorb(entry: Entry): void {
    if (entry.k === 'actor') {
      this.#base.set(entry.row.n, { ...entry.row });
      return;
    }
    const row = entry.k === 'frame' ? undefined : this.#base.get(entry.n);
    if (row === undefined) return;
    if (entry.k === 'event') row.events += 1 + entry.times;
    else if (entry.k === 'state' && entry.status !== 'active') this.#base.delete(entry.n);
    else if (entry.k === 'state') {
      row.value = entry.value;
      row.tags = entry.tags;
      row.context = entry.context;
    }
  }
}
