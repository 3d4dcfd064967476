import { LastingListeners } from '../lasting.listeners.ts';

/** The life of a client, which may be started, stopped and started again. */
export class Life {
  readonly #listeners = new LastingListeners();
  readonly #waiting = new Set<() => void>();
  #hasBegun = false;
  #kept: (() => void)[] | null = null;

  /** Those who listen to the client from within. */
  get listeners(): LastingListeners {
    return this.#listeners;
  }

  /** Whether the client was ever started. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** The client is started. Answers whether it is for the first time. */
  begins(): boolean {
    const isFirst = !this.#hasBegun;
    this.#hasBegun = true;
    if (!isFirst) this.#listeners.again();
    return isFirst;
  }

  /** `start()` is called: what is reported meanwhile waits until somebody can listen. */
  starts(): void {
    this.#kept = [];
  }

  /** Keeps a report. Answers whether it did. */
  keeps(report: () => void): boolean {
    return this.#kept !== null && this.#kept.push(report) > 0;
  }

  /** `start()` returns. Answers what was kept. */
  goesOn(): readonly (() => void)[] {
    const kept = this.#kept ?? [];
    this.#kept = null;
    return kept;
  }

  /** Has somebody hear when the client is stopped. Answers the undo. */
  onStop(listener: () => void): () => void {
    this.#waiting.add(listener);
    return () => void this.#waiting.delete(listener);
  }

  /** The client is stopped, for good or until it is started again. */
  ends(): void {
    for (const listener of [...this.#waiting]) listener();
  }
}
